"""What is struck is not written anew: no correction of it is begun or signed.

A strike and a correction of the same note wait for each other, so that neither passes the other.
"""

from django.db import migrations

STANDING = """
CREATE FUNCTION app_corrects_what_stands() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.corrects_id IS NULL THEN
        RETURN NEW;
    END IF;
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('strike:' || NEW.corrects_id, 0));
    IF EXISTS (
        SELECT FROM casework_note n WHERE n.id = NEW.corrects_id AND n.struck_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'what it corrects is struck'
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_corrects_what_stands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER corrects_what_stands BEFORE INSERT ON casework_note FOR EACH ROW
    EXECUTE FUNCTION app_corrects_what_stands();
CREATE TRIGGER corrects_what_stands BEFORE INSERT ON casework_notedraft FOR EACH ROW
    EXECUTE FUNCTION app_corrects_what_stands();

CREATE FUNCTION app_strike_waits() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('strike:' || NEW.id, 0));
    RETURN NEW;
END $$;
CREATE TRIGGER strike_waits BEFORE UPDATE OF struck_at ON casework_note FOR EACH ROW
    EXECUTE FUNCTION app_strike_waits();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0124_reason_is_a_task")]
    operations = [migrations.RunSQL(STANDING, migrations.RunSQL.noop)]
