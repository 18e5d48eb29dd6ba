"""A mistaken encounter of a signed shift may be struck: that it stands stays, that it counts ends."""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION refuse_change_of_signed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    free CONSTANT text[] := ARRAY['is_current', 'struck_reason', 'updated_at', 'updated_by_id'];
BEGIN
    IF (SELECT s.state FROM outreach_shift s WHERE s.id = OLD.shift_id) IS DISTINCT FROM 'signed' THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'encounter of a signed shift' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("outreach", "0009_struck_encounters")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
