"""Drafts that begin by themselves follow their offer and go up the line; deciders are told.

A draft has no events, so its clock tells without one.
"""

from django.db import migrations

from casework.migrations._definers import hand_over

GRANTS = """
GRANT DELETE ON referrals_referral TO ledljus_gatekeeper;
GRANT SELECT (shift_id) ON outreach_encounter TO ledljus_gatekeeper;
GRANT SELECT (id, encounter_id) ON outreach_supportoffer TO ledljus_gatekeeper;
GRANT SELECT ON outreach_shiftunit TO ledljus_gatekeeper;
GRANT SELECT (offer_id, settled_by_id) ON referrals_offersettlement TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON outreach_shiftunit FOR SELECT TO ledljus_gatekeeper USING (true);
CREATE POLICY gatekeeper_looks ON outreach_supportoffer FOR SELECT TO ledljus_gatekeeper
    USING (true);
CREATE POLICY gatekeeper_looks ON referrals_offersettlement FOR SELECT TO ledljus_gatekeeper
    USING (true);
"""
FOLLOWING = """
CREATE FUNCTION app_reads_met(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM outreach_encounter e
        WHERE e.id = wanted AND app_reads_encounter(e.shift_id, e.role))
$$;
-- A corrected encounter is a new row with new offers: its drafts are of the new ones.
CREATE FUNCTION app_carry_offer_draft(earlier uuid, later uuid) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    met record;
    how_many integer;
BEGIN
    SELECT e.id, e.role, e.is_child INTO met FROM outreach_supportoffer o
    JOIN outreach_encounter e ON e.id = o.encounter_id WHERE o.id = later;
    UPDATE referrals_referral x SET offer_id = later, encounter_id = met.id, role = met.role,
        is_child = x.is_child OR met.is_child,
        -- Whom it goes to is chosen anew where the walls have moved.
        to_unit_id = CASE WHEN x.role = met.role AND (x.is_child OR NOT met.is_child)
            THEN x.to_unit_id END
    WHERE x.offer_id = earlier AND x.state = 'draft'
      AND app_reads_met(x.encounter_id) AND app_reads_met(met.id);
    GET DIAGNOSTICS how_many = ROW_COUNT;
    RETURN how_many;
END $$;
-- Taken back where it was said, or settled by whoever it was said to. What somebody has written in
-- stays, and its page says that the yes is over.
CREATE FUNCTION app_withdraw_offer_drafts(wanted uuid[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    how_many integer;
BEGIN
    DELETE FROM referrals_referral x
    WHERE x.offer_id = ANY (wanted) AND x.from_offer AND x.state = 'draft' AND x.updated_by_id IS NULL
      AND (app_reads_met(x.encounter_id) OR EXISTS (SELECT FROM referrals_offersettlement s
        WHERE s.offer_id = x.offer_id AND s.settled_by_id = app_user_id()));
    GET DIAGNOSTICS how_many = ROW_COUNT;
    RETURN how_many;
END $$;
"""
CLOCK = """
CREATE FUNCTION app_escalate_offer_drafts() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    late referrals_referral%ROWTYPE;
    how_many integer := 0;
BEGIN
    FOR late IN
        SELECT * FROM referrals_referral x
        WHERE x.state = 'draft' AND x.due_at < now() AND x.escalated_at IS NULL
        ORDER BY x.id FOR UPDATE SKIP LOCKED
    LOOP
        UPDATE referrals_referral SET escalated_at = now() WHERE id = late.id;
        PERFORM app_tell_of_referral(app_managers_of_unit(late.from_unit_id)
            || CASE WHEN app_works_in(late.created_by_id, late.from_unit_id)
                THEN ARRAY[late.created_by_id] ELSE ARRAY[]::uuid[] END,
            'referral_late', late.id, true);
        how_many := how_many + 1;
    END LOOP;
    RETURN how_many;
END $$;
"""
# Acceptance lets a unit into a file: whoever decides over it is told, too.
DECIDING = """
-- Who decided over the file before: those of the receiving unit have just been let in themselves.
CREATE FUNCTION app_deciders_elsewhere(r referrals_referral) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT found.member), ARRAY[]::uuid[]) FROM (
        SELECT g.user_id AS member FROM casework_personuserpermission g
        WHERE g.content_object_id = r.person_id AND g.level = 'manage'
          AND g.unit_id <> r.to_unit_id AND g.ground <> 'emergency'
          AND (g.ends_at IS NULL OR g.ends_at > now()) AND app_works_in(g.user_id, g.unit_id)
        UNION ALL
        SELECT unnest(app_managers_of_unit(g.unit_id)) FROM casework_personunitpermission g
        JOIN casework_person p ON p.id = g.content_object_id AND p.protection = ''
        WHERE g.content_object_id = r.person_id AND g.level = 'manage'
          AND g.unit_id <> r.to_unit_id AND (g.ends_at IS NULL OR g.ends_at > now())
    ) found
$$;
"""
DEFINERS = {
    "app_carry_offer_draft(uuid, uuid)": "ledljus_app",
    "app_withdraw_offer_drafts(uuid[])": "ledljus_app",
}
INNER = [
    "app_reads_met(uuid)",
    "app_escalate_offer_drafts()",
    "app_deciders_elsewhere(referrals_referral)",
]


class Migration(migrations.Migration):
    dependencies = [("referrals", "0086_drafts_of_offers")]
    operations = [
        migrations.RunSQL(
            GRANTS + FOLLOWING + CLOCK + DECIDING + hand_over(DEFINERS, INNER),
            migrations.RunSQL.noop,
        )
    ]
