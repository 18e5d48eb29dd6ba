"""De-identified rows of what followed from encounters, and of what began in a file or at KAST.

A month, no day, no identifier; *ref* is a one-way mark. What is protected is left out wholly. What
was asked for from an encounter is a value of that encounter, and stands in no view of its own.
"""

from django.db import migrations

from referrals.migrations._outward_sql import add_view

# Days to a band, of which the words are in reports/disclosure/afterwards.py.
BAND = "CASE WHEN {days} IS NULL THEN '{none}' WHEN {days} <= 3 THEN '3' WHEN {days} <= 14 THEN '14' ELSE 'more' END"  # noqa: E501
# Every version of one encounter, from the newest back to the first.
VERSIONS = """
    CROSS JOIN LATERAL (
        WITH RECURSIVE version(id, corrects_id) AS (
            SELECT e.id, e.corrects_id
            UNION ALL
            SELECT o.id, o.corrects_id FROM outreach_encounter o
            JOIN version v ON v.corrects_id = o.id
        )
        SELECT array_agg(version.id) AS ids,
            (array_agg(version.id) FILTER (WHERE version.corrects_id IS NULL))[1] AS first
        FROM version
    ) v
"""
RECEIVER = """
    CASE
        WHEN u.kind IN (
            'mika', 'kast', 'regional_coordination', 'barnahus', 'stodcentrum', 'ungdomsjouren',
            'emergency', 'coordinating_function', 'protected_housing', 'health'
        ) THEN u.kind
        ELSE coalesce(bk.counted_as, 'other')
    END
"""
# What the receiver said, and within how many days of the sending.
SAID = f"""
    CASE
        WHEN r.state = 'revoked' THEN 'withdrawn'
        WHEN r.state IN ('sent', 'received', 'question') THEN 'waiting'
        ELSE CASE r.state
                WHEN 'declined' THEN 'declined' WHEN 'not_reached' THEN 'not_reached'
                ELSE 'accepted'
            END || '_' || {BAND.format(days="coalesce(said.at::date - r.sent_at::date, 15)", none="")}
    END
"""  # noqa: E501
SAID_AT = """
    LEFT JOIN casework_unit u ON u.id = r.to_unit_id
    LEFT JOIN referrals_outsidebody b ON b.id = r.to_body_id
    LEFT JOIN referrals_bodykind bk ON bk.code = b.kind
    LEFT JOIN LATERAL (
        SELECT min(a.at) AS at FROM referrals_referralevent a
        WHERE a.referral_id = r.id AND a.act IN ('accept', 'decline', 'reply', 'feed_back')
    ) said ON true
"""
# By when the answer was to come, as it stood when it came: what is closed has no clock any more.
CLOCK = """
    LEFT JOIN LATERAL (
        SELECT a.due_at FROM referrals_referralevent a
        WHERE a.referral_id = r.id AND a.due_at IS NOT NULL
          AND (said.at IS NULL OR a.at < said.at)
        ORDER BY a.at DESC, a.id DESC LIMIT 1
    ) clock ON true
"""
# How far the yes to an offer came: what was booked, and whether the work began.
WAY = f"""
    SELECT CASE
        WHEN w.began THEN 'attended_' || {BAND.format(days="w.days", none="more")}
        WHEN w.booked THEN 'booked_' || {BAND.format(days="w.days", none="0")}
        WHEN w.ended THEN 'ended'
        ELSE 'waiting'
    END AS way
    FROM (
        SELECT bool_or(k.began) AS began, bool_or(k.booked) AS booked, bool_or(k.ended) AS ended,
            min(k.at)::date - e.happened_at::date AS days
        FROM (
            SELECT false AS began, s.outcome = 'booked' AS booked, s.outcome <> 'booked' AS ended,
                CASE WHEN s.outcome = 'booked' THEN s.settled_at END AS at
            FROM referrals_offersettlement s WHERE s.offer_id IN (SELECT id FROM same)
            UNION ALL
            SELECT r.state IN ('started', 'done'), r.state = 'accepted',
                r.state IN ('declined', 'not_reached', 'revoked'),
                (SELECT min(a.at) FROM referrals_referralevent a
                 WHERE a.referral_id = r.id AND a.act = 'start')
            FROM referrals_referral r WHERE r.offer_id IN (SELECT id FROM same)
        ) k
    ) w
"""
LACKING = """
    CASE
        WHEN o.not_possible_reason = 'no_place'
            THEN 'no_place_' || coalesce(nullif(o.unmet_need, ''), 'other')
        ELSE coalesce(nullif(o.not_possible_reason, ''), 'not_stated')
    END
"""
FOLLOWED = f"""
    SELECT
        encode(sha256(convert_to('edition:' || v.first, 'UTF8')), 'hex') AS ref,
        to_char(s.day, 'YYYY-MM') AS month,
        e.role,
        ARRAY(
            SELECT o.kind || ':' || CASE
                WHEN o.answer = 'accepted' THEN 'accepted:' || (
                    WITH same AS (
                        SELECT x.id FROM outreach_supportoffer x
                        WHERE x.encounter_id = ANY (v.ids) AND x.kind = o.kind
                    ) {WAY}
                )
                WHEN o.answer = 'not_possible' THEN 'not_possible:' || {LACKING}
                ELSE coalesce(nullif(o.answer, ''), 'not_asked')
            END
            FROM outreach_supportoffer o WHERE o.encounter_id = e.id ORDER BY 1
        ) AS offer,
        ARRAY(
            SELECT latest.leaf FROM (
                SELECT DISTINCT ON ({RECEIVER}) {RECEIVER} || ':' || {SAID} AS leaf
                FROM referrals_referral r {SAID_AT}
                WHERE r.encounter_id = ANY (v.ids) AND NOT r.is_protected
                  AND r.state <> 'draft' AND r.kind <> 'report'
                ORDER BY {RECEIVER}, r.sent_at DESC, r.id
            ) latest ORDER BY 1
        ) AS referral,
        coalesce((
            SELECT CASE
                WHEN r.state = 'done' AND coalesce(said.at <= clock.due_at, true)
                    THEN 'answered_in_time'
                WHEN r.state = 'done' THEN 'answered_late'
                WHEN r.due_at < now() THEN 'waiting_late'
                ELSE 'waiting'
            END
            FROM referrals_referral r {SAID_AT} {CLOCK}
            WHERE r.encounter_id = ANY (v.ids) AND NOT r.is_protected
              AND r.kind = 'report' AND r.state NOT IN ('draft', 'revoked')
            ORDER BY r.sent_at, r.id LIMIT 1
        ), CASE WHEN e.concern_report = 'yes' THEN 'made' ELSE 'no' END) AS report
    FROM outreach_encounter e
    JOIN outreach_shift s ON s.id = e.shift_id
    {VERSIONS}
    WHERE e.is_current AND e.double_of_id IS NULL AND e.state = 'complete'
      AND s.state IN ('ongoing', 'ended', 'signed')
"""
REFERRAL = f"""
    SELECT
        encode(sha256(convert_to('edition:' || r.id, 'UTF8')), 'hex') AS ref,
        to_char(r.sent_at AT TIME ZONE 'Europe/Stockholm', 'YYYY-MM') AS month,
        r.kind AS referral_kind,
        {RECEIVER} || ':' || {SAID} AS referral,
        coalesce(nullif(p.gender, ''), 'unknown') AS gender,
        CASE WHEN r.is_child THEN 'yes' ELSE 'no' END AS under_18
    FROM referrals_referral r {SAID_AT}
    LEFT JOIN casework_person p ON p.id = r.person_id
    WHERE r.state <> 'draft' AND r.sent_at IS NOT NULL AND NOT r.is_protected
      AND coalesce(p.protection, '') = ''
      AND NOT EXISTS (
          SELECT FROM outreach_encounter e
          WHERE e.id = r.encounter_id AND e.role IN ('exploited', 'suspected_buyer')
      )
"""
NEEDS = """
        ARRAY(
            SELECT n.kind || ':' || n.reason FROM referrals_areaofneed n
            WHERE n.plan_id = p.id AND n.state = 'unmet' ORDER BY 1
        ) AS need
"""
PLAN = f"""
    SELECT
        encode(sha256(convert_to('edition:' || p.id, 'UTF8')), 'hex') AS ref,
        to_char(p.asked_on, 'YYYY-MM') AS month,
        p.plan_type,
        coalesce(nullif(p.closing, ''), 'open') AS outcome,
        CASE
            WHEN f.late OR (p.state = 'agreed' AND p.next_follow_up < app_today()) THEN 'no'
            WHEN f.held THEN 'yes'
            ELSE 'not_due'
        END AS followed_up_on_time,
        coalesce(nullif(person.gender, ''), 'unknown') AS gender,
        CASE WHEN p.asked_on < person.child_until THEN 'yes' ELSE 'no' END AS under_18,
        {NEEDS}
    FROM referrals_coordinatedplan p
    JOIN casework_person person ON person.id = p.person_id
    CROSS JOIN LATERAL (
        SELECT count(*) > 0 AS held,
            coalesce(bool_or(u.held_on > u.was_due_on), false) AS late
        FROM referrals_followup u WHERE u.plan_id = p.id
    ) f
    WHERE p.state <> 'draft' AND person.protection = ''
"""
# One row a measure: a permit, a way home, a stay in protected housing by its nights.
PROTECTION = """
    SELECT
        encode(sha256(convert_to('edition:' || m.id, 'UTF8')), 'hex') AS ref,
        to_char(m.day, 'YYYY-MM') AS month,
        m.measure,
        coalesce(nullif(p.gender, ''), 'unknown') AS gender,
        CASE WHEN m.day < p.child_until THEN 'yes' ELSE 'no' END AS under_18
    FROM (
        SELECT id, person_id, applied_on AS day,
            kind || ':' || coalesce(nullif(decision, ''), 'waiting') AS measure
        FROM casework_residencepermit
        UNION ALL
        SELECT id, person_id, informed_on, 'return:' || state FROM casework_returnprogramme
        UNION ALL
        SELECT id, person_id, from_day, 'stay:' || CASE
            WHEN coalesce(until_day, app_today()) - from_day <= 7 THEN 'week'
            WHEN coalesce(until_day, app_today()) - from_day <= 30 THEN 'month'
            WHEN coalesce(until_day, app_today()) - from_day <= 90 THEN 'quarter'
            ELSE 'longer'
        END
        FROM casework_shelterstay WHERE confirmed_at IS NOT NULL
    ) m
    JOIN casework_person p ON p.id = m.person_id
    WHERE p.protection = ''
"""
KAST = """
    SELECT
        encode(sha256(convert_to('edition:' || k.id, 'UTF8')), 'hex') AS ref,
        to_char(k.first_day, 'YYYY-MM') AS month,
        k.kind AS contact_kind,
        k.route AS kast_route,
        CASE WHEN t.talks = 0 THEN 'none' WHEN t.talks = 1 THEN 'one' WHEN t.talks <= 4
            THEN 'few' ELSE 'many' END AS talks
    FROM referrals_kastcontact k
    CROSS JOIN LATERAL (SELECT count(*) AS talks FROM referrals_kasttalk WHERE contact_id = k.id) t
"""
GRANTS = """
GRANT SELECT (id, person_id, kind, decision, applied_on) ON casework_residencepermit
    TO ledljus_deidentifier;
GRANT SELECT (id, person_id, state, informed_on) ON casework_returnprogramme
    TO ledljus_deidentifier;
GRANT SELECT (id, person_id, from_day, until_day, confirmed_at) ON casework_shelterstay
    TO ledljus_deidentifier;
GRANT SELECT (id, kind) ON referrals_outsidebody TO ledljus_deidentifier;
GRANT SELECT (code, counted_as) ON referrals_bodykind TO ledljus_deidentifier;
GRANT SELECT (
    id, kind, state, to_unit_id, to_body_id, person_id, encounter_id, offer_id, is_child,
    is_protected, due_at, sent_at
) ON referrals_referral TO ledljus_deidentifier;
GRANT SELECT (id, referral_id, act, at, due_at) ON referrals_referralevent TO ledljus_deidentifier;
GRANT SELECT (offer_id, outcome, settled_at) ON referrals_offersettlement TO ledljus_deidentifier;
GRANT SELECT (plan_id, kind, state, reason) ON referrals_areaofneed TO ledljus_deidentifier;
"""
POLICIES = "\n".join(
    f"CREATE POLICY deidentifies ON {table} FOR SELECT TO ledljus_deidentifier USING (true);"
    for table in (
        "casework_residencepermit",
        "casework_returnprogramme",
        "casework_shelterstay",
        "referrals_referral",
        "referrals_referralevent",
        "referrals_offersettlement",
        "referrals_areaofneed",
    )  # fmt: skip
)
DROP_PLAN = """
SET LOCAL ROLE ledljus_deidentifier;
DROP VIEW referrals_statistics_plan;
SET LOCAL ROLE ledljus_owner;
"""
FORWARD = "\n".join(
    [
        GRANTS,
        POLICIES,
        add_view("referrals_statistics_followed", FOLLOWED),
        add_view("referrals_statistics_referral", REFERRAL),
        add_view("referrals_statistics_protection", PROTECTION),
        add_view("referrals_statistics_contact", KAST),
        DROP_PLAN,
        add_view("referrals_statistics_plan", PLAN),
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0119_no_day_is_moved_in_silence"),
        ("outreach", "0040_edition_view"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
