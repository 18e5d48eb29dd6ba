"""Who orders, writes, reads and deletes the reports of drafts: the statistics managers.

The releaser finds what waits and counts the tries; it reads no report. None lies there of an
edition that is published, refused or still being made, whoever writes.
"""

from django.db import migrations

from casework.migrations._key_rows import guard_keys

MANAGER = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
MINE = f"ordered_by_id = (SELECT app_user_id()) AND {MANAGER}"
FORWARD = f"""
ALTER TABLE reports_draftpdf ENABLE ROW LEVEL SECURITY;
ALTER TABLE reports_draftpdf FORCE ROW LEVEL SECURITY;
REVOKE UPDATE, TRUNCATE ON reports_draftpdf FROM ledljus_app;
GRANT UPDATE (state, sealed_content) ON reports_draftpdf TO ledljus_app;
CREATE POLICY managers_look ON reports_draftpdf FOR SELECT TO ledljus_app USING ({MANAGER});
CREATE POLICY managers_order ON reports_draftpdf FOR INSERT TO ledljus_app WITH CHECK ({MINE});
CREATE POLICY managers_write ON reports_draftpdf FOR UPDATE TO ledljus_app
    USING ({MINE}) WITH CHECK ({MINE});
CREATE POLICY managers_delete ON reports_draftpdf FOR DELETE TO ledljus_app USING ({MANAGER});

GRANT SELECT (id, edition_id, language, ordered_by_id, ordered_at, attempt, state),
    UPDATE (attempt, state) ON reports_draftpdf TO ledljus_releaser;
CREATE POLICY releaser_looks ON reports_draftpdf FOR SELECT TO ledljus_releaser USING (true);
CREATE POLICY releaser_counts ON reports_draftpdf FOR UPDATE TO ledljus_releaser
    USING (state = 'waiting') WITH CHECK (state IN ('waiting', 'failed'));

CREATE FUNCTION draft_pdf_of_a_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM reports_edition e
        WHERE e.id = NEW.edition_id AND e.state IN ('audited', 'approved')
    ) THEN
        RAISE EXCEPTION 'the edition is no draft to read' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_a_draft BEFORE INSERT OR UPDATE OF state, edition_id ON reports_draftpdf
    FOR EACH ROW EXECUTE FUNCTION draft_pdf_of_a_draft();
-- What is published, refused or withdrawn has no report of a draft any more.
CREATE FUNCTION draft_pdfs_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM reports_draftpdf WHERE edition_id = NEW.id;
    RETURN NEW;
END $$;
CREATE TRIGGER draft_pdfs_go AFTER UPDATE OF state ON reports_edition FOR EACH ROW
    WHEN (NEW.state IN ('published', 'refused', 'withdrawn')
          AND OLD.state IN ('audited', 'approved'))
    EXECUTE FUNCTION draft_pdfs_go();
{guard_keys("reports_draftpdf", "sealed_content")}
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0134_draft_pdf"), ("reports", "0050_rotation_of_keys")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
