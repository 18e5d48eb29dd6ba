"""Reading at night is no wonder on a shift: the log watch sees who was on which, and nothing else."""

from django.db import migrations

FORWARD = """
GRANT SELECT (shift_id, user_id) ON outreach_crewmember TO ledljus_log_watch;
CREATE POLICY watch_reads ON outreach_crewmember FOR SELECT TO ledljus_log_watch USING (true);
GRANT SELECT (id, starts_at, ends_at, state) ON outreach_shift TO ledljus_log_watch;
CREATE POLICY watch_reads ON outreach_shift FOR SELECT TO ledljus_log_watch USING (true);
"""
BACKWARD = """
DROP POLICY watch_reads ON outreach_shift;
REVOKE SELECT (id, starts_at, ends_at, state) ON outreach_shift FROM ledljus_log_watch;
DROP POLICY watch_reads ON outreach_crewmember;
REVOKE SELECT (shift_id, user_id) ON outreach_crewmember FROM ledljus_log_watch;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0012_file_encounter_policies"),
        ("casework", "0033_log_review_access"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
