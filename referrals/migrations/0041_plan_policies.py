"""A plan is read as its file is; its rows stay together, and go no way outside the tables.

What may follow upon what stands in ``referrals/plan_transitions.py`` too, and a test compares them.
"""

from django.db import migrations

from casework.migrations._definers import hand_over
from casework.migrations._person_rows import WORK, guard, guard_history

TRACKED = [
    "coordinatedplan",
    "planparticipant",
    "goal",
    "measure",
    "bridge",
    "areaofneed",
    "placementrequest",
]
# What was said at a meeting, and what a place answered, is added and stays.
ADDED_ONLY = ["followup", "attendance", "goaloutcome", "placementrefusal", "planversion"]
# A placement goes on after the plan in which it was asked for.
ROWS = [*TRACKED[1:], *ADDED_ONLY, "measuredependency"]
WITH_OPEN_PLAN = [name for name in ROWS if name not in ("placementrequest", "placementrefusal")]

# table: pairs of a column and the table it points into, all of one plan
POINTERS = {
    "measure": "goal_id referrals_goal",
    "measuredependency": "measure_id referrals_measure needs_id referrals_measure",
    "bridge": "measure_id referrals_measure",
    "attendance": "follow_up_id referrals_followup participant_id referrals_planparticipant",
    "goaloutcome": "follow_up_id referrals_followup goal_id referrals_goal",
    "planversion": "follow_up_id referrals_followup",
    "placementrefusal": "request_id referrals_placementrequest",
}
# table: with what a row may begin, and which state may follow upon which
STATES = {
    "coordinatedplan": (
        "draft",
        "draft>invited draft>closed invited>agreed invited>closed agreed>closed",
    ),
    "measure": (
        "planned ongoing",
        (
            "planned>ongoing planned>done planned>ended planned>refused planned>lost"
            " ongoing>done ongoing>ended ongoing>refused ongoing>lost"
            " ended>planned refused>planned lost>planned"
        ),
    ),
    "planparticipant": (
        "thought_of",
        (
            "thought_of>called thought_of>stopped"
            " called>coming called>declined called>stopped"
            " coming>declined coming>stopped"
            " declined>called declined>coming declined>stopped"
        ),
    ),
    "placementrequest": ("asked", "asked>placed asked>none_found asked>withdrawn placed>ended"),
}

FUNCTIONS = """
CREATE FUNCTION app_plan_row_in_place() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    of_plan uuid;
BEGIN
    SELECT p.person_id INTO of_plan FROM referrals_coordinatedplan p WHERE p.id = NEW.plan_id;
    IF of_plan IS DISTINCT FROM NEW.person_id THEN
        RAISE EXCEPTION 'a row of a plan of another file' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (NEW.plan_id <> OLD.plan_id OR NEW.person_id <> OLD.person_id) THEN
        RAISE EXCEPTION 'a row stays in its plan' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION app_plan_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM referrals_coordinatedplan p WHERE p.id = NEW.plan_id AND p.state = 'closed'
    ) THEN
        RAISE EXCEPTION 'the plan is closed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- Arguments: a column, the table that it points into, and so on.
CREATE FUNCTION app_of_same_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    target uuid;
    found boolean;
BEGIN
    FOR i IN 0 .. TG_NARGS / 2 - 1 LOOP
        target := (to_jsonb(NEW) ->> TG_ARGV[2 * i])::uuid;
        CONTINUE WHEN target IS NULL;
        EXECUTE format('SELECT EXISTS (SELECT FROM %I t WHERE t.id = $1 AND t.plan_id = $2)',
            TG_ARGV[2 * i + 1]) INTO found USING target, NEW.plan_id;
        IF NOT found THEN
            RAISE EXCEPTION 'a row of another plan' USING ERRCODE = 'check_violation';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

-- Arguments: the states to begin with, and the pairs that may follow.
CREATE FUNCTION app_state_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT NEW.state = ANY (string_to_array(TG_ARGV[0], ' ')) THEN
            RAISE EXCEPTION 'nothing begins as %', NEW.state USING ERRCODE = 'check_violation';
        END IF;
    ELSIF OLD.state <> NEW.state
        AND NOT OLD.state || '>' || NEW.state = ANY (string_to_array(TG_ARGV[1], ' ')) THEN
        RAISE EXCEPTION '% does not follow upon %', NEW.state, OLD.state
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

-- A closed plan stays as it was closed.
CREATE FUNCTION app_closed_plan_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the plan is closed' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER closed_stays BEFORE UPDATE ON referrals_coordinatedplan FOR EACH ROW
    WHEN (OLD.state = 'closed') EXECUTE FUNCTION app_closed_plan_stays();

-- Whatever leans on something leans on nothing that leans on it. Two who add at once wait for
-- each other, and the second sees what the first added.
CREATE FUNCTION app_no_circle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.plan_id::text, 4));
    IF EXISTS (
        WITH RECURSIVE below AS (
            SELECT NEW.needs_id AS id
            UNION
            SELECT d.needs_id FROM referrals_measuredependency d
            JOIN below b ON d.measure_id = b.id
        )
        SELECT FROM below WHERE id = NEW.measure_id
    ) THEN
        RAISE EXCEPTION 'a measure can not lean on itself' USING ERRCODE = 'check_violation',
            CONSTRAINT = 'dependency_no_circle';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER no_circle BEFORE INSERT OR UPDATE ON referrals_measuredependency
    FOR EACH ROW EXECUTE FUNCTION app_no_circle();

-- For the owner too: what was agreed is never rewritten. A file that is destroyed takes it along.
CREATE FUNCTION app_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of a plan are append-only' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE ON referrals_planversion
    FOR EACH ROW EXECUTE FUNCTION app_version_stays();
"""

TELLING = """
GRANT SELECT (id, person_id, unit_id, coordinator_id) ON referrals_coordinatedplan
    TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON referrals_coordinatedplan FOR SELECT TO ledljus_gatekeeper
    USING (true);

-- Tells who holds a plan, who decides over its file, and the managers of a unit whose part has
-- stopped, that it has: not why.
CREATE FUNCTION app_tell_of_plan(wanted uuid, stopped_unit uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    file uuid;
    readers uuid[];
BEGIN
    -- Who decides over the file, not over the unit: a protected identity is for the named alone.
    SELECT p.person_id, array_append(app_managers_of_file(p.person_id), p.coordinator_id)
    INTO file, readers FROM referrals_coordinatedplan p WHERE p.id = wanted;
    IF file IS NULL OR app_file_level(file) < 2 THEN
        RAISE EXCEPTION 'not theirs to tell' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM app_tell(array_remove(readers, app_user_id()), 'plan_stopped', file,
        NULL, NULL, NULL, false);
    -- Whose part has stopped need not see the file: they are told of no person.
    IF stopped_unit IS NOT NULL THEN
        PERFORM app_tell(
            ARRAY(SELECT unnest(app_managers_of_unit(stopped_unit)) EXCEPT SELECT unnest(readers)),
            'plan_stopped', NULL, NULL, NULL, NULL, false);
    END IF;
END $$;
"""


def triggers() -> str:
    """The triggers of each table."""
    made = [_trigger(name, "in_place", "app_plan_row_in_place()") for name in ROWS]
    made += [_trigger(name, "plan_is_open", "app_plan_is_open()") for name in WITH_OPEN_PLAN]
    for name, pointers in POINTERS.items():
        arguments = ", ".join(f"'{word}'" for word in pointers.split())
        made.append(_trigger(name, "of_same_plan", f"app_of_same_plan({arguments})"))
    for name, (first, pairs) in STATES.items():
        made.append(_trigger(name, "state_follows", f"app_state_follows('{first}', '{pairs}')"))
    return "\n".join(made)


def _trigger(table: str, name: str, function: str) -> str:
    return (
        f"CREATE TRIGGER {name} BEFORE INSERT OR UPDATE ON referrals_{table}"
        f" FOR EACH ROW EXECUTE FUNCTION {function};"
    )


def forward_sql() -> str:
    """Everything above as one script."""
    guards = [guard(f"referrals_{name}") for name in TRACKED]
    guards += [guard_history(f"referrals_{name}event") for name in TRACKED]
    guards += [guard(f"referrals_{name}", update=None) for name in ADDED_ONLY]
    guards.append(guard("referrals_measuredependency", update=None, delete=WORK))
    definers = {"app_tell_of_plan(uuid, uuid)": "ledljus_app"}
    return "\n".join([FUNCTIONS, triggers(), *guards, TELLING, hand_over(definers)])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0040_plans"), ("casework", "0140_plan_notices")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
