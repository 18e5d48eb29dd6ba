"""A region's files on top of the city's encounters, made inside the database in seconds.

60 units, 2,000 colleagues, 200,000 files. Every value is drawn from the row's number. Who sees what
is as it would be: a file belongs to a unit and somebody in it, one in five has a second colleague,
the unit's manager and intake reach it through the unit, one in a hundred is protected.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import psycopg

UNITS, COLLEAGUES, FILES = 60, 2_000, 200_000
# What the people who measure have: a coordinator's own files, and those of a manager's unit.
OWN, OF_UNIT = 300, 5_000

GENERATE = """
INSERT INTO casework_unit (id, code, name, board_id, kind, reads_roles, phone, always_open,
    is_active)
SELECT uuidv7(), 'bench' || n, 'Enhet ' || n, b.id, 'coordinating_function',
    '{exploited,relative,other}', '', false, true
FROM generate_series(1, %(units)s - (SELECT count(*) FROM casework_unit)) n
CROSS JOIN (SELECT id FROM casework_board ORDER BY id LIMIT 1) b;

CREATE TEMP TABLE bench_unit AS
SELECT id, row_number() OVER (ORDER BY code LIKE 'bench%%' DESC, code) - 1 AS n
FROM casework_unit WHERE id <> %(unit)s;
INSERT INTO bench_unit SELECT %(unit)s, -1;

CREATE TEMP TABLE bench_user AS
SELECT uuidv7() AS id, g.n, u.id AS unit_id
FROM generate_series(0, %(colleagues)s - 1) g(n)
JOIN bench_unit u ON u.n = g.n %% (%(units)s - 1);
INSERT INTO casework_user (id, password, is_superuser, email, full_name, language, color_scheme,
    is_active, password_is_temporary, is_staff, date_joined)
SELECT id, '!', false, 'colleague' || n || '@example.org', 'Kollega ' || n, 'sv', 'auto', true,
    false, false, now() FROM bench_user;
INSERT INTO casework_membership (id, user_id, unit_id, role, takes_intake, valid_from)
SELECT uuidv7(), id, unit_id, CASE WHEN n < %(units)s THEN 'unit_manager' ELSE 'coordinator' END,
    n %% 10 = 0, date '2020-01-01' FROM bench_user;

-- The first files are those of whom we measure; the others are spread over everybody.
CREATE TEMP TABLE bench_file AS
SELECT uuidv7() AS id, g.n,
    CASE WHEN g.n < %(of_unit)s THEN %(unit)s ELSE b.unit_id END AS unit_id,
    CASE WHEN g.n < %(own)s THEN %(owner)s ELSE b.id END AS owner_id,
    c.id AS colleague_id, c.unit_id AS colleague_unit_id,
    now() - (g.n %% 3650) * interval '1 day' AS opened,
    CASE WHEN g.n %% 100 = 99 AND g.n >= %(of_unit)s THEN 'confidential' ELSE '' END AS protection
FROM generate_series(0, %(files)s - 1) g(n)
JOIN bench_user b ON b.n = (g.n * 7919::bigint) %% %(colleagues)s
JOIN bench_user c ON c.n = (g.n * 104729::bigint + 1) %% %(colleagues)s;

INSERT INTO casework_person (id, pseudonym, kind, protection, child_until, gender, citizenship_id,
    home_municipality_id, languages, interpreter, exploitation_form, sexual_kind, opened_at,
    opened_by_id, updated_at, updated_by_id, last_event_at)
SELECT f.id, 'Bänk-' || lpad(((f.n * 611953::bigint) %% 1000003)::text, 7, '0'),
    CASE WHEN f.n %% 10 = 0 THEN 'relative' ELSE 'exploited' END, f.protection,
    CASE WHEN f.n %% 8 = 0 THEN current_date + 400 END,
    (ARRAY['woman', 'man', 'other'])[1 + f.n %% 3], NULL, NULL, '{sv}', '', '', '', f.opened,
    f.owner_id, f.opened, f.owner_id, f.opened
FROM bench_file f;

INSERT INTO casework_personkey (person_id, wrapped)
SELECT id, sha256(id::text::bytea) || sha256(id::text::bytea) || sha256(id::text::bytea)
FROM bench_file;

CREATE TEMP TABLE bench_case AS SELECT uuidv7() AS id, id AS person_id, n FROM bench_file;
INSERT INTO casework_case (id, person_id, created_at, created_by_id, updated_at, updated_by_id,
    unit_id, responsible_id, state, opened_at, closed_at, closed_by_id, closing_reason)
SELECT c.id, f.id, f.opened, f.owner_id, f.opened, f.owner_id, f.unit_id, f.owner_id,
    CASE WHEN f.n %% 3 = 2 THEN 'closed' ELSE 'open' END, f.opened,
    CASE WHEN f.n %% 3 = 2 THEN f.opened + interval '90 days' END,
    CASE WHEN f.n %% 3 = 2 THEN f.owner_id END,
    CASE WHEN f.n %% 3 = 2 THEN %(reason)s ELSE '' END
FROM bench_file f JOIN bench_case c ON c.person_id = f.id;

INSERT INTO casework_personuserpermission (id, permission_id, content_object_id, user_id, unit_id,
    level, ground, reason, case_id, given_by_id, given_at, ended_why)
SELECT uuidv7(), p.id, f.id, f.owner_id, f.unit_id, 'manage', 'opened', '', NULL::uuid,
    f.owner_id, f.opened, ''
FROM bench_file f CROSS JOIN (SELECT id FROM auth_permission WHERE codename = 'manage_person') p
UNION ALL
SELECT uuidv7(), p.id, f.id, f.colleague_id, f.colleague_unit_id, 'work', 'assigned', '', NULL,
    f.owner_id, f.opened, ''
FROM bench_file f CROSS JOIN (SELECT id FROM auth_permission WHERE codename = 'work_person') p
WHERE f.n %% 5 = 0;

INSERT INTO auth_group (name) SELECT 'unit:' || id FROM bench_unit ON CONFLICT DO NOTHING;
INSERT INTO casework_personunitpermission (id, permission_id, content_object_id, group_id, unit_id,
    reach, level, ground, reason, case_id, given_by_id, given_at, ended_why)
SELECT uuidv7(), p.id, f.id, g.id, f.unit_id, 'intake', 'manage', 'unit', '', c.id, f.owner_id,
    f.opened, ''
FROM bench_file f JOIN bench_case c ON c.person_id = f.id
JOIN auth_group g ON g.name = 'unit:' || f.unit_id
CROSS JOIN (SELECT id FROM auth_permission WHERE codename = 'manage_person') p
WHERE f.protection = '';

INSERT INTO casework_agestatement (id, person_id, created_at, created_by_id, updated_at,
    updated_by_id, source, years_from, years_to, possibly_under_18, on_day)
SELECT uuidv7(), id, opened, owner_id, opened, owner_id, 'stated', 16 + n %% 40, 18 + n %% 40,
    n %% 8 = 0, opened::date FROM bench_file;

-- What lies sealed is random bytes here: the database never opens it.
INSERT INTO casework_identifier (id, person_id, created_at, created_by_id, updated_at,
    updated_by_id, kind, value, digest)
SELECT uuidv7(), id, opened, owner_id, opened, owner_id, 'personal_number',
    '\\x02'::bytea || sha256(('v' || n)::bytea), sha256(('number' || n)::bytea)
FROM bench_file WHERE n %% 2 = 0;
INSERT INTO casework_identity (id, person_id, created_at, created_by_id, updated_at, updated_by_id,
    given_name, family_name, ground)
SELECT uuidv7(), id, opened, owner_id, opened, owner_id,
    '\\x02'::bytea || sha256(('g' || n)::bytea), '\\x02'::bytea || sha256(('f' || n)::bytea),
    %(ground)s
FROM bench_file WHERE n %% 2 = 0;
-- 300 given names and 20,000 family names. The first given name has the digest that is asked for.
INSERT INTO casework_namepart (person_id, digest)
SELECT id, CASE WHEN n %% 300 = 0 THEN %(common)s ELSE sha256(('given' || n %% 300)::bytea) END
FROM bench_file WHERE n %% 2 = 0
UNION ALL
SELECT id, sha256(('family' || n %% 20000)::bytea) FROM bench_file WHERE n %% 2 = 0;

INSERT INTO casework_alert (id, person_id, created_at, created_by_id, updated_at, updated_by_id,
    kind, text, from_day)
SELECT uuidv7(), id, opened, owner_id, opened, owner_id, 'danger',
    '\\x02'::bytea || sha256(('a' || n)::bytea), opened::date
FROM bench_file WHERE n %% 20 = 0;

INSERT INTO casework_daytokeep (id, person_id, created_at, created_by_id, updated_at, updated_by_id,
    kind, day, state)
SELECT uuidv7(), id, opened, owner_id, opened, owner_id, 'placement_ends', opened::date + 400,
    'waiting'
FROM bench_file WHERE n %% 20 = 0;

DROP TABLE bench_case, bench_file, bench_user, bench_unit;
"""


@dataclass(frozen=True)
class Wanted:
    """Whose files are measured: *owner* has OWN of *unit*'s, and *unit* has OF_UNIT."""

    owner: uuid.UUID
    unit: uuid.UUID
    # The keyed digest of the name that is searched for.
    common: bytes
    closing_reason: str
    identity_ground: str


def generate_files(dsn: str, wanted: Wanted) -> None:
    """Add the files to the database at *dsn* as a superuser, past every policy, and analyse it."""
    values = {
        "owner": wanted.owner,
        "unit": wanted.unit,
        "common": wanted.common,
        "reason": wanted.closing_reason,
        "ground": wanted.identity_ground,
        "units": UNITS,
        "colleagues": COLLEAGUES,
        "files": FILES,
        "own": OWN,
        "of_unit": OF_UNIT,
    }
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        with connection.transaction():
            for statement in GENERATE.split(";\n"):
                if statement.strip():
                    used = {name: values[name] for name in values if f"%({name})s" in statement}
                    connection.execute(
                        statement if used else statement.replace("%%", "%"), used or None
                    )
        connection.execute("ANALYZE")
