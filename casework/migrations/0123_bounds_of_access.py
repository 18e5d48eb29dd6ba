"""Access has a longest time whoever gives it, and an emergency does nothing that can't be undone."""

from django.db import migrations

from casework.migrations._definers import replace

# As casework/actions/access.py asks, for who calls the functions past it.
LONGEST = "interval '366 days'"

GIVING = f"""
CREATE OR REPLACE FUNCTION app_grant_person(wanted uuid, to_user uuid, to_unit uuid, as_reach text,
    as_level text, on_ground text, because text, for_case uuid, until timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    giver uuid := app_user_id();
    file casework_person%ROWTYPE;
    made uuid;
BEGIN
    SELECT * INTO file FROM casework_person p WHERE p.id = wanted;
    IF giver IS NULL OR file.id IS NULL THEN
        RAISE EXCEPTION 'no access to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT app_may_receive(to_user, to_unit, file.kind, file.child_until) THEN
        RAISE EXCEPTION 'not there for such people' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF until <= clock_timestamp() OR until > clock_timestamp() + {LONGEST} THEN
        RAISE EXCEPTION 'over already or too long' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF file.opened_by_id = giver AND on_ground = 'opened' AND to_user = giver
        AND NOT EXISTS (SELECT FROM casework_personuserpermission g WHERE g.content_object_id = wanted)
    THEN
        RETURN app_insert_grant(wanted, giver, to_unit, NULL, 'manage', 'opened', because, for_case, NULL);
    END IF;
    IF app_file_level(wanted) < 3 OR on_ground IN ('opened', 'emergency') OR to_user = giver THEN
        RAISE EXCEPTION 'no access to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF for_case IS NOT NULL AND NOT EXISTS (
        SELECT FROM casework_case c WHERE c.id = for_case AND c.person_id = wanted AND c.state = 'open'
    ) THEN
        RAISE EXCEPTION 'no such case' USING ERRCODE = 'insufficient_privilege';
    END IF;
    made := app_insert_grant(wanted, to_user, to_unit, as_reach, as_level, on_ground, because,
        for_case, until);
    IF to_user IS NOT NULL THEN
        PERFORM app_tell(ARRAY[to_user], 'access_unasked', wanted, NULL, NULL, NULL, false);
    END IF;
    RETURN made;
END $$;

CREATE OR REPLACE FUNCTION app_answer_request(wanted uuid, gives boolean, as_level text,
    until timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    decider uuid := app_user_id();
    asked casework_accessrequest%ROWTYPE;
    file casework_person%ROWTYPE;
BEGIN
    SELECT * INTO asked FROM casework_accessrequest r WHERE r.id = wanted FOR UPDATE;
    IF decider IS NULL OR asked.person_id IS NULL OR app_file_level(asked.person_id) < 3
        OR asked.asked_by_id = decider THEN
        RAISE EXCEPTION 'not yours to answer' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF asked.answer <> '' THEN
        RAISE EXCEPTION 'answered already' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF gives THEN
        SELECT * INTO file FROM casework_person p WHERE p.id = asked.person_id;
        IF as_level NOT IN ('read', 'work') OR until IS NULL OR until <= clock_timestamp()
            OR until > clock_timestamp() + {LONGEST}
            OR NOT app_may_receive(asked.asked_by_id, asked.unit_id, file.kind,
                file.child_until) THEN
            RAISE EXCEPTION 'no access to give' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM app_insert_grant(asked.person_id, asked.asked_by_id, asked.unit_id, NULL, as_level,
            'requested', '', NULL, until);
        PERFORM app_tell(ARRAY[asked.asked_by_id], 'access_given', asked.person_id, wanted, NULL,
            NULL, false);
    END IF;
    UPDATE casework_accessrequest SET answer = CASE WHEN gives THEN 'given' ELSE 'declined' END,
        answered_at = now(), answered_by_id = decider WHERE id = wanted;
    UPDATE casework_notice SET read_at = now()
    WHERE request_id = wanted AND kind = 'access_requested' AND read_at IS NULL;
    PERFORM app_log(CASE WHEN gives THEN 'access.request_given' ELSE 'access.request_declined' END,
        'casework.accessrequest', wanted, asked.unit_id, '',
        jsonb_build_object('person', asked.person_id, 'member', asked.asked_by_id));
END $$;
"""

# What is destroyed, overwritten without a history, or ended for good.
LASTING = """
CREATE FUNCTION app_works_lastingly(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM casework_personuserpermission g
        WHERE g.content_object_id = wanted AND g.user_id = (SELECT app_user_id())
          AND g.level IN ('work', 'manage') AND g.ground <> 'emergency'
          AND g.unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[])
          AND (g.ends_at IS NULL OR g.ends_at > now())
    ) OR EXISTS (
        SELECT FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        WHERE g.content_object_id = wanted AND g.level IN ('work', 'manage')
          AND ((g.reach = 'intake' AND g.unit_id = ANY ((SELECT app_intake_unit_ids())::uuid[]))
            OR (g.reach = 'manager' AND g.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])))
          AND (g.ends_at IS NULL OR g.ends_at > now())
    )
$$;
""" + "\n".join(
    f"CREATE POLICY not_in_an_emergency_{verb.lower()} ON {table} AS RESTRICTIVE FOR {verb}"
    " TO ledljus_app USING (app_works_lastingly(person_id));"
    for table, verb in (
        ("casework_identity", "UPDATE"),
        ("casework_identity", "DELETE"),
        ("casework_identifier", "DELETE"),
        ("casework_namepart", "DELETE"),
        ("casework_agestatement", "DELETE"),
        ("casework_alert", "UPDATE"),
    )
)
# With no word on which rows are found: whoever says in an emergency that a guardian may be a danger
# still holds the consents that this stops.
LASTING += """
CREATE POLICY not_in_an_emergency_update ON casework_consent AS RESTRICTIVE FOR UPDATE
    TO ledljus_app WITH CHECK (app_works_lastingly(person_id));
"""

# Reasons were free text in clear. From here on they are a task that is chosen; what was written is
# not kept, since it may tell of the person.
FORGET = "\n".join(
    f"""
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
UPDATE {table} SET reason = '' WHERE reason <> '';
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
"""
    for table in ("casework_personuserpermission", "casework_personunitpermission")
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0122_protection_by_function")]
    operations = [
        migrations.RunSQL("\n".join([replace(GIVING), LASTING, FORGET]), migrations.RunSQL.noop)
    ]
