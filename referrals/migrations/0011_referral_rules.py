"""Who sees a referral, and the one way in which it moves: the database decides both."""

from django.db import migrations

from casework.migrations._definers import hand_over
from casework.migrations._key_rows import guard_keys
from referrals.migrations import _referral_sql as sql

SEES = """(
    (from_unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[]) AND (person_id IS NULL
        OR EXISTS (SELECT FROM casework_person p WHERE p.id = referrals_referral.person_id)))
    OR (state <> 'draft' AND (
        (NOT is_protected AND to_unit_id = ANY ((SELECT app_intake_unit_ids())::uuid[]))
        OR (is_protected AND to_unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[]))
        OR (assigned_to_id = (SELECT app_user_id())
            AND to_unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[]))
        OR EXISTS (SELECT FROM casework_person p WHERE p.id = referrals_referral.person_id)))
)"""
WRITES = """(
    state = 'draft' AND from_unit_id = ANY ((SELECT app_staff_unit_ids())::uuid[])
    AND (person_id IS NULL OR app_works_lastingly(person_id))
)"""

TABLES = f"""
ALTER TABLE referrals_referral ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_referral FORCE ROW LEVEL SECURITY;
CREATE POLICY sent_or_to_answer ON referrals_referral FOR SELECT TO ledljus_app USING {SEES};
CREATE POLICY sender_drafts ON referrals_referral FOR INSERT TO ledljus_app WITH CHECK ({WRITES}
    AND created_by_id = (SELECT app_user_id())
    AND (encounter_id IS NULL OR EXISTS (
        SELECT FROM outreach_encounter e WHERE e.id = referrals_referral.encounter_id))
    AND (shift_id IS NULL OR EXISTS (
        SELECT FROM outreach_shift s WHERE s.id = referrals_referral.shift_id)));
CREATE POLICY sender_changes_draft ON referrals_referral FOR UPDATE TO ledljus_app
    USING {WRITES} WITH CHECK {WRITES};
CREATE POLICY sender_discards_draft ON referrals_referral FOR DELETE TO ledljus_app USING {WRITES};
REVOKE UPDATE ON referrals_referral FROM ledljus_app;
GRANT UPDATE (kind, to_unit_id, to_body_id, role, is_child, is_acute, asked, who, kinds, ground,
    consent_id, legal_reference_id, ground_note, updated_at, updated_by_id)
    ON referrals_referral TO ledljus_app;

ALTER TABLE referrals_referralevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_referralevent FORCE ROW LEVEL SECURITY;
CREATE POLICY sees_referral ON referrals_referralevent FOR SELECT TO ledljus_app
    USING (EXISTS (SELECT FROM referrals_referral r WHERE r.id = referral_id));
-- Whether it may be done is the trigger's to say.
CREATE POLICY in_own_name ON referrals_referralevent FOR INSERT TO ledljus_app
    WITH CHECK (by_id = (SELECT app_user_id()));
REVOKE UPDATE, DELETE ON referrals_referralevent FROM ledljus_app;
REVOKE INSERT, UPDATE, DELETE ON referrals_transition FROM ledljus_app;

CREATE POLICY gatekeeper ON referrals_referral TO ledljus_gatekeeper USING (true) WITH CHECK (true);
CREATE POLICY gatekeeper ON referrals_referralevent TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
GRANT SELECT, UPDATE ON referrals_referral TO ledljus_gatekeeper;
GRANT SELECT, INSERT ON referrals_referralevent TO ledljus_gatekeeper;
GRANT SELECT ON referrals_transition TO ledljus_gatekeeper;
GRANT SELECT (id, role, is_child) ON outreach_encounter TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON outreach_encounter FOR SELECT TO ledljus_gatekeeper USING (true);
GRANT INSERT ON casework_consentgrant TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_links ON casework_consentgrant FOR INSERT TO ledljus_gatekeeper
    WITH CHECK (true);
GRANT INSERT ON casework_case TO ledljus_gatekeeper;
GRANT UPDATE (state, closed_at, closed_by_id, closing_reason, updated_by_id)
    ON casework_case TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_begins ON casework_case FOR INSERT TO ledljus_gatekeeper WITH CHECK (true);
"""

TRIGGERS = """
CREATE TRIGGER moved_by_event BEFORE INSERT ON referrals_referralevent
    FOR EACH ROW EXECUTE FUNCTION app_referral_event();
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON referrals_referralevent
    FOR EACH ROW EXECUTE FUNCTION app_refuse_change_of_event();
CREATE TRIGGER protect_referrals AFTER UPDATE OF protection ON casework_person
    FOR EACH ROW WHEN (OLD.protection <> NEW.protection)
    EXECUTE FUNCTION app_protect_referrals();
CREATE TRIGGER by_the_table BEFORE INSERT OR UPDATE OR DELETE ON referrals_referral
    FOR EACH ROW EXECUTE FUNCTION app_refuse_other_transition();
"""

DEFINERS = {
    "app_referral_event()": "ledljus_app",
    "app_protect_referrals()": "ledljus_gatekeeper",
    "app_referral_comes_back(uuid)": "ledljus_app",
    "app_stop_referrals(uuid)": "ledljus_app",
    "app_stop_run_out_referrals()": "ledljus_clock",
    "app_escalate_referrals()": "ledljus_clock",
    "app_tell_of_waiting_referrals()": "ledljus_clock",
}
INNER = [
    "app_stop_what_rests_on(uuid)",
    "app_sends_referral(referrals_referral)",
    "app_receives_referral(referrals_referral)",
    "app_yes_stands(uuid)",
    "app_yes_carries(referrals_referral)",
    "app_referral_ground_holds(referrals_referral)",
    "app_referral_may(referrals_referral, text, text, boolean)",
    "app_intake_of_unit(uuid, boolean)",
    "app_receivers_of_referral(referrals_referral)",
    "app_senders_of_referral(referrals_referral)",
    "app_line_of_sender(referrals_referral)",
    "app_held_at_sender(referrals_referral)",
    "app_holders_at_sender(referrals_referral)",
    "app_tell_of_referral(uuid[], text, uuid, boolean)",
    "app_referral_tells(referrals_referral, text, text)",
    "app_insert_referral_grant(referrals_referral, uuid, uuid, text)",
    "app_sender_level(referrals_referral)",
    "app_received_level(referrals_referral)",
    "app_has_referral_grant(referrals_referral, uuid)",
    "app_begin_referral_work(referrals_referral, uuid)",
    "app_pass_referral_work(referrals_referral, uuid)",
    "app_end_referral_work(referrals_referral, text, text)",
    "app_end_referral_access(referrals_referral, text)",
    "app_keep_in_custody(referrals_referral, boolean)",
    "app_fit_to_send(referrals_referral)",
]


def forward_sql() -> str:
    """Everything as one script."""
    return "\n".join(
        [
            sql.ASKING,
            sql.TELLING,
            sql.WORK,
            sql.MOVING,
            sql.JOBS,
            TABLES,
            TRIGGERS,
            hand_over(DEFINERS, INNER),
            guard_keys("referrals_referral", "asked", "who", "ground_note"),
            guard_keys("referrals_referralevent", "words", "said_by"),
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("referrals", "0010_referrals")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
