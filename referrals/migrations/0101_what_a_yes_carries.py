"""What was sent on a yes stops when the yes is over, as 0011 lets it pass no longer."""

from django.db import migrations

from casework.migrations._definers import hand_over

GRANTS = """
GRANT SELECT (corrects_id, is_current) ON outreach_encounter TO ledljus_gatekeeper;
GRANT SELECT (kind, answer) ON outreach_supportoffer TO ledljus_gatekeeper;
GRANT SELECT (kind, unit_id) ON outreach_offerroute TO ledljus_gatekeeper;
"""
EARLIER = """
-- The same yes as it stood in earlier versions of the encounter.
CREATE FUNCTION app_earlier_yes(wanted uuid[]) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    WITH RECURSIVE line AS (
        SELECT e.id, e.corrects_id, o.kind FROM outreach_supportoffer o
        JOIN outreach_encounter e ON e.id = o.encounter_id WHERE o.id = ANY (wanted)
        UNION
        SELECT e.id, e.corrects_id, line.kind
        FROM outreach_encounter e JOIN line ON e.id = line.corrects_id
    )
    SELECT coalesce(array_agg(o.id), ARRAY[]::uuid[]) FROM line
    JOIN outreach_supportoffer o ON o.encounter_id = line.id AND o.kind = line.kind
$$;
"""
STOPPING = """
-- A yes that is over stops what was sent on it, as a withdrawn consent does. Which are over is seen
-- here, and not taken from whoever asks.
CREATE FUNCTION app_stop_yes_referrals(wanted uuid[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    carried record;
    how_many integer := 0;
BEGIN
    FOR carried IN
        SELECT x.id, x.from_unit_id FROM referrals_referral x
        WHERE x.ground = 'offer' AND x.offer_id = ANY (wanted || app_earlier_yes(wanted))
          AND NOT app_yes_stands(x.offer_id)
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
"""
DEFINERS = {"app_stop_yes_referrals(uuid[])": "ledljus_app"}
INNER = ["app_earlier_yes(uuid[])"]


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0100_plan_view"),
        ("outreach", "0040_edition_view"),
    ]
    operations = [
        migrations.RunSQL(
            GRANTS + EARLIER + STOPPING + hand_over(DEFINERS, INNER),
            migrations.RunSQL.noop,
        )
    ]
