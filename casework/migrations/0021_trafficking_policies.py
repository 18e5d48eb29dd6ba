"""The track's rows are read as their file is; what is only added to, or decided, stays as it is."""

from django.db import migrations

from casework.migrations._person_rows import WORK, guard, guard_history

# Rows that belong to somebody exploited alone (design rule 2).
OF_EXPLOITED = [
    "casework_indicatorobservation",
    "casework_traffickingstatus",
    "casework_residencepermit",
    "casework_returnprogramme",
    "casework_compensationclaim",
]

WALL = """
CREATE FUNCTION app_only_of_exploited() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM casework_person p WHERE p.id = NEW.person_id AND p.kind = 'exploited'
    ) THEN
        RAISE EXCEPTION 'only in the file of somebody exploited' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
""" + "\n".join(
    f"CREATE TRIGGER only_of_exploited BEFORE INSERT OR UPDATE OF person_id ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION app_only_of_exploited();"
    for table in OF_EXPLOITED
)

# For the owner too: what was decided about passing something on is never rewritten. A file that is
# destroyed takes its rows with it, so deleting is left to the policies.
DECIDED = """
CREATE FUNCTION app_decided_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a decided disclosure is append-only' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER decided_stays BEFORE UPDATE ON casework_disclosure FOR EACH ROW
    WHEN (OLD.outcome <> '') EXECUTE FUNCTION app_decided_stays();

CREATE FUNCTION app_evidence_of_same_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM casework_compensationclaim c
        WHERE c.id = NEW.claim_id AND c.person_id = NEW.person_id
    ) THEN
        RAISE EXCEPTION 'evidence of another file' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_of_same_file BEFORE INSERT OR UPDATE ON casework_claimevidence
    FOR EACH ROW EXECUTE FUNCTION app_evidence_of_same_file();
"""


def forward_sql() -> str:
    """Everything above as one script."""
    return "\n".join(
        [
            WALL,
            DECIDED,
            guard("casework_indicatorobservation", update=None),
            guard("casework_traffickingstatus", update=None),
            guard("casework_residencepermit"),
            guard_history("casework_residencepermitevent"),
            guard("casework_returnprogramme"),
            guard_history("casework_returnprogrammeevent"),
            guard("casework_disclosure"),
            guard_history("casework_disclosureevent"),
            guard("casework_compensationclaim"),
            guard_history("casework_compensationclaimevent"),
            guard("casework_claimevidence", update=None, delete=WORK),
            guard("casework_personsupport"),
            guard_history("casework_personsupportevent"),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0020_trafficking_track")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
