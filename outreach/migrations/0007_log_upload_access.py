"""An upload is its creator's alone, and the import may add names that are free in a log."""

from django.db import migrations

CREATOR = """
    created_by_id = (SELECT app_user_id())
    AND EXISTS (
        SELECT FROM casework_membership m
        WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id = outreach_logupload.unit_id
          AND m.role = 'unit_manager' AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
"""
FORWARD = f"""
ALTER TABLE outreach_logupload ENABLE ROW LEVEL SECURITY;
ALTER TABLE outreach_logupload FORCE ROW LEVEL SECURITY;
CREATE POLICY creator_alone ON outreach_logupload TO ledljus_app
    USING ({CREATOR}) WITH CHECK ({CREATOR});

-- The clock throws away what has expired. It sees nothing else, and nothing of what was uploaded.
GRANT SELECT (id, expires_at), DELETE ON outreach_logupload TO ledljus_clock;
CREATE POLICY clock_expires ON outreach_logupload TO ledljus_clock USING (expires_at < now());
GRANT INSERT ON casework_auditevent TO ledljus_clock;
CREATE POLICY clock_expires_uploads ON casework_auditevent FOR INSERT TO ledljus_clock
    WITH CHECK (actor_id IS NULL AND event = 'log.expired');

-- Names of organisations, and of districts of other municipalities, are free in a log.
GRANT INSERT ON casework_voluntaryorganisation, casework_district TO ledljus_import;
-- A log that grew: its counts follow.
GRANT UPDATE (shift_count, encounter_count, deviation_count) ON outreach_importedlog
    TO ledljus_import;
CREATE POLICY import_counts ON outreach_importedlog FOR UPDATE TO ledljus_import
    USING (true) WITH CHECK (true);
"""
BACKWARD = """
DROP POLICY import_counts ON outreach_importedlog;
REVOKE UPDATE (shift_count, encounter_count, deviation_count) ON outreach_importedlog
    FROM ledljus_import;
REVOKE INSERT ON casework_voluntaryorganisation, casework_district FROM ledljus_import;
DROP POLICY clock_expires_uploads ON casework_auditevent;
DROP POLICY clock_expires ON outreach_logupload;
REVOKE ALL ON outreach_logupload FROM ledljus_clock;
DROP POLICY creator_alone ON outreach_logupload;
ALTER TABLE outreach_logupload DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0006_log_upload"), ("casework", "0002_audit_append_only")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
