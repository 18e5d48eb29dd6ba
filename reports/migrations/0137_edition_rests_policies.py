"""The releaser keeps what exact figures leave out; the statistics managers read it."""

from django.db import migrations

from casework.migrations._key_rows import guard_keys

MANAGER = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
FORWARD = f"""
ALTER TABLE reports_editionrests ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_editionrests FORCE ROW LEVEL SECURITY;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON reports_editionrests FROM ledljus_app;
CREATE POLICY managers ON reports_editionrests FOR SELECT TO ledljus_app USING ({MANAGER});
GRANT SELECT, INSERT, UPDATE ON reports_editionrests TO ledljus_releaser;
CREATE POLICY releaser ON reports_editionrests TO ledljus_releaser
    USING (true) WITH CHECK (true);
{guard_keys("reports_editionrests", "sealed_rests")}
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0136_edition_rests")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
