"""What rests on a yes passes to whoever the yes was about, and while the person says it."""

from django.db import migrations

from casework.migrations._definers import hand_over, replace

GRANTS = """
GRANT SELECT (corrects_id, is_current) ON outreach_encounter TO ledljus_gatekeeper;
GRANT SELECT (kind, answer) ON outreach_supportoffer TO ledljus_gatekeeper;
GRANT SELECT (kind, unit_id) ON outreach_offerroute TO ledljus_gatekeeper;
"""
ASKING = """
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
-- Who somebody is passes on a yes to the unit that the yes is to, and to nobody else: design rule 3.
CREATE FUNCTION app_yes_carries(r referrals_referral) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT app_yes_stands(r.offer_id) AND (NOT r.kinds && ARRAY['identity', 'contact']::varchar[]
        OR EXISTS (SELECT FROM outreach_supportoffer o
            JOIN outreach_offerroute w ON w.kind = o.kind AND w.unit_id = r.to_unit_id
            WHERE o.id = r.offer_id))
$$;
"""
HOLDS = """
CREATE OR REPLACE FUNCTION app_referral_ground_holds(r referrals_referral) RETURNS boolean
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
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
"""
MAY = """
CREATE OR REPLACE FUNCTION app_referral_may(r referrals_referral, side text, what text,
    has_voice boolean)
RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
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
INNER = [
    "app_yes_stands(uuid)",
    "app_earlier_yes(uuid[])",
    "app_yes_carries(referrals_referral)",
]


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0100_plan_view"),
        ("outreach", "0040_edition_view"),
    ]
    operations = [
        migrations.RunSQL(
            GRANTS + ASKING + STOPPING + hand_over(DEFINERS, INNER) + replace(HOLDS + MAY),
            migrations.RunSQL.noop,
        )
    ]
