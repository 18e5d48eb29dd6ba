"""The database agrees with casework/access/persons.py, and access is given by a function alone."""

from django.db import migrations

from casework.migrations._person_rows import MANAGE, WORK, guard, guard_history

READING = "('outreach_worker', 'coordinator', 'unit_worker', 'unit_manager')"
TODAY = """m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))"""

FUNCTIONS = f"""
-- Units where the acting user works today; asked once a statement, as sub-selects of the policies.
CREATE FUNCTION app_staff_unit_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(m.unit_id), ARRAY[]::uuid[]) FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.role IN {READING} AND {TODAY}
$$;
-- Of those, units whose intake the acting user is: its manager, or somebody who takes in new people.
CREATE FUNCTION app_intake_unit_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(m.unit_id), ARRAY[]::uuid[]) FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.role IN {READING} AND {TODAY}
      AND (m.role = 'unit_manager' OR m.takes_intake)
$$;
CREATE FUNCTION app_managed_unit_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(m.unit_id), ARRAY[]::uuid[]) FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.role = 'unit_manager' AND {TODAY}
$$;

CREATE FUNCTION app_rank(level text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE level WHEN 'manage' THEN 3 WHEN 'work' THEN 2 WHEN 'read' THEN 1 ELSE 0 END
$$;
-- What the acting user may do in a file: 3 manage, 2 work, 1 read, 0 nothing.
CREATE FUNCTION app_file_level(wanted uuid) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(app_rank(g.level)), 0) FROM (
        SELECT u.level FROM casework_personuserpermission u
        WHERE u.content_object_id = wanted AND u.user_id = (SELECT app_user_id())
          AND u.unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[])
          AND (u.ends_at IS NULL OR u.ends_at > now())
        UNION ALL
        SELECT n.level FROM casework_personunitpermission n
        JOIN casework_person p ON p.id = n.content_object_id AND p.protection = ''
        WHERE n.content_object_id = wanted
          AND ((n.reach = 'intake' AND n.unit_id = ANY ((SELECT app_intake_unit_ids())::uuid[]))
            OR (n.reach = 'manager' AND n.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])))
          AND (n.ends_at IS NULL OR n.ends_at > now())
    ) g
$$;
"""

PERSON = """
ALTER TABLE casework_person ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_person FORCE ROW LEVEL SECURITY;
CREATE POLICY given_access ON casework_person FOR SELECT TO ledljus_app USING (
    EXISTS (
        SELECT FROM casework_personuserpermission g
        WHERE g.content_object_id = casework_person.id AND g.user_id = (SELECT app_user_id())
          AND g.unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[])
          AND (g.ends_at IS NULL OR g.ends_at > now())
    )
    -- A protected identity is for named people: what a unit was given does not reach it.
    OR (protection = '' AND EXISTS (
        SELECT FROM casework_personunitpermission g
        WHERE g.content_object_id = casework_person.id
          AND ((g.reach = 'intake' AND g.unit_id = ANY ((SELECT app_intake_unit_ids())::uuid[]))
            OR (g.reach = 'manager' AND g.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])))
          AND (g.ends_at IS NULL OR g.ends_at > now())
    ))
);
CREATE POLICY opened_in_own_name ON casework_person FOR INSERT TO ledljus_app
    WITH CHECK (opened_by_id = (SELECT app_user_id()));
CREATE POLICY works_in_file_update ON casework_person FOR UPDATE TO ledljus_app
    USING (app_file_level(id) >= 2) WITH CHECK (app_file_level(id) >= 2);
REVOKE DELETE ON casework_person FROM ledljus_app;

ALTER TABLE casework_personevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_personevent FORCE ROW LEVEL SECURITY;
CREATE POLICY sees_file ON casework_personevent FOR SELECT TO ledljus_app
    USING (EXISTS (SELECT FROM casework_person p WHERE p.id = casework_personevent.id));
CREATE POLICY trigger_writes ON casework_personevent FOR INSERT TO ledljus_owner WITH CHECK (true);
REVOKE INSERT, UPDATE, DELETE ON casework_personevent FROM ledljus_app;
"""

# The policies of the file ask the grants, so the grants can't ask the file: everybody reads the
# grants that reach themselves. Who else has access is told by a function that checks who asks.
GRANTS = """
ALTER TABLE casework_personuserpermission ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_personuserpermission FORCE ROW LEVEL SECURITY;
CREATE POLICY own_grants ON casework_personuserpermission FOR SELECT TO ledljus_app
    USING (user_id = (SELECT app_user_id()));
ALTER TABLE casework_personunitpermission ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_personunitpermission FORCE ROW LEVEL SECURITY;
CREATE POLICY own_units_grants ON casework_personunitpermission FOR SELECT TO ledljus_app
    USING (unit_id = ANY ((SELECT app_intake_unit_ids())::uuid[]));
REVOKE INSERT, UPDATE, DELETE ON casework_personuserpermission, casework_personunitpermission
    FROM ledljus_app;

-- The gatekeeper owns the functions that give and end access. Nobody connects or acts as it.
GRANT SELECT ON casework_person, casework_case, casework_membership, casework_unit, casework_user,
    auth_permission, auth_group, django_content_type TO ledljus_gatekeeper;
GRANT SELECT, INSERT ON casework_personuserpermission, casework_personunitpermission
    TO ledljus_gatekeeper;
GRANT UPDATE (ends_at, ended_by_id, ended_why)
    ON casework_personuserpermission, casework_personunitpermission TO ledljus_gatekeeper;
GRANT INSERT ON auth_group, casework_auditevent TO ledljus_gatekeeper;
GRANT USAGE ON SEQUENCE auth_group_id_seq TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON casework_person FOR SELECT TO ledljus_gatekeeper USING (true);
CREATE POLICY gatekeeper_looks ON casework_case FOR SELECT TO ledljus_gatekeeper USING (true);
CREATE POLICY gatekeeper ON casework_personuserpermission TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
CREATE POLICY gatekeeper ON casework_personunitpermission TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
CREATE POLICY gatekeeper_logs ON casework_auditevent FOR INSERT TO ledljus_gatekeeper
    WITH CHECK (actor_id IS NOT DISTINCT FROM (SELECT app_user_id()));
"""

GIVING = """
CREATE FUNCTION app_log(what text, about_type text, about uuid, in_unit uuid, why text, more jsonb)
RETURNS void LANGUAGE sql AS $$
    INSERT INTO casework_auditevent (id, at, event, actor_id, actor_name, object_type, object_id,
        unit_id, ground, address, reference, details)
    VALUES (gen_random_uuid(), clock_timestamp(), what, app_user_id(), '', about_type, about,
        in_unit, why, coalesce(current_setting('app.address', true), ''),
        coalesce(current_setting('app.reference', true), ''), more)
$$;

CREATE FUNCTION app_may_receive(receiver uuid, wanted_unit uuid, person_kind text, child_until date)
RETURNS boolean
LANGUAGE sql STABLE AS $$
    -- Works in the unit today, and the unit is there for such people (design rule 2), also by age:
    -- whoever may be under 18 goes to no unit for adults (design rule 5).
    SELECT EXISTS (
        SELECT FROM casework_unit u WHERE u.id = wanted_unit AND u.is_active
          AND u.reads_roles @> ARRAY[person_kind]::varchar[]
          AND (coalesce(u.age_from, 0) < 18 OR child_until IS NULL
               OR child_until <= (SELECT app_today()))
    ) AND (receiver IS NULL OR EXISTS (
        SELECT FROM casework_membership m JOIN casework_user s ON s.id = m.user_id AND s.is_active
        WHERE m.user_id = receiver AND m.unit_id = wanted_unit AND m.role IN
            ('outreach_worker', 'coordinator', 'unit_worker', 'unit_manager')
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    ))
$$;

CREATE FUNCTION app_insert_grant(wanted uuid, to_user uuid, to_unit uuid, as_reach text,
    as_level text, on_ground text, because text, for_case uuid, until timestamptz)
RETURNS uuid LANGUAGE plpgsql AS $$
DECLARE
    new_id uuid := gen_random_uuid();
    what integer;
BEGIN
    SELECT p.id INTO STRICT what FROM auth_permission p
    JOIN django_content_type c ON c.id = p.content_type_id
    WHERE c.app_label = 'casework' AND c.model = 'person' AND p.codename = as_level || '_person';
    IF to_user IS NOT NULL THEN
        INSERT INTO casework_personuserpermission (id, permission_id, content_object_id, user_id,
            unit_id, level, ground, reason, case_id, given_by_id, given_at, ends_at, ended_why)
        VALUES (new_id, what, wanted, to_user, to_unit, as_level, on_ground, because, for_case,
            app_user_id(), now(), until, '');
    ELSE
        INSERT INTO auth_group (name) VALUES ('unit:' || to_unit) ON CONFLICT (name) DO NOTHING;
        INSERT INTO casework_personunitpermission (id, permission_id, content_object_id, group_id,
            unit_id, reach, level, ground, reason, case_id, given_by_id, given_at, ends_at,
            ended_why)
        VALUES (new_id, what, wanted, (SELECT g.id FROM auth_group g WHERE g.name = 'unit:' || to_unit),
            to_unit, as_reach, as_level, on_ground, because, for_case, app_user_id(), now(), until,
            '');
    END IF;
    PERFORM app_log('access.granted', 'casework.person', wanted, to_unit, on_ground,
        jsonb_build_object('grant', new_id, 'member', to_user, 'level', as_level, 'until', until));
    RETURN new_id;
END $$;

-- Gives access to a file. The giver decides over the file, or has just opened it.
CREATE FUNCTION app_grant_person(wanted uuid, to_user uuid, to_unit uuid, as_reach text,
    as_level text, on_ground text, because text, for_case uuid, until timestamptz)
RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    giver uuid := app_user_id();
    file casework_person%ROWTYPE;
BEGIN
    SELECT * INTO file FROM casework_person p WHERE p.id = wanted;
    IF giver IS NULL OR file.id IS NULL THEN
        RAISE EXCEPTION 'no access to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT app_may_receive(to_user, to_unit, file.kind, file.child_until) THEN
        RAISE EXCEPTION 'not there for such people' USING ERRCODE = 'insufficient_privilege';
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
    RETURN app_insert_grant(wanted, to_user, to_unit, as_reach, as_level, on_ground, because, for_case, until);
END $$;

-- Ends access: by who decides over the file, or one's own. The last one stays: nothing is orphaned.
CREATE FUNCTION app_end_person_grant(wanted uuid, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    ender uuid := app_user_id();
    file uuid;
    holder uuid;
    left_over integer;
BEGIN
    SELECT g.content_object_id, g.user_id INTO file, holder FROM casework_personuserpermission g
    WHERE g.id = wanted AND (g.ends_at IS NULL OR g.ends_at > now());
    IF file IS NULL THEN
        SELECT g.content_object_id, NULL INTO file, holder FROM casework_personunitpermission g
        WHERE g.id = wanted AND (g.ends_at IS NULL OR g.ends_at > now());
    END IF;
    IF ender IS NULL OR file IS NULL
        OR (app_file_level(file) < 3 AND holder IS DISTINCT FROM ender) THEN
        RAISE EXCEPTION 'no access to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*) INTO left_over FROM (
        SELECT g.id FROM casework_personuserpermission g
        WHERE g.content_object_id = file AND g.id <> wanted
          AND (g.ends_at IS NULL OR g.ends_at > now()) AND g.ground <> 'emergency'
        UNION ALL
        SELECT g.id FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        WHERE g.content_object_id = file AND g.id <> wanted
          AND (g.ends_at IS NULL OR g.ends_at > now())
    ) others;
    IF left_over = 0 THEN
        RAISE EXCEPTION 'nobody would be left' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE casework_personuserpermission SET ends_at = now(), ended_by_id = ender, ended_why = why
    WHERE id = wanted;
    UPDATE casework_personunitpermission SET ends_at = now(), ended_by_id = ender, ended_why = why
    WHERE id = wanted;
    PERFORM app_log('access.ended', 'casework.person', file, NULL, why,
        jsonb_build_object('grant', wanted, 'member', holder));
END $$;

-- Who has access to a file, told to whoever sees it.
CREATE FUNCTION app_grants_of(wanted uuid) RETURNS TABLE (
    id uuid, user_id uuid, unit_id uuid, reach text, level text, ground text, reason text,
    case_id uuid, given_by_id uuid, given_at timestamptz, ends_at timestamptz, ended_by_id uuid,
    ended_why text
) LANGUAGE sql STABLE SECURITY DEFINER AS $$
    SELECT g.id, g.user_id, g.unit_id, NULL, g.level, g.ground, g.reason, g.case_id,
        g.given_by_id, g.given_at, g.ends_at, g.ended_by_id, g.ended_why
    FROM casework_personuserpermission g
    WHERE g.content_object_id = wanted AND app_file_level(wanted) > 0
    UNION ALL
    SELECT g.id, NULL, g.unit_id, g.reach, g.level, g.ground, g.reason, g.case_id,
        g.given_by_id, g.given_at, g.ends_at, g.ended_by_id, g.ended_why
    FROM casework_personunitpermission g
    WHERE g.content_object_id = wanted AND app_file_level(wanted) > 0
$$;
"""

DEFINERS = [
    "app_grant_person(uuid, uuid, uuid, text, text, text, text, uuid, timestamptz)",
    "app_end_person_grant(uuid, text)",
    "app_grants_of(uuid)",
]
# Called by the definers alone.
INNER = [
    "app_log(text, text, uuid, uuid, text, jsonb)",
    "app_insert_grant(uuid, uuid, uuid, text, text, text, text, uuid, timestamptz)",
]


def hand_over() -> str:
    """Give the functions to the gatekeeper, who alone may do what they do."""
    parts = ["GRANT CREATE ON SCHEMA public TO ledljus_gatekeeper;"]
    for function in [*DEFINERS, *INNER]:
        parts.append(f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC;")
        parts.append(f"ALTER FUNCTION {function} SET search_path = public, pg_temp;")
        if function in DEFINERS:
            parts.append(f"GRANT EXECUTE ON FUNCTION {function} TO ledljus_app;")
        parts.append(f"ALTER FUNCTION {function} OWNER TO ledljus_gatekeeper;")
    parts.append("REVOKE CREATE ON SCHEMA public FROM ledljus_gatekeeper;")
    return "\n".join(parts)


def forward_sql() -> str:
    """Everything above as one script."""
    return "\n".join(
        [
            FUNCTIONS,
            PERSON,
            GRANTS,
            GIVING,
            hand_over(),
            guard("casework_personkey", insert=MANAGE, update=None),
            guard("casework_case", insert=MANAGE, update=MANAGE),
            guard_history("casework_caseevent"),
            guard("casework_agestatement", update=None),
            guard_history("casework_agestatementevent"),
            guard("casework_identity", delete=WORK),
            guard("casework_identifier", update=None, delete=WORK),
            guard("casework_namepart", update=None, delete=WORK),
            guard("casework_alert"),
            guard_history("casework_alertevent"),
            guard("casework_relatedperson"),
            guard_history("casework_relatedpersonevent"),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0004_person_file"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
