"""Who reads and writes the kept reports: managers read them, everybody those that are published."""

from django.db import migrations

MANAGER = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
PUBLISHED = """EXISTS (
    SELECT FROM reports_edition e WHERE e.id = edition_id AND e.state = 'published'
)"""
FORWARD = f"""
ALTER TABLE reports_editionpdf ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_editionpdf FORCE ROW LEVEL SECURITY;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON reports_editionpdf FROM ledljus_app;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON reports_editionpdf
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE POLICY managers ON reports_editionpdf FOR SELECT TO ledljus_app USING ({MANAGER});
CREATE POLICY published ON reports_editionpdf FOR SELECT TO ledljus_app USING ({PUBLISHED});
GRANT SELECT, INSERT ON reports_editionpdf TO ledljus_releaser;
CREATE POLICY releaser ON reports_editionpdf TO ledljus_releaser
    USING (true) WITH CHECK ({PUBLISHED});
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0132_edition_pdf")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
