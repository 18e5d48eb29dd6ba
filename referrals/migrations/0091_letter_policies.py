"""What goes out of the house is made in the moment of sending, kept as it was, and closes with its
ground: as the referral is seen, and no further.
"""

from django.db import migrations

from casework.migrations._definers import hand_over
from casework.migrations._key_rows import guard_keys

ASKING = """
-- Whether a letter may still be handed on: it was not stopped, its ground holds, and the identity
-- has not been protected since it was made: its words are sealed, and may tell where somebody is.
CREATE FUNCTION app_letter_holds(r referrals_referral) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT r.state <> 'revoked' AND app_referral_ground_holds(r)
        AND NOT (r.is_protected AND r.to_body_id IS NOT NULL
            AND (r.kinds && ARRAY['contact', 'housing']::varchar[] OR NOT EXISTS (
                SELECT FROM referrals_referralletter l
                WHERE l.referral_id = r.id AND l.was_protected)))
$$;
-- Whether the acting user sees it, as the policy of 0011 says where the policy does not reach.
CREATE FUNCTION app_sees_referral(r referrals_referral) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (r.from_unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[])
            AND (r.person_id IS NULL OR app_file_level(r.person_id) >= 1))
        OR (r.state <> 'draft' AND (
            (NOT r.is_protected AND r.to_unit_id = ANY ((SELECT app_intake_unit_ids())::uuid[]))
            OR (r.is_protected AND r.to_unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[]))
            OR (r.assigned_to_id = app_user_id()
                AND r.to_unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[]))
            OR app_file_level(r.person_id) >= 1)), false)
$$;
-- Whether it may still be opened: what was handed on is kept for those who see the referral, and
-- what never left the house is closed when nothing carries it any more. Nobody else is told.
CREATE FUNCTION app_letter_opens(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM referrals_referral r WHERE r.id = wanted AND app_sees_referral(r)
        AND (app_letter_holds(r)
        OR EXISTS (SELECT FROM referrals_letterconveyance c WHERE c.referral_id = r.id)))
$$;
CREATE FUNCTION app_may_convey(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM referrals_referral r
        JOIN referrals_referralletter l ON l.referral_id = r.id
        WHERE r.id = wanted AND r.to_body_id IS NOT NULL
          AND r.state IN ('sent', 'received', 'question', 'accepted', 'started')
          AND app_sends_referral(r) AND app_letter_holds(r))
$$;
"""
# At the end of the transaction: whatever sent it, nothing goes out of the house without a letter.
WHOLE = """
CREATE FUNCTION app_sent_with_letter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM referrals_referral r WHERE r.id = NEW.referral_id
        AND (r.to_body_id IS NOT NULL OR r.kind = 'report')
        AND NOT EXISTS (SELECT FROM referrals_referralletter l WHERE l.referral_id = r.id)) THEN
        RAISE EXCEPTION 'nothing is sent without its letter' USING ERRCODE = 'check_violation';
    END IF;
    IF EXISTS (SELECT FROM referrals_referral r WHERE r.id = NEW.referral_id AND r.kind = 'report'
        AND NOT EXISTS (SELECT FROM referrals_concernreport c WHERE c.referral_id = r.id)) THEN
        RAISE EXCEPTION 'a report says what it has to' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER sent_with_letter AFTER INSERT ON referrals_referralevent
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.act = 'send')
    EXECUTE FUNCTION app_sent_with_letter();
"""
# A register of what left the house tells of no day before the sending and of no stranger.
BOUNDS = """
CREATE FUNCTION app_conveyance_bounds() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    r referrals_referral%ROWTYPE;
BEGIN
    SELECT * INTO r FROM referrals_referral x WHERE x.id = NEW.referral_id;
    IF r.sent_at IS NULL OR NEW.on_day > (SELECT app_today())
        OR NEW.on_day < (r.sent_at AT TIME ZONE 'Europe/Stockholm')::date THEN
        RAISE EXCEPTION 'from the day it was sent to today' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT app_works_in(NEW.conveyed_by_id, r.from_unit_id) THEN
        RAISE EXCEPTION 'handed on by the sending unit' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
BOUND = """
CREATE TRIGGER bounds AFTER INSERT ON referrals_letterconveyance
    FOR EACH ROW EXECUTE FUNCTION app_conveyance_bounds();
"""
TABLES = """
ALTER TABLE referrals_referralletter ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_referralletter FORCE ROW LEVEL SECURITY;
CREATE POLICY sees_referral ON referrals_referralletter FOR SELECT TO ledljus_app
    USING (EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
-- In the transaction that sends it, and by whoever sends: at no other time, so never a second one.
CREATE POLICY with_its_sending ON referrals_referralletter FOR INSERT TO ledljus_app
    WITH CHECK (made_by_id = (SELECT app_user_id()) AND EXISTS (
        SELECT FROM referrals_referral r WHERE r.id = referral_id
          AND r.person_id IS NOT DISTINCT FROM referrals_referralletter.person_id
          AND r.state = 'sent' AND r.last_act = 'send' AND r.sent_at = now()
          AND r.sent_by_id = (SELECT app_user_id())
          AND (r.to_body_id IS NOT NULL OR r.kind = 'report')
          AND (r.person_id IS NULL OR r.to_body_id IS NULL) = (of_file IS NULL)
          AND r.is_protected = was_protected
          AND NOT (r.is_protected AND r.to_body_id IS NOT NULL
            AND r.kinds && ARRAY['contact', 'housing']::varchar[])));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals_referralletter FROM ledljus_app;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON referrals_referralletter
    FOR EACH ROW EXECUTE FUNCTION app_refuse_change_of_event();

ALTER TABLE referrals_letterconveyance ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_letterconveyance FORCE ROW LEVEL SECURITY;
CREATE POLICY sees_referral ON referrals_letterconveyance FOR SELECT TO ledljus_app
    USING (EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY by_the_sender ON referrals_letterconveyance FOR INSERT TO ledljus_app
    WITH CHECK (created_by_id = (SELECT app_user_id()) AND app_may_convey(referral_id));
REVOKE UPDATE, DELETE, TRUNCATE ON referrals_letterconveyance FROM ledljus_app;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON referrals_letterconveyance
    FOR EACH ROW EXECUTE FUNCTION app_refuse_change_of_event();

GRANT SELECT (id, referral_id, was_protected) ON referrals_referralletter TO ledljus_gatekeeper;
GRANT SELECT (id, referral_id) ON referrals_letterconveyance TO ledljus_gatekeeper;
GRANT SELECT (id, referral_id) ON referrals_concernreport TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON referrals_referralletter FOR SELECT TO ledljus_gatekeeper
    USING (true);
CREATE POLICY gatekeeper_looks ON referrals_letterconveyance FOR SELECT TO ledljus_gatekeeper
    USING (true);
CREATE POLICY gatekeeper_looks ON referrals_concernreport FOR SELECT TO ledljus_gatekeeper
    USING (true);
"""
DRAFTS = """EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id AND r.state = 'draft'
    AND r.kind = 'report' AND r.from_unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[])
    AND (r.person_id IS NULL OR app_works_lastingly(r.person_id)))"""
# A draft that becomes something else, or is thrown away, takes its facts with it.
ANY_DRAFT = DRAFTS.replace("AND r.kind = 'report' ", "")
CONCERN = f"""
ALTER TABLE referrals_concernreport ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_concernreport FORCE ROW LEVEL SECURITY;
CREATE POLICY sees_referral ON referrals_concernreport FOR SELECT TO ledljus_app
    USING (EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
CREATE POLICY with_its_draft ON referrals_concernreport FOR INSERT TO ledljus_app
    WITH CHECK ({DRAFTS});
CREATE POLICY changes_with_draft ON referrals_concernreport FOR UPDATE TO ledljus_app
    USING ({DRAFTS}) WITH CHECK ({DRAFTS});
CREATE POLICY goes_with_draft ON referrals_concernreport FOR DELETE TO ledljus_app
    USING ({ANY_DRAFT});
REVOKE TRUNCATE ON referrals_concernreport FROM ledljus_app;
-- Whoever asks: what was reported stays as it was.
CREATE FUNCTION app_reported_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'ledljus_keys' AND EXISTS (SELECT FROM referrals_referral r
        WHERE r.id = OLD.referral_id AND r.state <> 'draft') THEN
        RAISE EXCEPTION 'sent is sent' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER reported_stays BEFORE UPDATE ON referrals_concernreport
    FOR EACH ROW EXECUTE FUNCTION app_reported_stays();
"""
DEFINERS = {
    "app_letter_opens(uuid)": "ledljus_app",
    "app_may_convey(uuid)": "ledljus_app",
    "app_sent_with_letter()": "ledljus_app",
    "app_conveyance_bounds()": "ledljus_app",
}
INNER = ["app_letter_holds(referrals_referral)", "app_sees_referral(referrals_referral)"]


def forward_sql() -> str:
    """Everything as one script."""
    return "\n".join(
        [
            ASKING,
            WHOLE,
            BOUNDS,
            TABLES,
            BOUND,
            CONCERN,
            hand_over(DEFINERS, INNER),
            guard_keys("referrals_referralletter", "alone"),
            guard_keys("referrals_letterconveyance", "to_whom"),
            guard_keys("referrals_concernreport", "at_once_why"),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0090_letters_and_barnahus")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
