"""The functions behind a referral's events, as 0011 makes them. Two call what 0087 adds."""

ASKING = """
-- Whether the acting user acts for the sender: works there, and in the file where there is one. Not
-- in an emergency: sending moves responsibility and gives access that outlasts the hours.
CREATE FUNCTION app_sends_referral(r referrals_referral) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT app_works_in(app_user_id(), r.from_unit_id)
        AND (r.person_id IS NULL OR app_works_lastingly(r.person_id))
$$;
-- Whether they act for the receiving unit: its intake, or whoever has the referral.
CREATE FUNCTION app_receives_referral(r referrals_referral) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.to_unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])
        OR (NOT r.is_protected AND r.to_unit_id = ANY ((SELECT app_intake_unit_ids())::uuid[]))
        OR (r.assigned_to_id = app_user_id() AND app_works_in(app_user_id(), r.to_unit_id))
$$;
-- Whether the person still says yes, as the latest version of the encounter tells it.
CREATE FUNCTION app_yes_stands(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH RECURSIVE line AS (
        SELECT e.id, o.kind FROM outreach_supportoffer o
        JOIN outreach_encounter e ON e.id = o.encounter_id WHERE o.id = wanted
        UNION
        SELECT e.id, line.kind FROM outreach_encounter e JOIN line ON e.corrects_id = line.id
    )
    SELECT EXISTS (SELECT FROM line JOIN outreach_encounter e ON e.id = line.id AND e.is_current
        JOIN outreach_supportoffer o ON o.encounter_id = e.id AND o.kind = line.kind
        WHERE o.answer = 'accepted')
$$;
-- Who somebody is passes on a yes to the unit that the yes is to, and to nobody else: design rule 3.
CREATE FUNCTION app_yes_carries(r referrals_referral) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT app_yes_stands(r.offer_id) AND (NOT r.kinds && ARRAY['identity', 'contact']::varchar[]
        OR EXISTS (SELECT FROM outreach_supportoffer o
            JOIN outreach_offerroute w ON w.kind = o.kind AND w.unit_id = r.to_unit_id
            WHERE o.id = r.offer_id))
$$;
-- Rule 4: what rests on a consent passes while that holds, covers it and names the receiver.
CREATE FUNCTION app_referral_ground_holds(r referrals_referral) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT CASE r.ground WHEN 'offer' THEN app_yes_carries(r) WHEN 'consent' THEN EXISTS (
        SELECT FROM casework_consent c
        LEFT JOIN casework_relatedperson g ON g.id = c.given_by_related_id
        WHERE c.id = r.consent_id AND c.person_id = r.person_id AND c.withdrawn_at IS NULL
          AND c.from_day <= (SELECT app_today()) AND c.until_day >= (SELECT app_today())
          AND c.kinds @> r.kinds AND NOT coalesce(g.is_danger, false)
          AND (r.to_unit_id IS NULL OR c.recipient_unit_id = r.to_unit_id)
          AND (r.to_unit_id IS NOT NULL OR c.recipient_unit_id IS NULL)
    ) ELSE true END
$$;
CREATE FUNCTION app_referral_may(r referrals_referral, side text, what text, has_voice boolean)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(CASE side
        WHEN 'sender' THEN app_sends_referral(r)
        -- Nobody acts for a body outside: the sender registers what it answers, and who said it.
        WHEN 'receiver' THEN CASE WHEN r.to_unit_id IS NOT NULL THEN app_receives_referral(r)
            ELSE app_sends_referral(r) AND what NOT IN ('take', 'assign', 'hand_back')
                AND (has_voice OR what = 'postpone') END
        WHEN 'consent' THEN CASE WHEN r.ground = 'offer' THEN NOT app_yes_stands(r.offer_id)
            ELSE EXISTS (SELECT FROM casework_consent c
                WHERE c.id = r.consent_id AND app_consent_is_over(c.id)) END
        WHEN 'clock' THEN app_user_id() IS NULL AND r.due_at < now()
    END, false)
$$;
"""

TELLING = """
CREATE FUNCTION app_intake_of_unit(wanted uuid, managers_only boolean) RETURNS uuid[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT m.user_id), ARRAY[]::uuid[]) FROM casework_membership m
    JOIN casework_user s ON s.id = m.user_id AND s.is_active
    WHERE m.unit_id = wanted AND app_is_unit_role(m.role)
      AND (m.role = 'unit_manager' OR (m.takes_intake AND NOT managers_only))
      AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
$$;
-- Who of the sending unit has the file, and at which level.
CREATE FUNCTION app_held_at_sender(r referrals_referral) RETURNS TABLE (member uuid, level text)
LANGUAGE sql STABLE AS $$
    SELECT g.user_id, g.level FROM casework_personuserpermission g
    WHERE g.content_object_id = r.person_id AND g.unit_id = r.from_unit_id
      AND g.ground <> 'emergency' AND (g.ends_at IS NULL OR g.ends_at > now())
      AND app_works_in(g.user_id, g.unit_id)
    UNION ALL
    SELECT unnest(app_intake_of_unit(g.unit_id, g.reach = 'manager')), g.level
    FROM casework_personunitpermission g
    JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
    WHERE g.content_object_id = r.person_id AND g.unit_id = r.from_unit_id
      AND (g.ends_at IS NULL OR g.ends_at > now())
$$;
CREATE FUNCTION app_holders_at_sender(r referrals_referral) RETURNS uuid[]
LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT h.member), ARRAY[]::uuid[])
    FROM app_held_at_sender(r) h WHERE h.level IN ('work', 'manage')
$$;
CREATE FUNCTION app_receivers_of_referral(r referrals_referral) RETURNS uuid[]
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.to_unit_id IS NULL THEN ARRAY[]::uuid[]
        WHEN app_works_in(r.assigned_to_id, r.to_unit_id) THEN ARRAY[r.assigned_to_id]
        ELSE app_intake_of_unit(r.to_unit_id, r.is_protected) END
$$;
CREATE FUNCTION app_senders_of_referral(r referrals_referral) RETURNS uuid[]
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN r.person_id IS NULL THEN CASE WHEN app_works_in(r.sent_by_id, r.from_unit_id)
            THEN ARRAY[r.sent_by_id] ELSE app_managers_of_unit(r.from_unit_id) END
        -- Of a file, nobody is told who no longer works in it.
        WHEN r.sent_by_id = ANY (app_holders_at_sender(r)) THEN ARRAY[r.sent_by_id]
        WHEN cardinality(app_holders_at_sender(r)) > 0 THEN app_holders_at_sender(r)
        ELSE app_managers_of_file(r.person_id) END
$$;
CREATE FUNCTION app_line_of_sender(r referrals_referral) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.person_id IS NULL THEN app_managers_of_unit(r.from_unit_id)
        ELSE app_managers_of_file(r.person_id) END
$$;
-- Whether what comes back is the acting user's to see to.
CREATE FUNCTION app_referral_comes_back(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM referrals_referral r WHERE r.id = wanted
        AND app_user_id() = ANY (app_senders_of_referral(r)))
$$;
-- Tells of a referral by its identifier alone, and nobody of what they did themselves.
CREATE FUNCTION app_tell_of_referral(readers uuid[], what text, about uuid, by_letter boolean)
RETURNS void LANGUAGE sql AS $$
    WITH told AS (
        INSERT INTO casework_notice (id, user_id, kind, subject)
        SELECT gen_random_uuid(), s.id, what, about FROM casework_user s
        WHERE s.id = ANY (readers) AND s.is_active AND s.id IS DISTINCT FROM app_user_id()
        RETURNING id, user_id
    )
    INSERT INTO casework_noticemail (notice_id, user_id) SELECT id, user_id FROM told WHERE by_letter
$$;
CREATE FUNCTION app_referral_tells(r referrals_referral, what text, side text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    receivers uuid[] := app_receivers_of_referral(r);
    senders uuid[] := app_senders_of_referral(r);
BEGIN
    CASE what
        WHEN 'send' THEN PERFORM app_tell_of_referral(receivers, 'referral_new', r.id, true);
        WHEN 'assign' THEN PERFORM app_tell_of_referral(receivers, 'referral_assigned', r.id, true);
        WHEN 'hand_back' THEN PERFORM app_tell_of_referral(receivers, 'referral_new', r.id, false);
        WHEN 'ask' THEN PERFORM app_tell_of_referral(senders, 'referral_question', r.id, true);
        WHEN 'answer' THEN PERFORM app_tell_of_referral(receivers, 'referral_answered', r.id, true);
        WHEN 'accept' THEN
            PERFORM app_tell_of_referral(senders || app_deciders_elsewhere(r),
                'referral_accepted', r.id, false);
        WHEN 'decline' THEN PERFORM app_tell_of_referral(senders, 'referral_declined', r.id, true);
        WHEN 'not_reached' THEN
            PERFORM app_tell_of_referral(senders, 'referral_unreached', r.id, true);
        WHEN 'finish', 'reply', 'feed_back' THEN
            PERFORM app_tell_of_referral(senders, 'referral_done', r.id, false);
        WHEN 'revoke' THEN PERFORM app_tell_of_referral(receivers, 'referral_revoked', r.id, true);
        WHEN 'stop' THEN
            PERFORM app_tell_of_referral(receivers || senders, 'referral_revoked', r.id, true);
        WHEN 'escalate' THEN
            -- Up the line where it waits, and back to whoever keeps the responsibility.
            PERFORM app_tell_of_referral(CASE WHEN side = 'receiver' AND r.to_unit_id IS NOT NULL
                THEN app_managers_of_unit(r.to_unit_id) ELSE app_line_of_sender(r)
                END || senders, 'referral_late', r.id, true);
        ELSE NULL;
    END CASE;
END $$;
"""

WORK = """
-- What the sender may still give: nobody gives more than they have, and what was sent by somebody
-- who has left is theirs who work on with it, at most to work. 0: nothing, none of them is left.
CREATE FUNCTION app_sender_level(r referrals_referral) RETURNS integer LANGUAGE sql STABLE AS $$
    WITH ranked AS (
        SELECT h.member = r.sent_by_id AS own,
            CASE h.level WHEN 'manage' THEN 3 WHEN 'work' THEN 2 ELSE 0 END AS rank
        FROM app_held_at_sender(r) h
    )
    SELECT CASE WHEN count(*) = 0 THEN 0
        ELSE coalesce(max(rank) FILTER (WHERE own), least(max(rank), 2)) END FROM ranked
$$;

-- As app_insert_grant, but given by who sent the referral: accepting gives nobody a right to give.
CREATE FUNCTION app_insert_referral_grant(r referrals_referral, to_user uuid, for_case uuid,
    as_level text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    new_id uuid := gen_random_uuid();
    giver uuid := nullif(r.sent_by_id, to_user);
    what integer;
BEGIN
    SELECT p.id INTO STRICT what FROM auth_permission p
    JOIN django_content_type c ON c.id = p.content_type_id
    WHERE c.app_label = 'casework' AND c.model = 'person' AND p.codename = as_level || '_person';
    IF to_user IS NOT NULL THEN
        INSERT INTO casework_personuserpermission (id, permission_id, content_object_id, user_id,
            unit_id, level, ground, reason, case_id, given_by_id, given_at, ended_why)
        VALUES (new_id, what, r.person_id, to_user, r.to_unit_id, as_level, 'referral', '', for_case,
            giver, now(), '');
    ELSE
        INSERT INTO auth_group (name) VALUES ('unit:' || r.to_unit_id) ON CONFLICT (name) DO NOTHING;
        INSERT INTO casework_personunitpermission (id, permission_id, content_object_id, group_id,
            unit_id, reach, level, ground, reason, case_id, given_by_id, given_at, ended_why)
        VALUES (new_id, what, r.person_id,
            (SELECT g.id FROM auth_group g WHERE g.name = 'unit:' || r.to_unit_id),
            r.to_unit_id, 'intake', as_level, 'referral', '', for_case, giver, now(), '');
    END IF;
    -- Withdrawing the consent ends it in the same moment.
    IF r.ground = 'consent' THEN
        INSERT INTO casework_consentgrant (id, person_id, consent_id, grant_id, created_at,
            created_by_id, updated_at)
        VALUES (gen_random_uuid(), r.person_id, r.consent_id, new_id, now(), r.sent_by_id, now());
    END IF;
    PERFORM app_log('access.granted', 'casework.person', r.person_id, r.to_unit_id, 'referral',
        jsonb_build_object('grant', new_id, 'member', to_user, 'level', as_level, 'referral', r.id));
END $$;

CREATE FUNCTION app_has_referral_grant(r referrals_referral, holder uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM casework_personuserpermission g
        WHERE g.content_object_id = r.person_id AND g.user_id = holder AND g.unit_id = r.to_unit_id
          AND g.level IN ('work', 'manage') AND g.ground <> 'emergency'
          AND (g.ends_at IS NULL OR g.ends_at > now()))
$$;

-- Acceptance: the unit's work begins, for its intake and the one who has it. Returns the case that
-- was opened, or nothing where the unit worked with the person already.
CREATE FUNCTION app_begin_referral_work(r referrals_referral, handler uuid) RETURNS uuid
LANGUAGE plpgsql AS $$
DECLARE
    file casework_person%ROWTYPE;
    work uuid;
    opened uuid;
    given text := CASE app_sender_level(r) WHEN 3 THEN 'manage' WHEN 2 THEN 'work' END;
BEGIN
    SELECT * INTO file FROM casework_person p WHERE p.id = r.person_id;
    IF given IS NULL THEN
        RAISE EXCEPTION 'the sender no longer works in the file' USING ERRCODE = 'check_violation';
    END IF;
    IF r.sent_by_id IN (app_user_id(), handler) THEN
        RAISE EXCEPTION 'nobody accepts what they sent' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT app_may_receive(handler, r.to_unit_id, file.kind, file.child_until) THEN
        RAISE EXCEPTION 'not there for such people' USING ERRCODE = 'check_violation';
    END IF;
    SELECT c.id INTO work FROM casework_case c
    WHERE c.person_id = r.person_id AND c.unit_id = r.to_unit_id AND c.state = 'open';
    IF work IS NULL THEN
        opened := gen_random_uuid();
        work := opened;
        INSERT INTO casework_case (id, person_id, unit_id, responsible_id, state, opened_at,
            closing_reason, created_at, created_by_id, updated_at, updated_by_id)
        VALUES (opened, r.person_id, r.to_unit_id, handler, 'open', now(), '', now(), app_user_id(),
            now(), app_user_id());
        PERFORM app_log('case.opened', 'casework.person', r.person_id, r.to_unit_id, 'referral',
            jsonb_build_object('case', opened, 'referral', r.id));
        IF file.protection = '' THEN
            PERFORM app_insert_referral_grant(r, NULL, work, given);
        END IF;
    END IF;
    IF NOT app_has_referral_grant(r, handler) THEN
        PERFORM app_insert_referral_grant(r, handler, work, given);
    END IF;
    RETURN opened;
END $$;

-- The level of what acceptance gave and is still in force; nothing where it was ended.
CREATE FUNCTION app_received_level(r referrals_referral) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN bool_or(g.level = 'manage') THEN 'manage' ELSE max(g.level) END FROM (
        SELECT g.level FROM casework_personuserpermission g
        WHERE g.content_object_id = r.person_id AND g.unit_id = r.to_unit_id
          AND g.ground = 'referral' AND (g.ends_at IS NULL OR g.ends_at > now())
          AND g.user_id = r.assigned_to_id
        UNION ALL
        SELECT g.level FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        WHERE g.content_object_id = r.person_id AND g.unit_id = r.to_unit_id
          AND g.ground = 'referral' AND (g.ends_at IS NULL OR g.ends_at > now())
    ) g
$$;

-- Another colleague has it: they may use the file, and whoever had it by the referral no longer.
CREATE FUNCTION app_pass_referral_work(r referrals_referral, handler uuid) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    file casework_person%ROWTYPE;
    over record;
    given text := app_received_level(r);
BEGIN
    SELECT * INTO file FROM casework_person p WHERE p.id = r.person_id;
    -- Passed on by who has it: what those who decide have ended does not come back this way.
    IF given IS NULL OR NOT app_works_lastingly(r.person_id) THEN
        RAISE EXCEPTION 'no access to pass on' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NOT app_may_receive(handler, r.to_unit_id, file.kind, file.child_until) THEN
        RAISE EXCEPTION 'not there for such people' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT app_has_referral_grant(r, handler) THEN
        PERFORM app_insert_referral_grant(r, handler, r.case_id, given);
    END IF;
    IF handler IS NOT DISTINCT FROM r.assigned_to_id THEN
        RETURN;
    END IF;
    FOR over IN
        UPDATE casework_personuserpermission SET ends_at = now(), ended_by_id = app_user_id(),
            ended_why = 'handed_over'
        WHERE content_object_id = r.person_id AND user_id = r.assigned_to_id
          AND unit_id = r.to_unit_id AND ground = 'referral' AND (ends_at IS NULL OR ends_at > now())
        RETURNING id
    LOOP
        PERFORM app_log('access.ended', 'casework.person', r.person_id, r.to_unit_id, 'handed_over',
            jsonb_build_object('grant', over.id, 'member', r.assigned_to_id));
    END LOOP;
    UPDATE casework_case SET responsible_id = handler, updated_at = now()
    WHERE id = r.case_id AND state = 'open';
END $$;

-- The end: the case that acceptance opened is closed, and the unit's access ends with it. Its
-- manager keeps what the unit has written, unless the person took the consent back.
CREATE FUNCTION app_end_referral_work(r referrals_referral, next_state text, why text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    ended record;
    over text := CASE WHEN next_state = 'revoked' THEN 'consent' ELSE 'case_closed' END;
    closing text := CASE WHEN why <> '' THEN why WHEN next_state = 'not_reached' THEN 'lost_contact'
        WHEN next_state = 'revoked' AND EXISTS (SELECT FROM casework_consent c
            WHERE c.id = r.consent_id AND c.withdrawn_at IS NOT NULL) THEN 'own_wish'
        ELSE 'other' END;
    protected boolean;
BEGIN
    -- Another that the unit accepted goes on in the same case: it ends with the last of them. One
    -- that is held is being moved itself, and waiting for it could keep a withdrawal from being done.
    IF next_state <> 'revoked' THEN
        UPDATE referrals_referral x SET case_id = r.case_id WHERE x.id = (
            SELECT o.id FROM referrals_referral o
            WHERE o.person_id = r.person_id AND o.to_unit_id = r.to_unit_id AND o.id <> r.id
              AND o.case_id IS NULL AND o.state IN ('accepted', 'started')
            ORDER BY o.accepted_at, o.id LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF FOUND THEN
            RETURN;
        END IF;
    END IF;
    UPDATE casework_case SET state = 'closed', closed_at = now(),
        closed_by_id = coalesce(app_user_id(), r.sent_by_id), closing_reason = closing,
        updated_at = now(), updated_by_id = coalesce(app_user_id(), updated_by_id)
    WHERE id = r.case_id AND state = 'open';
    IF NOT FOUND THEN
        RETURN;
    END IF;
    PERFORM app_log_by_clock('clock', 'case.closed', 'casework.person', r.person_id, r.to_unit_id,
        closing, jsonb_build_object('case', r.case_id, 'referral', r.id));
    SELECT p.protection <> '' INTO protected FROM casework_person p WHERE p.id = r.person_id;
    FOR ended IN
        UPDATE casework_personunitpermission g SET ends_at = now(), ended_by_id = app_user_id(),
            ended_why = over
        WHERE g.content_object_id = r.person_id AND g.unit_id = r.to_unit_id
          AND g.ground <> 'custody' AND (g.ends_at IS NULL OR g.ends_at > now())
        RETURNING g.id, NULL::uuid AS member
    LOOP
        PERFORM app_log_by_clock('clock', 'access.ended', 'casework.person', r.person_id,
            r.to_unit_id, over, jsonb_build_object('grant', ended.id, 'member', ended.member));
    END LOOP;
    FOR ended IN
        UPDATE casework_personuserpermission g SET ends_at = now(), ended_by_id = app_user_id(),
            ended_why = over
        WHERE g.content_object_id = r.person_id AND g.unit_id = r.to_unit_id
          AND g.ground NOT IN ('custody', 'emergency') AND (g.ends_at IS NULL OR g.ends_at > now())
        RETURNING g.id, g.user_id AS member
    LOOP
        PERFORM app_log_by_clock('clock', 'access.ended', 'casework.person', r.person_id,
            r.to_unit_id, over, jsonb_build_object('grant', ended.id, 'member', ended.member));
    END LOOP;
    IF next_state <> 'revoked' THEN
        PERFORM app_keep_in_custody(r, protected);
    END IF;
END $$;

-- Where the unit worked with the person already its case goes on, and what acceptance gave the one
-- who had it ends all the same: unless they are responsible for the case, or have another of them.
CREATE FUNCTION app_end_referral_access(r referrals_referral, next_state text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    ended record;
    over text := CASE WHEN next_state = 'revoked' THEN 'consent' ELSE 'case_closed' END;
BEGIN
    FOR ended IN
        UPDATE casework_personuserpermission g SET ends_at = now(), ended_by_id = app_user_id(),
            ended_why = over
        WHERE g.content_object_id = r.person_id AND g.unit_id = r.to_unit_id
          AND g.user_id = r.assigned_to_id AND g.ground = 'referral'
          AND (g.ends_at IS NULL OR g.ends_at > now())
          AND NOT EXISTS (SELECT FROM casework_case c WHERE c.person_id = r.person_id
            AND c.unit_id = r.to_unit_id AND c.state = 'open' AND c.responsible_id = g.user_id)
          AND NOT EXISTS (SELECT FROM referrals_referral o WHERE o.id <> r.id
            AND o.person_id = r.person_id AND o.to_unit_id = r.to_unit_id
            AND o.assigned_to_id = g.user_id AND o.state IN ('accepted', 'started'))
        RETURNING g.id, g.user_id AS member
    LOOP
        PERFORM app_log_by_clock('clock', 'access.ended', 'casework.person', r.person_id,
            r.to_unit_id, over, jsonb_build_object('grant', ended.id, 'member', ended.member));
    END LOOP;
END $$;

-- A protected identity is reached by name only: there each manager is named.
CREATE FUNCTION app_keep_in_custody(r referrals_referral, protected boolean) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    manager uuid;
BEGIN
    IF NOT protected THEN
        IF NOT EXISTS (SELECT FROM casework_personunitpermission g
            WHERE g.content_object_id = r.person_id AND g.unit_id = r.to_unit_id
              AND g.ground = 'custody' AND (g.ends_at IS NULL OR g.ends_at > now())) THEN
            PERFORM app_insert_grant(r.person_id, NULL, r.to_unit_id, 'manager', 'manage', 'custody',
                '', NULL, NULL);
        END IF;
        RETURN;
    END IF;
    FOREACH manager IN ARRAY app_managers_of_unit(r.to_unit_id) LOOP
        IF NOT app_has_referral_grant(r, manager) THEN
            PERFORM app_insert_named(r.person_id, manager, r.to_unit_id);
        END IF;
    END LOOP;
END $$;
"""

MOVING = """
CREATE FUNCTION app_referral_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r referrals_referral%ROWTYPE;
    step referrals_transition%ROWTYPE;
    me uuid := app_user_id();
    handler uuid;
    opened uuid;
BEGIN
    -- The consent before the referral, in the order of a withdrawal, which then waits or is waited for.
    IF NEW.act IN ('send', 'accept') THEN
        PERFORM FROM casework_consent c WHERE c.id = (SELECT x.consent_id
            FROM referrals_referral x WHERE x.id = NEW.referral_id) FOR SHARE;
    END IF;
    SELECT * INTO r FROM referrals_referral x WHERE x.id = NEW.referral_id FOR UPDATE;
    IF r.id IS NULL THEN
        RAISE EXCEPTION 'no such referral' USING ERRCODE = 'insufficient_privilege';
    END IF;
    SELECT * INTO step FROM referrals_transition t
    WHERE t.kind = r.kind AND t.state = r.state AND t.act = NEW.act;
    IF step.id IS NULL OR (NEW.act = 'hand_back' AND r.assigned_to_id IS NULL)
        OR (NEW.act = 'note' AND r.noted_at IS NOT NULL)
        OR (NEW.act = 'escalate' AND r.escalated_at IS NOT NULL) THEN
        RAISE EXCEPTION 'not in this state' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF NOT app_referral_may(r, step.who, NEW.act, NEW.said_by IS NOT NULL) THEN
        RAISE EXCEPTION 'not theirs to do' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.act = 'send' THEN
        r := app_fit_to_send(r);
    END IF;
    IF NEW.act IN ('send', 'accept') AND NOT app_referral_ground_holds(r) THEN
        RAISE EXCEPTION 'no consent in force' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.act = 'assign' AND NOT app_works_in(NEW.assigned_to_id, r.to_unit_id) THEN
        RAISE EXCEPTION 'not a colleague' USING ERRCODE = 'check_violation';
    END IF;
    handler := CASE NEW.act WHEN 'take' THEN me WHEN 'assign' THEN NEW.assigned_to_id
        WHEN 'hand_back' THEN NULL
        WHEN 'accept' THEN CASE WHEN r.to_unit_id IS NOT NULL THEN coalesce(r.assigned_to_id, me) END
        ELSE r.assigned_to_id END;
    IF r.person_id IS NOT NULL AND r.to_unit_id IS NOT NULL THEN
        IF step.next = 'accepted' AND step.state <> 'accepted' THEN
            opened := app_begin_referral_work(r, handler);
        ELSIF NEW.act = 'assign' AND step.next IN ('accepted', 'started') THEN
            PERFORM app_pass_referral_work(r, handler);
        ELSIF step.next IN ('done', 'not_reached', 'revoked') AND r.case_id IS NOT NULL THEN
            PERFORM app_end_referral_work(r, step.next, CASE WHEN NEW.act = 'finish'
                THEN NEW.reason ELSE '' END);
        ELSIF step.next IN ('done', 'not_reached', 'revoked') AND r.accepted_at IS NOT NULL THEN
            PERFORM app_end_referral_access(r, step.next);
        END IF;
    END IF;
    UPDATE referrals_referral SET state = step.next, last_act = NEW.act, updated_at = now(),
        updated_by_id = coalesce(me, updated_by_id), assigned_to_id = handler,
        role = r.role, is_child = r.is_child, is_protected = r.is_protected,
        case_id = coalesce(opened, r.case_id),
        sent_at = CASE WHEN NEW.act = 'send' THEN now() ELSE r.sent_at END,
        sent_by_id = CASE WHEN NEW.act = 'send' THEN me ELSE r.sent_by_id END,
        accepted_at = CASE WHEN NEW.act = 'accept' THEN now() ELSE r.accepted_at END,
        closed_at = CASE WHEN step.next IN ('declined', 'done', 'not_reached', 'revoked')
            THEN coalesce(r.closed_at, now()) END,
        due_at = CASE WHEN step.next IN ('declined', 'done', 'not_reached', 'revoked') THEN NULL
            ELSE coalesce(NEW.due_at, r.due_at) END,
        reason = CASE WHEN NEW.act IN ('decline', 'finish') THEN NEW.reason ELSE r.reason END,
        noted_at = CASE WHEN NEW.act = 'note' THEN now() ELSE r.noted_at END,
        escalated_at = CASE WHEN NEW.act = 'escalate' THEN now()
            WHEN NEW.due_at IS NOT NULL OR step.next <> r.state THEN NULL ELSE r.escalated_at END
    WHERE id = r.id;
    NEW.from_state := r.state;
    NEW.to_state := step.next;
    NEW.at := clock_timestamp();
    NEW.by_id := me;
    SELECT * INTO r FROM referrals_referral x WHERE x.id = r.id;
    PERFORM app_referral_tells(r, NEW.act, CASE WHEN r.state = 'question' THEN 'sender'
        ELSE 'receiver' END);
    RETURN NEW;
END $$;

-- What the walls between the units need to know, as the file and the encounter say it at sending.
CREATE FUNCTION app_fit_to_send(r referrals_referral) RETURNS referrals_referral
LANGUAGE plpgsql AS $$
DECLARE
    file casework_person%ROWTYPE;
    met record;
BEGIN
    IF r.person_id IS NOT NULL THEN
        SELECT * INTO file FROM casework_person p WHERE p.id = r.person_id;
        r.role := file.kind;
        r.is_protected := file.protection <> '';
        r.is_child := coalesce(file.child_until > (SELECT app_today()), false);
    ELSIF r.encounter_id IS NOT NULL THEN
        SELECT e.role, e.is_child INTO met FROM outreach_encounter e WHERE e.id = r.encounter_id;
        r.role := met.role;
        r.is_child := r.is_child OR met.is_child;
    END IF;
    IF r.to_unit_id IS NOT NULL THEN
        IF NOT app_may_receive(NULL, r.to_unit_id, r.role,
            CASE WHEN r.is_child THEN 'infinity'::date END) THEN
            RAISE EXCEPTION 'not there for such people' USING ERRCODE = 'check_violation';
        END IF;
        IF cardinality(app_intake_of_unit(r.to_unit_id, r.is_protected)) = 0 THEN
            RAISE EXCEPTION 'nobody takes it in' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN r;
END $$;

-- A protected identity is its manager's to answer from the moment in which it becomes one: who took
-- it in before has it no longer, unless they were let into the file already.
CREATE FUNCTION app_protect_referrals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE referrals_referral x SET is_protected = NEW.protection <> '',
        assigned_to_id = CASE WHEN NEW.protection <> '' AND x.state IN ('sent', 'received', 'question')
            THEN NULL ELSE x.assigned_to_id END
    WHERE x.person_id = NEW.id AND x.state <> 'draft';
    RETURN NULL;
END $$;

-- Nobody writes the state: it follows from an event. Whoever asks, the table decides.
CREATE FUNCTION app_refuse_other_transition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        -- What follows from events is nobody's to write, at the beginning either.
        IF NEW.state <> 'draft' OR NEW.last_act <> '' OR NEW.case_id IS NOT NULL
            OR NEW.assigned_to_id IS NOT NULL OR NEW.noted_at IS NOT NULL
            OR NEW.escalated_at IS NOT NULL OR NEW.accepted_at IS NOT NULL THEN
            RAISE EXCEPTION 'begins as a draft' USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' AND current_user <> 'ledljus_disposal' THEN
            RAISE EXCEPTION 'sent is sent' USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        RETURN OLD;
    END IF;
    IF current_user = 'ledljus_keys' THEN
        RETURN NEW;
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state AND (current_user <> 'ledljus_gatekeeper' OR NOT EXISTS (
        SELECT FROM referrals_transition t WHERE t.kind = OLD.kind AND t.state = OLD.state
          AND t.act = NEW.last_act AND t.next = NEW.state)) THEN
        RAISE EXCEPTION 'no such transition' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF OLD.state <> 'draft' AND (OLD.number, OLD.kind, OLD.from_unit_id, OLD.to_unit_id,
            OLD.to_body_id, OLD.person_id, OLD.encounter_id, OLD.shift_id, OLD.offer_id, OLD.role,
            OLD.is_child, OLD.asked, OLD.who, OLD.kinds, OLD.ground, OLD.consent_id,
            OLD.legal_reference_id, OLD.ground_note, OLD.sent_at, OLD.sent_by_id)
        IS DISTINCT FROM (NEW.number, NEW.kind, NEW.from_unit_id, NEW.to_unit_id,
            NEW.to_body_id, NEW.person_id, NEW.encounter_id, NEW.shift_id, NEW.offer_id, NEW.role,
            NEW.is_child, NEW.asked, NEW.who, NEW.kinds, NEW.ground, NEW.consent_id,
            NEW.legal_reference_id, NEW.ground_note, NEW.sent_at, NEW.sent_by_id) THEN
        RAISE EXCEPTION 'sent is sent' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION app_refuse_change_of_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_user = 'ledljus_keys' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' AND current_user = 'ledljus_disposal' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'an event stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
"""

JOBS = """
-- What a withdrawn consent carried stops, and those concerned are told without why.
CREATE FUNCTION app_stop_referrals(wanted uuid) RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM casework_consent c WHERE c.id = wanted AND (
        (c.withdrawn_at IS NOT NULL AND c.withdrawn_by_id = app_user_id())
        OR (app_consent_is_over(c.id) AND app_file_level(c.person_id) >= 2))) THEN
        RAISE EXCEPTION 'not withdrawn by them' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN app_stop_what_rests_on(wanted);
END $$;

-- Every night: what rested on consents that ran out with the day. Harmless to repeat.
CREATE FUNCTION app_stop_run_out_referrals() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    over uuid;
    how_many integer := 0;
BEGIN
    FOR over IN
        SELECT DISTINCT x.consent_id FROM referrals_referral x
        WHERE x.consent_id IS NOT NULL AND x.closed_at IS NULL AND x.state <> 'draft'
          AND app_consent_is_over(x.consent_id) ORDER BY 1
    LOOP
        how_many := how_many + app_stop_what_rests_on(over);
    END LOOP;
    RETURN how_many;
END $$;

-- In the name of whoever is at work, or of the clock.
CREATE FUNCTION app_stop_what_rests_on(wanted uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    carried record;
    how_many integer := 0;
BEGIN
    -- Held while it is looked at: who declines at the same moment comes before or after. And what
    -- the table can't stop is passed over: nothing keeps a consent from being withdrawn.
    FOR carried IN
        SELECT x.id, x.from_unit_id FROM referrals_referral x WHERE x.consent_id = wanted
          AND EXISTS (SELECT FROM referrals_transition t
            WHERE t.kind = x.kind AND t.state = x.state AND t.act = 'stop')
        ORDER BY x.id FOR UPDATE OF x
    LOOP
        INSERT INTO referrals_referralevent (id, referral_id, at, by_id, act, from_state, to_state,
            reason)
        VALUES (gen_random_uuid(), carried.id, now(), app_user_id(), 'stop', '', '', '');
        PERFORM app_log_by_clock('clock', 'referral.moved', 'referrals.referral', carried.id,
            carried.from_unit_id, '', jsonb_build_object('act', 'stop'));
        how_many := how_many + 1;
    END LOOP;
    RETURN how_many;
END $$;

-- Referrals whose time has passed go up the line: once for each time that was set.
CREATE FUNCTION app_escalate_referrals() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    late record;
    how_many integer := app_escalate_offer_drafts();
BEGIN
    FOR late IN
        SELECT x.id FROM referrals_referral x
        WHERE x.state IN ('sent', 'received', 'question', 'accepted', 'started')
          AND x.due_at < now() AND x.escalated_at IS NULL
        ORDER BY x.id FOR UPDATE SKIP LOCKED
    LOOP
        INSERT INTO referrals_referralevent (id, referral_id, at, by_id, act, from_state, to_state,
            reason)
        VALUES (gen_random_uuid(), late.id, now(), NULL, 'escalate', '', '', '');
        how_many := how_many + 1;
    END LOOP;
    PERFORM app_log_by_clock('clock', 'referrals.escalated', '', NULL, NULL, '',
        jsonb_build_object('late', how_many));
    RETURN how_many;
END $$;

-- Once a day: how many wait for a unit, told to its intake. A number and no more.
CREATE FUNCTION app_tell_of_waiting_referrals() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    how_many integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('referrals_wait', 0));
    WITH waiting AS (
        SELECT m.user_id, count(DISTINCT x.id) AS number
        FROM referrals_referral x
        JOIN casework_membership m ON m.unit_id = x.to_unit_id AND app_is_unit_role(m.role)
            AND (m.role = 'unit_manager' OR (m.takes_intake AND NOT x.is_protected))
            AND m.valid_from <= (SELECT app_today())
            AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
        JOIN casework_user s ON s.id = m.user_id AND s.is_active
        WHERE x.state IN ('sent', 'received')
          AND NOT EXISTS (SELECT FROM casework_notice n WHERE n.user_id = m.user_id
            AND n.kind = 'referrals_wait' AND (n.made_at AT TIME ZONE 'Europe/Stockholm')::date >= (SELECT app_today()))
        GROUP BY m.user_id
    ), seen AS (
        UPDATE casework_notice n SET read_at = now() FROM waiting w
        WHERE n.user_id = w.user_id AND n.kind = 'referrals_wait' AND n.read_at IS NULL
    ), told AS (
        INSERT INTO casework_notice (id, user_id, kind, number)
        SELECT gen_random_uuid(), w.user_id, 'referrals_wait', w.number FROM waiting w
        RETURNING id, user_id
    ), letters AS (
        INSERT INTO casework_noticemail (notice_id, user_id) SELECT id, user_id FROM told
        RETURNING notice_id
    )
    SELECT count(*) INTO how_many FROM letters;
    PERFORM app_log_by_clock('clock', 'referrals.digested', '', NULL, NULL, '',
        jsonb_build_object('told', how_many));
    RETURN how_many;
END $$;
"""
