"""A city of half a million invented encounters, made inside the database in seconds."""

from __future__ import annotations

import psycopg

SHIFTS = 125_000
ENCOUNTERS = 500_000

# Ten years of shifts, four encounters each. Every value is drawn from the row's number: the same
# call makes the same city. No trigger fires on an insert, so this is plain data.
GENERATE = """
SET session_replication_role = replica;

INSERT INTO outreach_shift (id, unit_id, kind, municipality_id, district_id, arena, officer_count,
    social_worker_count, day, starts_at, ends_at, state, nobody_met, origin, created_at, updated_at,
    signed_at, signed_by_id, updated_by_id)
SELECT uuidv7(), u.id,
    (ARRAY['joint_patrol', 'raid', 'own_outreach', 'online', 'workplace'])[1 + n %% 5],
    m.id, d.ids[1 + n %% array_length(d.ids, 1)],
    (ARRAY['street', 'flat', 'hotel', 'massage', 'club', 'restaurant', 'online'])[1 + n %% 7],
    n %% 6, 1 + n %% 4, day, start, start + interval '6 hours', 'signed', false, 'entered',
    start, start,
    start + interval '7 hours', %(user)s, %(user)s
FROM generate_series(1, %(shifts)s) n
CROSS JOIN LATERAL (SELECT date '2016-01-01' + n %% 3652 AS day) days
CROSS JOIN LATERAL (SELECT (day + time '19:00') AT TIME ZONE 'Europe/Stockholm' AS start) starts
CROSS JOIN (SELECT id FROM casework_unit WHERE code = %(unit)s) u
CROSS JOIN (SELECT municipality_id AS id FROM casework_city) m
CROSS JOIN (SELECT array_agg(id ORDER BY name) AS ids FROM casework_district) d;

INSERT INTO outreach_shiftunit (id, shift_id, unit_id)
SELECT uuidv7(), id, unit_id FROM outreach_shift;

INSERT INTO outreach_encounter (id, shift_id, short_code, role, state, origin, form_version,
    happened_at, age, age_band, is_child, gender, citizenship_id, language, interpreter, home_kind,
    home_municipality_id, arena, contact_route, met_earlier, trafficking, exploitation_form,
    sexual_kind, children_in_care, told_of_rights, not_told_reason, offered_support,
    not_offered_reason, concern_report, concern_report_reason, guardians_contacted,
    guardians_reason, emergency_reason, struck_reason, correction_reason, is_current, deviations,
    created_at, created_by_id, updated_at, updated_by_id)
SELECT uuidv7(), s.id, 'A' || k,
    CASE WHEN buyer THEN 'suspected_buyer' ELSE 'exploited' END, 'complete', 'entered', 1,
    s.starts_at + k * interval '40 minutes', age, '', age < 18,
    CASE WHEN buyer THEN 'man' WHEN h %% 9 = 0 THEN 'man' ELSE 'woman' END,
    CASE WHEN h %% 11 = 0 THEN NULL ELSE c.codes[1 + h %% array_length(c.codes, 1)] END,
    '', (ARRAY['yes', 'no'])[1 + h %% 2],
    CASE h %% 4 WHEN 0 THEN 'abroad' WHEN 1 THEN 'unknown' ELSE 'municipality' END,
    CASE WHEN h %% 4 > 1 THEN m.ids[1 + h %% array_length(m.ids, 1)] END,
    s.arena, 'police', (ARRAY['yes', 'no', 'dont_know'])[1 + h %% 3],
    CASE WHEN buyer THEN '' ELSE (ARRAY['yes', 'no', 'dont_know'])[1 + h %% 3] END,
    CASE WHEN buyer THEN '' ELSE 'sexual' END, '', '',
    'yes', '', 'yes', '',
    CASE WHEN age < 18 THEN 'yes' ELSE '' END, '',
    CASE WHEN age < 18 THEN 'yes' ELSE '' END, '', '',
    '', NULL, true, '{}', s.starts_at, %(user)s, s.starts_at, %(user)s
FROM (SELECT *, row_number() OVER (ORDER BY id) AS number FROM outreach_shift) s
CROSS JOIN generate_series(1, %(each)s) k
CROSS JOIN LATERAL (SELECT abs(hashint8(s.number * 7 + k)) AS h) hashes
CROSS JOIN LATERAL (SELECT h %% 5 < 3 AS buyer, 14 + h %% 60 AS age) people
CROSS JOIN (SELECT array_agg(code ORDER BY code) AS codes FROM casework_country) c
CROSS JOIN (SELECT array_agg(id ORDER BY code) AS ids FROM casework_municipality) m;

INSERT INTO outreach_supportoffer (id, encounter_id, kind, answer, not_possible_reason,
    unmet_need, origin)
SELECT uuidv7(), e.id,
    CASE WHEN e.is_child THEN 'stodcentrum' WHEN e.role = 'exploited' THEN 'mika' ELSE 'kast' END,
    (ARRAY['accepted', 'declined', 'come_back'])[1 + abs(hashtext(e.id::text)) %% 3], '', '',
    'entered'
FROM outreach_encounter e;

SET session_replication_role = DEFAULT;
"""


def generate_city(
    dsn: str, *, unit: str, user_id: str, shifts: int = SHIFTS, encounters: int = ENCOUNTERS
) -> None:
    """Fill the database at *dsn* as a superuser, past every policy, and analyse it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        values = {
            "unit": unit,
            "user": user_id,
            "shifts": shifts,
            "each": encounters // shifts,
        }
        for statement in GENERATE.split(";\n"):
            if statement.strip():
                used = {key: values[key] for key in values if f"%({key})s" in statement}
                connection.execute(statement, used)
        connection.execute("ANALYZE")
