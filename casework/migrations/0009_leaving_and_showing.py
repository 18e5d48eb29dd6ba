"""What happens when somebody leaves, and who sees what: asked from the shell, and logged."""

from django.db import migrations

from casework.migrations._definers import hand_over

RIGHTS = """
GRANT UPDATE (responsible_id, updated_at) ON casework_case TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_releases ON casework_case FOR UPDATE TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
"""

LEAVING = """
-- Cases whose responsible no longer works in the unit wait for somebody: with the unit's manager.
CREATE FUNCTION app_release_cases() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    left_behind record;
    how_many integer := 0;
BEGIN
    FOR left_behind IN
        SELECT c.id, c.person_id, c.unit_id, c.responsible_id FROM casework_case c
        WHERE c.state = 'open' AND c.responsible_id IS NOT NULL
          AND NOT app_works_in(c.responsible_id, c.unit_id) FOR UPDATE
    LOOP
        UPDATE casework_case SET responsible_id = NULL, updated_at = now()
        WHERE id = left_behind.id;
        PERFORM app_log_by_clock('clock', 'case.released', 'casework.case', left_behind.id,
            left_behind.unit_id, 'left', jsonb_build_object('member', left_behind.responsible_id));
        PERFORM app_tell(app_managers_of_unit(left_behind.unit_id), 'waits_for_somebody',
            left_behind.person_id, NULL, NULL, NULL, false);
        how_many := how_many + 1;
    END LOOP;
    RETURN how_many;
END $$;

-- A protected identity whose last named person has left: the unit's managers are named instead.
CREATE FUNCTION app_name_for_protected() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    orphan record;
    manager uuid;
    how_many integer := 0;
BEGIN
    FOR orphan IN
        SELECT DISTINCT ON (p.id) p.id, g.unit_id FROM casework_person p
        JOIN casework_personuserpermission g ON g.content_object_id = p.id
            AND g.ground <> 'emergency' AND (g.ends_at IS NULL OR g.ends_at > now())
        JOIN casework_unit u ON u.id = g.unit_id AND u.reads_roles @> ARRAY[p.kind]::varchar[]
        WHERE p.protection <> '' AND NOT EXISTS (
            SELECT FROM casework_personuserpermission o WHERE o.content_object_id = p.id
              AND o.ground <> 'emergency' AND (o.ends_at IS NULL OR o.ends_at > now())
              AND app_works_in(o.user_id, o.unit_id))
        ORDER BY p.id, cardinality(app_managers_of_unit(g.unit_id)) = 0, app_rank(g.level) DESC,
            g.given_at DESC
    LOOP
        FOREACH manager IN ARRAY app_managers_of_unit(orphan.unit_id) LOOP
            PERFORM app_insert_named(orphan.id, manager, orphan.unit_id);
            how_many := how_many + 1;
        END LOOP;
        PERFORM app_tell(app_managers_of_unit(orphan.unit_id), 'named_for_protected', orphan.id,
            NULL, NULL, NULL, true);
    END LOOP;
    RETURN how_many;
END $$;

CREATE FUNCTION app_insert_named(file uuid, manager uuid, in_unit uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    new_id uuid := gen_random_uuid();
BEGIN
    INSERT INTO casework_personuserpermission (id, permission_id, content_object_id, user_id,
        unit_id, level, ground, reason, given_at, ended_why)
    SELECT new_id, p.id, file, manager, in_unit, 'manage', 'protected', '', now(), ''
    FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
    WHERE c.app_label = 'casework' AND c.model = 'person' AND p.codename = 'manage_person';
    PERFORM app_log_by_clock('clock', 'access.granted', 'casework.person', file, in_unit,
        'protected', jsonb_build_object('grant', new_id, 'member', manager, 'level', 'manage'));
END $$;

-- Whether nobody works with access to a file, one grant left out. A unit's file waits for whoever
-- manages the unit or takes in for it.
CREATE FUNCTION app_reached_by_nobody(file uuid, but uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM casework_personuserpermission g
        WHERE g.content_object_id = file AND g.id IS DISTINCT FROM but AND g.ground <> 'emergency'
          AND (g.ends_at IS NULL OR g.ends_at > now()) AND app_works_in(g.user_id, g.unit_id)
    ) AND NOT EXISTS (
        SELECT FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        JOIN casework_membership m ON m.unit_id = g.unit_id
            AND (m.role = 'unit_manager' OR (m.takes_intake AND g.reach = 'intake'))
        JOIN casework_user s ON s.id = m.user_id AND s.is_active
        WHERE g.content_object_id = file AND (g.ends_at IS NULL OR g.ends_at > now())
          AND app_is_unit_role(m.role) AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
$$;

-- Writes down what has ended by itself: by time, with the case, with the work in the unit. The
-- policies knew already. Where a file would be left to nobody, the grant stays, and is told of.
CREATE FUNCTION app_close_grants() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    over record;
    how_many integer := 0;
BEGIN
    FOR over IN
        SELECT g.id, g.content_object_id, g.user_id, g.unit_id,
            CASE WHEN g.ends_at <= now() THEN 'expired'
                WHEN NOT app_works_in(g.user_id, g.unit_id) THEN 'left' ELSE 'case_closed' END AS why
        FROM casework_personuserpermission g LEFT JOIN casework_case c ON c.id = g.case_id
        WHERE g.ended_why = '' AND (g.ends_at <= now() OR NOT app_works_in(g.user_id, g.unit_id)
            OR c.state = 'closed') FOR UPDATE OF g
    LOOP
        CONTINUE WHEN over.why <> 'expired' AND app_reached_by_nobody(over.content_object_id, over.id);
        UPDATE casework_personuserpermission SET ended_why = over.why,
            ends_at = least(coalesce(ends_at, now()), now()) WHERE id = over.id;
        PERFORM app_log_by_clock('clock', 'access.ended', 'casework.person',
            over.content_object_id, over.unit_id, over.why,
            jsonb_build_object('grant', over.id, 'member', over.user_id));
        how_many := how_many + 1;
    END LOOP;
    UPDATE casework_personunitpermission SET ended_why = 'expired'
    WHERE ended_why = '' AND ends_at <= now();
    RETURN how_many;
END $$;

CREATE FUNCTION app_files_nobody_sees() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    how_many integer;
BEGIN
    SELECT count(*) INTO how_many FROM casework_person p WHERE app_reached_by_nobody(p.id, NULL);
    IF how_many > 0 THEN
        UPDATE casework_notice SET read_at = now() WHERE kind = 'unseen_files' AND read_at IS NULL;
        PERFORM app_tell(app_holders_of_city_role('administrator'), 'unseen_files', NULL, NULL, NULL,
            how_many, false);
    END IF;
    PERFORM app_log_by_clock('clock', 'files.counted', '', NULL, NULL, '',
        jsonb_build_object('unseen', how_many));
    RETURN how_many;
END $$;

-- After somebody has left: nothing orphaned, nothing kept. Harmless to repeat.
CREATE FUNCTION app_settle_leavers() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    released integer := app_release_cases();
    named integer := app_name_for_protected();
    closed integer := app_close_grants();
BEGIN
    PERFORM app_log_by_clock('clock', 'leavers.settled', '', NULL, NULL, '',
        jsonb_build_object('cases', released, 'named', named, 'grants', closed));
    RETURN released + named + closed;
END $$;

-- How many files of a unit somebody is responsible for or named in, also those that the asking
-- manager does not see: a number and no more.
CREATE FUNCTION app_responsibilities(member uuid, of_unit uuid, OUT cases bigint, OUT unseen bigint)
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT app_may_end_membership(app_user_id(), of_unit) THEN
        RAISE EXCEPTION 'not theirs to ask' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT count(*), count(*) FILTER (WHERE app_file_level(c.person_id) = 0) INTO cases, unseen
    FROM casework_case c
    WHERE c.state = 'open' AND c.responsible_id = member AND c.unit_id = of_unit;
END $$;
"""

SHOWING = """
-- Every way in which somebody sees a file today.
CREATE FUNCTION app_ways() RETURNS TABLE (file uuid, member uuid, in_unit uuid, via text,
    level text, ground text, since timestamptz, until timestamptz) LANGUAGE sql STABLE AS $$
    SELECT g.content_object_id, g.user_id, g.unit_id, 'named', g.level, g.ground, g.given_at, g.ends_at
    FROM casework_personuserpermission g
    WHERE (g.ends_at IS NULL OR g.ends_at > now()) AND app_works_in(g.user_id, g.unit_id)
    UNION ALL
    SELECT g.content_object_id, m.user_id, g.unit_id,
        CASE WHEN m.role = 'unit_manager' THEN 'manager' ELSE 'intake' END, g.level, g.ground,
        g.given_at, g.ends_at
    FROM casework_personunitpermission g
    JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
    JOIN casework_membership m ON m.unit_id = g.unit_id AND app_is_unit_role(m.role)
        AND (m.role = 'unit_manager' OR (m.takes_intake AND g.reach = 'intake'))
    JOIN casework_user s ON s.id = m.user_id AND s.is_active
    WHERE (g.ends_at IS NULL OR g.ends_at > now()) AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
$$;

CREATE FUNCTION app_who_sees(wanted text) RETURNS TABLE (email text, unit text, via text,
    level text, ground text, since timestamptz, until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    found uuid;
BEGIN
    SELECT p.id INTO found FROM casework_person p WHERE p.pseudonym = wanted OR p.id::text = wanted;
    PERFORM app_log_by_clock('inspector', 'access.shown', 'casework.person', found, NULL, 'who_sees',
        '{}');
    RETURN QUERY SELECT s.email::text, u.name::text, w.via, w.level, w.ground, w.since, w.until
    FROM app_ways() w JOIN casework_user s ON s.id = w.member JOIN casework_unit u ON u.id = w.in_unit
    WHERE w.file = found ORDER BY 1, 2, 3, 6;
END $$;

CREATE FUNCTION app_what_sees(wanted text) RETURNS TABLE (pseudonym text, unit text, via text,
    level text, ground text, since timestamptz, until timestamptz) LANGUAGE plpgsql AS $$
DECLARE
    who uuid;
BEGIN
    SELECT s.id INTO who FROM casework_user s WHERE s.email = lower(wanted);
    PERFORM app_log_by_clock('inspector', 'access.shown', 'casework.user', who, NULL, 'what_sees',
        '{}');
    RETURN QUERY SELECT p.pseudonym::text, u.name::text, w.via, w.level, w.ground, w.since, w.until
    FROM app_ways() w JOIN casework_person p ON p.id = w.file JOIN casework_unit u ON u.id = w.in_unit
    WHERE w.member = who ORDER BY 1, 2, 3, 6;
END $$;
"""

DEFINERS = {
    "app_settle_leavers()": "ledljus_app, ledljus_clock",
    "app_files_nobody_sees()": "ledljus_clock",
    "app_responsibilities(uuid, uuid)": "ledljus_app",
    "app_who_sees(text)": "ledljus_inspector",
    "app_what_sees(text)": "ledljus_inspector",
}
INNER = [
    "app_release_cases()",
    "app_name_for_protected()",
    "app_insert_named(uuid, uuid, uuid)",
    "app_close_grants()",
    "app_reached_by_nobody(uuid, uuid)",
    "app_ways()",
]


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_memberships_by_function")]
    operations = [
        migrations.RunSQL(
            "\n".join([RIGHTS, LEAVING, SHOWING, hand_over(DEFINERS, INNER)]),
            migrations.RunSQL.noop,
        )
    ]
