"""No draft vanishes without a reason in the log, and what began from a child's encounter follows it.

A letter's bytes are handed out by a function alone: who sees that there is one need not read it.
"""

from django.db import migrations

from casework.migrations._definers import hand_over, replace

DISCARDING = """
GRANT DELETE ON referrals_concernreport TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_discards ON referrals_concernreport FOR DELETE TO ledljus_gatekeeper
    USING (true);
-- The reasons are those of referrals/enums.py, by what it is that is not sent.
CREATE FUNCTION app_discard_draft(wanted uuid, why text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    r referrals_referral%ROWTYPE;
BEGIN
    SELECT * INTO r FROM referrals_referral x WHERE x.id = wanted FOR UPDATE;
    IF r.id IS NULL OR NOT app_sends_referral(r) THEN
        RAISE EXCEPTION 'not theirs to do' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF r.state <> 'draft' THEN
        RAISE EXCEPTION 'not in this state' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    IF NOT coalesce(why = ANY (CASE WHEN r.kind = 'report' THEN ARRAY['reported', 'no_child', 'begun']
        WHEN r.from_offer THEN ARRAY['no_longer', 'in_contact', 'elsewhere', 'mistake']
        ELSE ARRAY['no_longer', 'in_contact', 'elsewhere', 'begun'] END), false) THEN
        RAISE EXCEPTION 'a draft goes with a reason' USING ERRCODE = 'check_violation';
    END IF;
    PERFORM app_log('referral.discarded', 'referrals.referral', r.id, r.from_unit_id, '',
        jsonb_build_object('reason', why));
    DELETE FROM referrals_concernreport c WHERE c.referral_id = wanted;
    DELETE FROM referrals_referral x WHERE x.id = wanted;
END $$;
CREATE FUNCTION app_draft_goes_with_reason() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user NOT IN ('ledljus_gatekeeper', 'ledljus_disposal') THEN
        RAISE EXCEPTION 'a draft goes with a reason' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER with_reason BEFORE DELETE ON referrals_referral
    FOR EACH ROW EXECUTE FUNCTION app_draft_goes_with_reason();
DROP POLICY sender_discards_draft ON referrals_referral;
REVOKE DELETE ON referrals_referral FROM ledljus_app;
"""
FOLLOWING = """
-- A corrected encounter is a new row: the report that was begun from it is of the new one.
CREATE FUNCTION app_carry_concern_draft(earlier uuid, later uuid) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    met record;
    how_many integer;
BEGIN
    SELECT e.id, e.role INTO met FROM outreach_encounter e
    WHERE e.id = later AND e.corrects_id = earlier;
    UPDATE referrals_referral x SET encounter_id = met.id, role = met.role,
        to_unit_id = CASE WHEN x.role = met.role THEN x.to_unit_id END
    WHERE x.encounter_id = earlier AND x.from_concern AND x.state = 'draft' AND met.id IS NOT NULL
      AND app_reads_met(earlier) AND app_reads_met(met.id);
    GET DIAGNOSTICS how_many = ROW_COUNT;
    RETURN how_many;
END $$;
"""
# A file's draft is told of to those of the unit who see it: nobody is told who may not open it.
CLOCK = """
CREATE OR REPLACE FUNCTION app_escalate_offer_drafts() RETURNS integer LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
DECLARE
    late referrals_referral%ROWTYPE;
    readers uuid[];
    how_many integer := 0;
BEGIN
    FOR late IN
        SELECT * FROM referrals_referral x
        WHERE x.state = 'draft' AND x.due_at < now() AND x.escalated_at IS NULL
        ORDER BY x.id FOR UPDATE SKIP LOCKED
    LOOP
        UPDATE referrals_referral SET escalated_at = now() WHERE id = late.id;
        IF late.person_id IS NULL THEN
            readers := app_managers_of_unit(late.from_unit_id)
                || CASE WHEN app_works_in(late.created_by_id, late.from_unit_id)
                    THEN ARRAY[late.created_by_id] ELSE ARRAY[]::uuid[] END;
        ELSE
            SELECT coalesce(array_agg(DISTINCT h.member), ARRAY[]::uuid[]) INTO readers
            FROM app_held_at_sender(late) h
            WHERE h.level = 'manage' OR (h.level = 'work' AND h.member = late.created_by_id);
        END IF;
        PERFORM app_tell_of_referral(readers, 'referral_late', late.id, true);
        how_many := how_many + 1;
    END LOOP;
    RETURN how_many;
END $$;
"""
LETTERS = """
CREATE FUNCTION app_conveyed_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.created_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER registered_now BEFORE INSERT ON referrals_letterconveyance
    FOR EACH ROW EXECUTE FUNCTION app_conveyed_now();

REVOKE SELECT ON referrals_referralletter FROM ledljus_app;
GRANT SELECT (id, referral_id, person_id, made_at, made_by_id, was_protected)
    ON referrals_referralletter TO ledljus_app;
GRANT SELECT (person_id, of_file, alone) ON referrals_referralletter TO ledljus_gatekeeper;
-- A receiver's reading ends with the referral, and with what it rests on.
CREATE FUNCTION app_reads_letter_of(r referrals_referral) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(app_sends_referral(r) OR app_file_level(r.person_id) >= 1
        OR (r.state IN ('sent', 'received', 'question', 'accepted', 'started')
            AND (r.ground NOT IN ('consent', 'offer') OR app_referral_ground_holds(r))), false)
$$;
CREATE FUNCTION app_letter_bytes(wanted uuid, OUT of_file bytea, OUT alone bytea)
RETURNS SETOF record LANGUAGE plpgsql AS $$
DECLARE
    r referrals_referral%ROWTYPE;
BEGIN
    SELECT * INTO r FROM referrals_referral x WHERE x.id = wanted;
    IF r.id IS NULL OR NOT app_letter_opens(wanted) OR NOT app_reads_letter_of(r) THEN
        RETURN;
    END IF;
    FOR of_file, alone IN
        SELECT l.of_file, l.alone FROM referrals_referralletter l WHERE l.referral_id = wanted
    LOOP
        PERFORM app_log('referral.letter_read', 'referrals.referral', r.id, NULL, '',
            jsonb_build_object('person', coalesce(r.person_id::text, '')));
        RETURN NEXT;
    END LOOP;
END $$;
"""
# The language of a report is wrapped anew with the words beside it.
KEYS = """
GRANT SELECT (language), UPDATE (language) ON referrals_concernreport TO ledljus_keys;
DROP TRIGGER only_rewrapped ON referrals_concernreport;
CREATE TRIGGER only_rewrapped BEFORE UPDATE ON referrals_concernreport
    FOR EACH ROW WHEN (current_user = 'ledljus_keys')
    EXECUTE FUNCTION refuse_other_than_rewrapping('at_once_why', 'language');
"""
# Whoever may open what was left may not see the referral: that there is one decides what they may say.
CARRIED = """
CREATE FUNCTION app_offer_is_carried(offer uuid, unit uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT x.state FROM referrals_referral x
    WHERE x.offer_id = offer AND x.to_unit_id = unit AND app_works_in(app_user_id(), unit)
      AND x.state IN ('sent', 'received', 'question', 'accepted', 'started')
    ORDER BY x.created_at LIMIT 1
$$;
"""
DEFINERS = {
    "app_offer_is_carried(uuid, uuid)": "ledljus_app",
    "app_discard_draft(uuid, text)": "ledljus_app",
    "app_carry_concern_draft(uuid, uuid)": "ledljus_app",
    "app_letter_bytes(uuid)": "ledljus_app",
}
INNER = ["app_reads_letter_of(referrals_referral)"]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0112_drafts_have_a_clock")]
    operations = [
        migrations.RunSQL(
            DISCARDING
            + FOLLOWING
            + LETTERS
            + CARRIED
            + KEYS
            + replace(CLOCK)
            + hand_over(DEFINERS, INNER),
            migrations.RunSQL.noop,
        )
    ]
