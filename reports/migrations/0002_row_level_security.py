"""The database agrees with reports/access.py: a report is its owner's alone.

The clock finds what was left behind or has expired; it may not read a result.
"""

from django.db import migrations

OWNER = """
    owner_id = (SELECT app_user_id())
    AND EXISTS (
        SELECT FROM casework_membership m
        WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
          AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
"""
FORWARD = f"""
ALTER TABLE reports_reportrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_reportrequest FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_alone ON reports_reportrequest TO ledljus_app
    USING ({OWNER}) WITH CHECK ({OWNER});

GRANT SELECT (id, owner_id, state, attempt, seen_at, expires_at) ON reports_reportrequest
    TO ledljus_clock;
GRANT UPDATE (state, step, progress, error, seen_at, finished_at) ON reports_reportrequest
    TO ledljus_clock;
GRANT DELETE ON reports_reportrequest TO ledljus_clock;
CREATE POLICY clock ON reports_reportrequest TO ledljus_clock USING (true) WITH CHECK (true);

GRANT INSERT ON casework_auditevent TO ledljus_clock;
CREATE POLICY clock_adds ON casework_auditevent FOR INSERT TO ledljus_clock
    WITH CHECK (actor_id IS NULL AND event LIKE 'report.%');
"""
BACKWARD = """
DROP POLICY clock_adds ON casework_auditevent;
REVOKE INSERT ON casework_auditevent FROM ledljus_clock;
DROP POLICY clock ON reports_reportrequest;
REVOKE ALL ON reports_reportrequest FROM ledljus_clock;
DROP POLICY owner_alone ON reports_reportrequest;
ALTER TABLE reports_reportrequest DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_initial"), ("casework", "0002_audit_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
