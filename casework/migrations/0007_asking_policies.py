"""Who is told what, and how one asks for a file without learning whether there is one."""

from django.db import migrations

from casework.migrations import _emergency as emergency
from casework.migrations._definers import hand_over, replace

TABLES = """
ALTER TABLE casework_accessrequest ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_accessrequest FORCE ROW LEVEL SECURITY;
-- Whoever asked reads their own by app_my_requests(), which tells less than the row.
CREATE POLICY decides_over_file ON casework_accessrequest FOR SELECT TO ledljus_app
    USING (EXISTS (SELECT FROM casework_person p WHERE p.id = casework_accessrequest.person_id)
        AND app_file_level(person_id) >= 3);
REVOKE INSERT, UPDATE, DELETE ON casework_accessrequest FROM ledljus_app;

CREATE FUNCTION app_holds_city_role(wanted text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM casework_membership m
        WHERE m.user_id = (SELECT app_user_id()) AND m.role = wanted AND m.unit_id IS NULL
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
$$;
ALTER TABLE casework_emergencyaccess ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_emergencyaccess FORCE ROW LEVEL SECURITY;
CREATE POLICY own_managed_or_reviewed ON casework_emergencyaccess FOR SELECT TO ledljus_app USING (
    opened_by_id = (SELECT app_user_id())
    OR (SELECT app_holds_city_role('log_reviewer'))
    OR (EXISTS (SELECT FROM casework_person p WHERE p.id = casework_emergencyaccess.person_id)
        AND app_file_level(person_id) >= 3)
);
CREATE POLICY reviewed_by_another ON casework_emergencyaccess FOR UPDATE TO ledljus_app
    USING (reviewed_at IS NULL AND opened_by_id <> (SELECT app_user_id())
        AND ((SELECT app_holds_city_role('log_reviewer')) OR app_file_level(person_id) >= 3))
    WITH CHECK (reviewed_by_id = (SELECT app_user_id()));
REVOKE INSERT, UPDATE, DELETE ON casework_emergencyaccess FROM ledljus_app;
GRANT UPDATE (reviewed_at, reviewed_by_id, outcome) ON casework_emergencyaccess TO ledljus_app;

ALTER TABLE casework_notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_notice FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON casework_notice FOR SELECT TO ledljus_app
    USING (user_id = (SELECT app_user_id()));
CREATE POLICY own_read ON casework_notice FOR UPDATE TO ledljus_app
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
REVOKE INSERT, UPDATE, DELETE ON casework_notice FROM ledljus_app;
GRANT UPDATE (read_at) ON casework_notice TO ledljus_app;

ALTER TABLE casework_noticemail ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_noticemail FORCE ROW LEVEL SECURITY;
-- A letter is sent in the name of whom it is for.
CREATE POLICY own ON casework_noticemail FOR SELECT TO ledljus_app
    USING (user_id = (SELECT app_user_id()));
CREATE POLICY own_sent ON casework_noticemail FOR UPDATE TO ledljus_app
    USING (user_id = (SELECT app_user_id())) WITH CHECK (user_id = (SELECT app_user_id()));
REVOKE INSERT, UPDATE, DELETE ON casework_noticemail FROM ledljus_app;
GRANT UPDATE (tried_at, tries, under_way, sent_at, unsure_at) ON casework_noticemail TO ledljus_app;
GRANT SELECT (notice_id, user_id, tried_at, sent_at, unsure_at)
    ON casework_noticemail TO ledljus_clock;
CREATE POLICY clock_finds_unsettled ON casework_noticemail FOR SELECT TO ledljus_clock
    USING (sent_at IS NULL AND unsure_at IS NULL);

GRANT SELECT, INSERT, UPDATE ON casework_accessrequest, casework_emergencyaccess, casework_notice,
    casework_noticemail TO ledljus_gatekeeper;
GRANT SELECT ON casework_identifier, casework_auditevent TO ledljus_gatekeeper;
CREATE POLICY gatekeeper ON casework_accessrequest TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
CREATE POLICY gatekeeper ON casework_emergencyaccess TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
CREATE POLICY gatekeeper ON casework_notice TO ledljus_gatekeeper USING (true) WITH CHECK (true);
CREATE POLICY gatekeeper ON casework_noticemail TO ledljus_gatekeeper USING (true) WITH CHECK (true);
CREATE POLICY gatekeeper_looks ON casework_identifier FOR SELECT TO ledljus_gatekeeper USING (true);
CREATE POLICY gatekeeper_looks ON casework_auditevent FOR SELECT TO ledljus_gatekeeper USING (true);
"""

TELLING = """
CREATE FUNCTION app_tell(readers uuid[], what text, about uuid, asked uuid, opened uuid,
    how_many integer, by_letter boolean) RETURNS void LANGUAGE sql AS $$
    WITH told AS (
        INSERT INTO casework_notice (id, user_id, kind, person_id, request_id, emergency_id, number)
        SELECT gen_random_uuid(), s.id, what, about, asked, opened, how_many
        FROM casework_user s WHERE s.id = ANY (readers) AND s.is_active
        RETURNING id, user_id
    )
    INSERT INTO casework_noticemail (notice_id, user_id) SELECT id, user_id FROM told WHERE by_letter
$$;

CREATE FUNCTION app_works_in(member uuid, in_unit uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM casework_membership m JOIN casework_user s ON s.id = m.user_id AND s.is_active
        WHERE m.user_id = member AND m.unit_id = in_unit
          AND m.role IN ('outreach_worker', 'coordinator', 'unit_worker', 'unit_manager')
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
$$;

CREATE FUNCTION app_managers_of_unit(wanted uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT m.user_id), ARRAY[]::uuid[]) FROM casework_membership m
    JOIN casework_user s ON s.id = m.user_id AND s.is_active
    WHERE m.unit_id = wanted AND m.role = 'unit_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
$$;

CREATE FUNCTION app_holders_of_city_role(wanted text) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT m.user_id), ARRAY[]::uuid[]) FROM casework_membership m
    JOIN casework_user s ON s.id = m.user_id AND s.is_active
    WHERE m.unit_id IS NULL AND m.role = wanted AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
$$;

-- Who decides over a file today: the named, and the managers of the units whose file it is.
CREATE FUNCTION app_managers_of_file(wanted uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT found.member), ARRAY[]::uuid[]) FROM (
        SELECT g.user_id AS member FROM casework_personuserpermission g
        WHERE g.content_object_id = wanted AND g.level = 'manage'
          AND (g.ends_at IS NULL OR g.ends_at > now()) AND app_works_in(g.user_id, g.unit_id)
        UNION ALL
        SELECT unnest(app_managers_of_unit(g.unit_id)) FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        WHERE g.content_object_id = wanted AND g.level = 'manage'
          AND (g.ends_at IS NULL OR g.ends_at > now())
    ) found
$$;

-- A file by its pseudonym or by a number, where the unit is there for such people. Protected
-- identities are never found. Always the same statement, whether there is a file or not.
CREATE FUNCTION app_find_file(named text, digests bytea[], in_unit uuid) RETURNS uuid
LANGUAGE sql STABLE AS $$
    SELECT p.id FROM casework_person p
    WHERE p.protection = ''
      AND (p.pseudonym = named OR p.id IN (
          SELECT i.person_id FROM casework_identifier i
          WHERE i.digest = ANY (digests) AND i.kind IN ('personal_number', 'coordination_number')))
      AND app_may_receive((SELECT app_user_id()), in_unit, p.kind, p.child_until)
    ORDER BY p.opened_at DESC, p.id LIMIT 1
$$;
"""

ASKING = """
CREATE FUNCTION app_ask_access(new_id uuid, named text, digests bytea[], in_unit uuid, why bytea)
RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    asker uuid := app_user_id();
    file uuid;
BEGIN
    IF asker IS NULL OR NOT app_works_in(asker, in_unit) THEN
        RAISE EXCEPTION 'nobody who may ask' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF why IS NULL OR octet_length(why) - 90 - get_byte(why, 1) < 10 THEN
        RAISE EXCEPTION 'no reason' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('asks:' || asker, 0));
    IF (SELECT count(*) FROM casework_accessrequest r
        WHERE r.asked_by_id = asker AND r.asked_at > now() - interval '1 hour') >= 10 THEN
        RETURN false;
    END IF;
    file := app_find_file(named, digests, in_unit);
    -- Nothing to ask for, or asked already: then nobody is told, and the asker can't tell.
    IF app_file_level(file) > 0 OR EXISTS (
        SELECT FROM casework_accessrequest r WHERE r.asked_by_id = asker AND r.person_id = file
          AND r.answer = '' AND r.asked_at > now() - interval '14 days') THEN
        file := NULL;
    END IF;
    INSERT INTO casework_accessrequest (id, person_id, asked_by_id, unit_id, by_number, reason,
        answer)
    VALUES (new_id, file, asker, in_unit, named IS NULL, why, '');
    PERFORM app_tell(app_managers_of_file(file), 'access_requested', file, new_id, NULL, NULL,
        true);
    PERFORM app_log('access.requested', 'casework.accessrequest', new_id, in_unit, '', '{}');
    RETURN true;
END $$;

CREATE FUNCTION app_my_requests() RETURNS TABLE (id uuid, unit_id uuid, by_number boolean,
    reason bytea, asked_at timestamptz, state text, person_id uuid)
LANGUAGE sql STABLE AS $$
    SELECT r.id, r.unit_id, r.by_number, r.reason, r.asked_at,
        CASE WHEN r.answer = 'given' THEN 'given'
            WHEN r.asked_at > now() - interval '14 days' THEN 'waiting' ELSE 'none' END,
        CASE WHEN r.answer = 'given' AND app_file_level(r.person_id) > 0 THEN r.person_id END
    FROM casework_accessrequest r WHERE r.asked_by_id = app_user_id()
    ORDER BY r.asked_at DESC, r.id DESC LIMIT 20
$$;

CREATE FUNCTION app_answer_request(wanted uuid, gives boolean, as_level text, until timestamptz)
RETURNS void LANGUAGE plpgsql AS $$
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
        IF as_level NOT IN ('read', 'work') OR until IS NULL OR until <= now()
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

# Two who end the last two accesses at the same moment would otherwise leave nobody. Somebody who no
# longer works in the unit is nobody who is left.
ENDING = """
CREATE OR REPLACE FUNCTION app_end_person_grant(wanted uuid, why text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ender uuid := app_user_id();
    file uuid;
    holder uuid;
    ended timestamptz;
    left_over integer;
BEGIN
    SELECT g.content_object_id, g.user_id INTO file, holder FROM casework_personuserpermission g
    WHERE g.id = wanted;
    IF file IS NULL THEN
        SELECT g.content_object_id INTO file FROM casework_personunitpermission g
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
    SELECT count(*) INTO left_over FROM (
        SELECT g.id FROM casework_personuserpermission g
        WHERE g.content_object_id = file AND g.id <> wanted AND g.ground <> 'emergency'
          AND (g.ends_at IS NULL OR g.ends_at > clock_timestamp()) AND app_works_in(g.user_id, g.unit_id)
        UNION ALL
        SELECT g.id FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        WHERE g.content_object_id = file AND g.id <> wanted
          AND (g.ends_at IS NULL OR g.ends_at > clock_timestamp())
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
"""

DEFINERS = {
    "app_ask_access(uuid, text, bytea[], uuid, bytea)": "ledljus_app",
    "app_my_requests()": "ledljus_app",
    "app_answer_request(uuid, boolean, text, timestamptz)": "ledljus_app",
}
INNER = [
    "app_tell(uuid[], text, uuid, uuid, uuid, integer, boolean)",
    "app_works_in(uuid, uuid)",
    "app_managers_of_unit(uuid)",
    "app_holders_of_city_role(text)",
    "app_managers_of_file(uuid)",
    "app_find_file(text, bytea[], uuid)",
]


class Migration(migrations.Migration):
    dependencies = [("casework", "0006_asking_and_emergency")]
    operations = [
        migrations.RunSQL(
            "\n".join(
                [
                    TABLES,
                    TELLING,
                    ASKING,
                    emergency.EMERGENCY,
                    hand_over(DEFINERS | emergency.DEFINERS, INNER),
                    replace(ENDING),
                ]
            ),
            migrations.RunSQL.noop,
        )
    ]
