"""The data keys of notes and contact details are wrapped anew, in signed rows and history too."""

from django.db import migrations

from casework.migrations._key_rows import guard_digests, guard_keys

# A signed row says for ever what it said. Who wraps keys can't change what it says: that is
# refuse_other_than_rewrapping's to see to, on the same tables.
SIGNED = """
CREATE OR REPLACE FUNCTION refuse_change_of_signed() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    free CONSTANT text[] := ARRAY['is_current', 'struck_reason', 'updated_at', 'updated_by_id'];
BEGIN
    IF current_user = 'ledljus_keys' THEN
        RETURN NEW;
    END IF;
    IF (SELECT s.state FROM outreach_shift s WHERE s.id = OLD.shift_id) IS DISTINCT FROM 'signed' THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'encounter of a signed shift' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION refuse_reopening() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF current_user = 'ledljus_keys' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a signed shift stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
"""


def forward_sql() -> str:
    """Everything above as one script."""
    return "\n".join(
        [
            SIGNED,
            guard_keys("outreach_shift", "handover_note"),
            guard_keys("outreach_shiftevent", "handover_note", pk="pgh_id"),
            guard_keys("outreach_encounter", "note"),
            guard_keys("outreach_encounterevent", "note", pk="pgh_id"),
            guard_keys("outreach_contactdetails", "alias", "safe_number", "safe_time", "language"),
            guard_keys("outreach_logupload", "sealed_shifts", "sealed_people", "sealed_preview"),
            guard_digests("outreach_importedrow", reads="id", remakes=False),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0012_file_encounter_policies"),
        ("casework", "0050_rotation_of_keys"),
    ]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
