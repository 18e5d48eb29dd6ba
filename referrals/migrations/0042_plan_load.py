"""The load of plans for a manager: numbers of their own units, counted past every file.

And what the clock is told of plans, which tells managers what has passed.

Counted by the gatekeeper, so that a file that the manager does not see is in the number and in
nothing else. What is said of needs and placements would tell of a protected identity: it is left
out, and only how much lies with whom counts its plans.
"""

from django.db import migrations

from casework.migrations._definers import hand_over

COUNTED = {
    "coordinatedplan": "state, plan_type, next_follow_up, asked_on",
    "measure": "person_id, plan_id, state, due_on, id",
    "measuredependency": "plan_id, measure_id, needs_id",
    "bridge": "person_id, plan_id, measure_id, due_on, in_place_on",
    "areaofneed": "plan_id, kind, state, reason",
    "placementrequest": "id, plan_id, kind, for_whom, state, from_day, until_day",
    "placementrefusal": "request_id",
}

LOOKS = "\n".join(
    f"GRANT SELECT ({columns}) ON referrals_{name} TO ledljus_gatekeeper;"
    + (
        ""
        if name == "coordinatedplan"
        else f"CREATE POLICY gatekeeper_looks ON referrals_{name} FOR SELECT TO ledljus_gatekeeper"
        " USING (true);"
    )
    for name, columns in COUNTED.items()
)

FUNCTIONS = """
-- For each unit that the acting user manages, and each coordinator in it: how much lies with them.
CREATE FUNCTION app_plan_load() RETURNS TABLE (
    unit_id uuid, coordinator_id uuid, open_plans bigint, asked bigint, late bigint,
    late_measures bigint, unbridged bigint
) LANGUAGE sql STABLE AS $$
    SELECT p.unit_id, p.coordinator_id, count(*),
        count(*) FILTER (WHERE p.state = 'draft'),
        count(*) FILTER (WHERE p.state = 'agreed' AND p.next_follow_up < (SELECT app_today())),
        coalesce(sum((
            SELECT count(*) FROM referrals_measure m WHERE m.plan_id = p.id
              AND m.state IN ('planned', 'ongoing') AND m.due_on < (SELECT app_today())
        )), 0)::bigint,
        coalesce(sum((
            SELECT count(*) FROM referrals_measure m WHERE m.plan_id = p.id
              AND m.state IN ('ended', 'refused', 'lost')
              AND EXISTS (
                  SELECT FROM referrals_measuredependency d
                  JOIN referrals_measure above ON above.id = d.measure_id
                  WHERE d.needs_id = m.id AND above.state IN ('planned', 'ongoing')
              )
              AND NOT EXISTS (SELECT FROM referrals_bridge b WHERE b.measure_id = m.id)
        )), 0)::bigint
    FROM referrals_coordinatedplan p
    WHERE p.state <> 'closed' AND p.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])
    GROUP BY p.unit_id, p.coordinator_id
$$;

-- Needs that are not met in open plans of those units, of no protected identity, by kind and reason.
CREATE FUNCTION app_plan_unmet() RETURNS TABLE (kind text, reason text, plans bigint)
LANGUAGE sql STABLE AS $$
    SELECT n.kind, n.reason, count(*) FROM referrals_areaofneed n
    JOIN referrals_coordinatedplan p ON p.id = n.plan_id
    JOIN casework_person s ON s.id = p.person_id AND s.protection = ''
    WHERE n.state = 'unmet' AND p.state <> 'closed'
      AND p.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])
    GROUP BY n.kind, n.reason ORDER BY n.kind, n.reason
$$;

-- Placements asked for in plans of those units, for no protected identity: requests, noes and nights.
CREATE FUNCTION app_placement_load() RETURNS TABLE (
    kind text, for_whom text, requests bigint, none_found bigint, refusals bigint, nights bigint
) LANGUAGE sql STABLE AS $$
    SELECT r.kind, r.for_whom, count(*), count(*) FILTER (WHERE r.state = 'none_found'),
        coalesce(sum((
            SELECT count(*) FROM referrals_placementrefusal f WHERE f.request_id = r.id
        )), 0)::bigint,
        coalesce(sum(greatest(0, coalesce(r.until_day, (SELECT app_today())) - r.from_day)), 0)::bigint
    FROM referrals_placementrequest r
    JOIN referrals_coordinatedplan p ON p.id = r.plan_id
    JOIN casework_person s ON s.id = p.person_id AND s.protection = ''
    WHERE p.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])
    GROUP BY r.kind, r.for_whom ORDER BY r.kind, r.for_whom
$$;

-- What has passed of the times that plans give, for the clock: files and days, and nothing else.
CREATE FUNCTION app_late_times_of_plans() RETURNS TABLE (person_id uuid, due date)
LANGUAGE sql STABLE AS $$
    SELECT p.person_id, p.next_follow_up FROM referrals_coordinatedplan p
    WHERE p.state = 'agreed' AND p.next_follow_up < (SELECT app_today())
    UNION ALL
    SELECT m.person_id, m.due_on FROM referrals_measure m
    JOIN referrals_coordinatedplan p ON p.id = m.plan_id AND p.state <> 'closed'
    WHERE m.state IN ('planned', 'ongoing') AND m.due_on < (SELECT app_today())
    UNION ALL
    SELECT b.person_id, b.due_on FROM referrals_bridge b
    JOIN referrals_coordinatedplan p ON p.id = b.plan_id AND p.state <> 'closed'
    WHERE b.in_place_on IS NULL AND b.due_on < (SELECT app_today())
$$;
"""
DEFINERS = dict.fromkeys(
    ["app_plan_load()", "app_plan_unmet()", "app_placement_load()"], "ledljus_app"
) | {"app_late_times_of_plans()": "ledljus_clock"}


class Migration(migrations.Migration):
    dependencies = [("referrals", "0041_plan_policies")]
    operations = [
        migrations.RunSQL(LOOKS + FUNCTIONS + hand_over(DEFINERS), migrations.RunSQL.noop)
    ]
