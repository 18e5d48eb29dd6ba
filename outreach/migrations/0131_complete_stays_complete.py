"""A complete encounter stays complete, and so does each later version of it."""

from django.db import migrations

STAYS = """
CREATE FUNCTION refuse_incomplete_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a complete encounter stays complete'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'encounter_stays_complete';
END
$$;
CREATE TRIGGER encounter_stays_complete BEFORE UPDATE OF state ON outreach_encounter
    FOR EACH ROW WHEN (OLD.state = 'complete' AND NEW.state <> 'complete')
    EXECUTE FUNCTION refuse_incomplete_again();
-- What is corrected was signed, and whoever is not complete is on no signed shift.
CREATE TRIGGER encounter_correction_complete BEFORE INSERT ON outreach_encounter
    FOR EACH ROW WHEN (NEW.corrects_id IS NOT NULL AND NEW.state <> 'complete')
    EXECUTE FUNCTION refuse_incomplete_again();
"""
UNDO = """
DROP TRIGGER encounter_correction_complete ON outreach_encounter;
DROP TRIGGER encounter_stays_complete ON outreach_encounter;
DROP FUNCTION refuse_incomplete_again();
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0130_unfinished_corrections")]
    operations = [migrations.RunSQL(STAYS, UNDO)]
