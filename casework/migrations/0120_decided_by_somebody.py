"""No file is left with nobody who decides over it, and what slips through is put right by night."""

from django.db import migrations

from casework.migrations._definers import hand_over, replace

# Readers, an emergency, somebody who has left and a unit without a manager decide over nothing.
DECIDED = """
-- Whether nobody decides over a file, one grant left out. A unit's file is decided over by whoever
-- manages the unit or takes in for it. After a lock: the other's transaction may have begun later.
CREATE FUNCTION app_decided_by_nobody(file uuid, but uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
        SELECT FROM casework_personuserpermission g
        WHERE g.content_object_id = file AND g.id IS DISTINCT FROM but AND g.level = 'manage'
          AND g.ground <> 'emergency' AND (g.ends_at IS NULL OR g.ends_at > clock_timestamp())
          AND app_works_in(g.user_id, g.unit_id)
    ) AND NOT EXISTS (
        SELECT FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        JOIN casework_membership m ON m.unit_id = g.unit_id AND app_is_unit_role(m.role)
            AND (m.role = 'unit_manager' OR (m.takes_intake AND g.reach = 'intake'))
        JOIN casework_user s ON s.id = m.user_id AND s.is_active
        WHERE g.content_object_id = file AND g.id IS DISTINCT FROM but AND g.level = 'manage'
          AND (g.ends_at IS NULL OR g.ends_at > clock_timestamp())
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
$$;

-- Units that have or had to do with a file, the nearest first: those with a manager, then whose
-- people decided, then what is in force, then the latest.
CREATE FUNCTION app_units_of_file(file uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    SELECT found.unit_id FROM (
        SELECT g.unit_id, app_rank(g.level) AS rank, g.given_at AS since,
            g.ends_at IS NULL OR g.ends_at > now() AS in_force
        FROM casework_personuserpermission g
        WHERE g.content_object_id = file AND g.ground <> 'emergency'
        UNION ALL
        SELECT g.unit_id, app_rank(g.level), g.given_at, g.ends_at IS NULL OR g.ends_at > now()
        FROM casework_personunitpermission g WHERE g.content_object_id = file
        UNION ALL
        SELECT c.unit_id, 0, c.opened_at, c.state = 'open' FROM casework_case c
        WHERE c.person_id = file
    ) found
    JOIN casework_person p ON p.id = file
    JOIN casework_unit u ON u.id = found.unit_id AND u.reads_roles @> ARRAY[p.kind]::varchar[]
    ORDER BY cardinality(app_managers_of_unit(found.unit_id)) = 0, found.rank DESC,
        found.in_force DESC, found.since DESC
$$;
"""

NAMING = """
-- A file that nobody decides over goes to the managers of the unit that is nearest to it: they are
-- named for a protected identity, and keep any other as they keep the unit's closed files. One that
-- a unit has already waits for that unit to get somebody.
CREATE FUNCTION app_name_for_undecided() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    orphan record;
    nearest uuid;
    manager uuid;
    how_many integer := 0;
BEGIN
    FOR orphan IN
        SELECT p.id, p.protection FROM casework_person p
        WHERE (p.protection <> '' OR NOT EXISTS (
            SELECT FROM casework_personunitpermission g WHERE g.content_object_id = p.id
              AND g.level = 'manage' AND (g.ends_at IS NULL OR g.ends_at > now())))
          AND app_decided_by_nobody(p.id, NULL)
        ORDER BY p.id
    LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('grants:' || orphan.id, 0));
        CONTINUE WHEN NOT app_decided_by_nobody(orphan.id, NULL);
        SELECT u INTO nearest FROM app_units_of_file(orphan.id) u LIMIT 1;
        CONTINUE WHEN nearest IS NULL OR cardinality(app_managers_of_unit(nearest)) = 0;
        IF orphan.protection <> '' THEN
            FOREACH manager IN ARRAY app_managers_of_unit(nearest) LOOP
                PERFORM app_insert_named(orphan.id, manager, nearest);
                how_many := how_many + 1;
            END LOOP;
            PERFORM app_tell(app_managers_of_unit(nearest), 'named_for_protected', orphan.id, NULL,
                NULL, NULL, true);
        ELSE
            PERFORM app_insert_custody(orphan.id, nearest);
            how_many := how_many + 1;
            PERFORM app_tell(app_managers_of_unit(nearest), 'waits_for_somebody', orphan.id, NULL,
                NULL, NULL, false);
        END IF;
    END LOOP;
    RETURN how_many;
END $$;

CREATE FUNCTION app_insert_custody(file uuid, in_unit uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    new_id uuid := gen_random_uuid();
BEGIN
    INSERT INTO auth_group (name) VALUES ('unit:' || in_unit) ON CONFLICT (name) DO NOTHING;
    INSERT INTO casework_personunitpermission (id, permission_id, content_object_id, group_id,
        unit_id, reach, level, ground, reason, given_at, ended_why)
    SELECT new_id, p.id, file, (SELECT g.id FROM auth_group g WHERE g.name = 'unit:' || in_unit),
        in_unit, 'manager', 'manage', 'custody', '', now(), ''
    FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
    WHERE c.app_label = 'casework' AND c.model = 'person' AND p.codename = 'manage_person';
    PERFORM app_log_by_clock('clock', 'access.granted', 'casework.person', file, in_unit,
        'custody', jsonb_build_object('grant', new_id, 'member', NULL, 'level', 'manage'));
END $$;
"""

# Written anew in the gatekeeper's name. What has a search path of its own says it again.
AGAIN = """
CREATE OR REPLACE FUNCTION app_close_grants() RETURNS integer
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    over record;
    how_many integer := 0;
BEGIN
    FOR over IN
        SELECT g.id, g.content_object_id, g.user_id, g.unit_id, g.level,
            CASE WHEN g.ends_at <= now() THEN 'expired'
                WHEN NOT app_works_in(g.user_id, g.unit_id) THEN 'left' ELSE 'case_closed' END AS why
        FROM casework_personuserpermission g LEFT JOIN casework_case c ON c.id = g.case_id
        WHERE g.ended_why = '' AND (g.ends_at <= now() OR NOT app_works_in(g.user_id, g.unit_id)
            OR c.state = 'closed')
        ORDER BY g.content_object_id, g.given_at, g.id
    LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended('grants:' || over.content_object_id, 0));
        -- Where nobody else would decide over the file, the grant stays, and is told of.
        CONTINUE WHEN over.why <> 'expired' AND over.level = 'manage'
            AND app_decided_by_nobody(over.content_object_id, over.id);
        UPDATE casework_personuserpermission SET ended_why = over.why,
            ends_at = least(coalesce(ends_at, now()), now()) WHERE id = over.id AND ended_why = '';
        CONTINUE WHEN NOT FOUND;
        PERFORM app_log_by_clock('clock', 'access.ended', 'casework.person',
            over.content_object_id, over.unit_id, over.why,
            jsonb_build_object('grant', over.id, 'member', over.user_id));
        how_many := how_many + 1;
    END LOOP;
    UPDATE casework_personunitpermission SET ended_why = 'expired'
    WHERE ended_why = '' AND ends_at <= now();
    RETURN how_many;
END $$;

-- Files that nobody sees and files that are only read: nobody decides over either.
CREATE OR REPLACE FUNCTION app_files_nobody_sees() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    how_many integer;
BEGIN
    SELECT count(*) INTO how_many FROM casework_person p WHERE app_decided_by_nobody(p.id, NULL);
    IF how_many > 0 THEN
        UPDATE casework_notice SET read_at = now() WHERE kind = 'unseen_files' AND read_at IS NULL;
        PERFORM app_tell(app_holders_of_city_role('administrator'), 'unseen_files', NULL, NULL, NULL,
            how_many, false);
    END IF;
    PERFORM app_log_by_clock('clock', 'files.counted', '', NULL, NULL, '',
        jsonb_build_object('unseen', how_many));
    RETURN how_many;
END $$;

CREATE OR REPLACE FUNCTION app_settle_leavers() RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    released integer := app_release_cases();
    named integer := app_name_for_undecided();
    closed integer := app_close_grants();
BEGIN
    PERFORM app_log_by_clock('clock', 'leavers.settled', '', NULL, NULL, '',
        jsonb_build_object('cases', released, 'named', named, 'grants', closed));
    RETURN released + named + closed;
END $$;

CREATE OR REPLACE FUNCTION app_end_person_grant(wanted uuid, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ender uuid := app_user_id();
    file uuid;
    holder uuid;
    was text;
    ended timestamptz;
BEGIN
    SELECT g.content_object_id, g.user_id, g.level INTO file, holder, was
    FROM casework_personuserpermission g WHERE g.id = wanted;
    IF file IS NULL THEN
        SELECT g.content_object_id, g.level INTO file, was FROM casework_personunitpermission g
        WHERE g.id = wanted;
    END IF;
    IF ender IS NULL OR file IS NULL
        OR (app_file_level(file) < 3 AND holder IS DISTINCT FROM ender) THEN
        RAISE EXCEPTION 'no access to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('grants:' || file, 0));
    SELECT coalesce(u.ends_at, 'infinity') INTO ended FROM (
        SELECT g.id, g.ends_at FROM casework_personuserpermission g
        UNION ALL SELECT g.id, g.ends_at FROM casework_personunitpermission g
    ) u WHERE u.id = wanted;
    -- The other's transaction may have begun after this one.
    IF ended <= clock_timestamp() THEN
        RAISE EXCEPTION 'ended already' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF was = 'manage' AND app_decided_by_nobody(file, wanted) THEN
        RAISE EXCEPTION 'nobody would be left' USING ERRCODE = 'check_violation';
    END IF;
    UPDATE casework_personuserpermission SET ends_at = now(), ended_by_id = ender, ended_why = why
    WHERE id = wanted;
    UPDATE casework_personunitpermission SET ends_at = now(), ended_by_id = ender, ended_why = why
    WHERE id = wanted;
    PERFORM app_log('access.ended', 'casework.person', file, NULL, why,
        jsonb_build_object('grant', wanted, 'member', holder));
END $$;

DROP FUNCTION app_name_for_protected();
DROP FUNCTION app_reached_by_nobody(uuid, uuid);
"""

INNER = [
    "app_decided_by_nobody(uuid, uuid)",
    "app_units_of_file(uuid)",
    "app_name_for_undecided()",
    "app_insert_custody(uuid, uuid)",
]


class Migration(migrations.Migration):
    dependencies = [("casework", "0119_last_event_of_a_file")]
    operations = [
        migrations.RunSQL(
            "\n".join([DECIDED, NAMING, hand_over({}, INNER), replace(AGAIN)]),
            migrations.RunSQL.noop,
        )
    ]
