"""Functions of the database for tests. The product writes memberships by functions, and so do they.

``test_employ`` and ``test_change_membership`` are made by the superuser in databases of tests only:
they give a role without anybody who approves it, on any day. No model is needed to make them.
"""

from __future__ import annotations

import psycopg

FUNCTIONS = """
CREATE OR REPLACE FUNCTION test_employ(member uuid, as_role text, in_unit uuid, first_day date,
    last_day date, intake boolean, approver uuid) RETURNS uuid
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO casework_membership (id, user_id, role, unit_id, valid_from, valid_to, takes_intake,
        approved_by_id)
    VALUES (gen_random_uuid(), member, as_role, in_unit, coalesce(first_day, app_today()), last_day,
        intake, approver) RETURNING id
$$;
CREATE OR REPLACE FUNCTION test_change_membership(wanted uuid, changes jsonb) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE casework_membership m SET unit_id = changed.unit_id, valid_from = changed.valid_from,
        valid_to = changed.valid_to, takes_intake = changed.takes_intake, role = changed.role
    FROM casework_membership old,
        jsonb_populate_record(old, changes) changed
    WHERE m.id = wanted AND old.id = wanted
$$;
CREATE OR REPLACE FUNCTION test_pass_hours(hours integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE casework_personuserpermission SET given_at = given_at - make_interval(hours => hours),
        ends_at = ends_at - make_interval(hours => hours)
$$;
CREATE OR REPLACE FUNCTION test_grants(wanted uuid) RETURNS SETOF jsonb
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT to_jsonb(g) FROM casework_personuserpermission g WHERE g.content_object_id = wanted
$$;
CREATE OR REPLACE FUNCTION test_forget_grants(wanted uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DELETE FROM casework_personuserpermission WHERE content_object_id = wanted;
    DELETE FROM casework_personunitpermission WHERE content_object_id = wanted
$$;
CREATE OR REPLACE FUNCTION test_age_requests(days integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE casework_accessrequest SET asked_at = asked_at - make_interval(days => days)
$$;
CREATE OR REPLACE FUNCTION test_left_lying(wanted uuid, seconds double precision) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE outreach_syncitem SET received_at = received_at - make_interval(secs => seconds)
    WHERE id = wanted
$$;
-- A consent is never changed: the triggers that say so are passed by.
CREATE OR REPLACE FUNCTION test_age_consent(wanted uuid, days integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
SET session_replication_role = replica AS $$
    UPDATE casework_consent SET from_day = from_day - days, until_day = until_day - days
    WHERE id = wanted
$$;
-- Whoever holds the cluster: no policy, no trigger, no right stands in the way.
CREATE OR REPLACE FUNCTION test_break_in(statement text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
SET session_replication_role = replica AS $$
DECLARE
    touched bigint;
BEGIN
    EXECUTE statement;
    GET DIAGNOSTICS touched = ROW_COUNT;
    RETURN touched;
END $$;
"""


def make_functions(superuser_dsn: str) -> None:
    """Make these functions in the database that *superuser_dsn* names."""
    with psycopg.connect(superuser_dsn, autocommit=True) as superuser:
        superuser.execute(FUNCTIONS)
