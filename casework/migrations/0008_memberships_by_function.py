"""Who works where is written by functions alone: whoever can insert a membership can read a city."""

from django.db import migrations

from casework.migrations._definers import hand_over

RIGHTS = """
REVOKE INSERT, UPDATE, DELETE ON casework_membership FROM ledljus_app;
GRANT INSERT ON casework_membership TO ledljus_gatekeeper;
GRANT UPDATE (valid_to, takes_intake) ON casework_membership TO ledljus_gatekeeper;
"""

FUNCTIONS = """
CREATE FUNCTION app_is_unit_role(role text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT role IN ('outreach_worker', 'coordinator', 'unit_worker', 'unit_manager')
$$;

-- Who may approve a role today: the unit's managers; for a city role, and for a unit's manager where
-- it has none, the administrators. As casework/access/organisation.py says.
CREATE FUNCTION app_approvers(as_role text, in_unit uuid) RETURNS uuid[]
LANGUAGE plpgsql STABLE AS $$
DECLARE
    managers uuid[];
BEGIN
    IF in_unit IS NOT NULL AND app_is_unit_role(as_role) THEN
        managers := app_managers_of_unit(in_unit);
        IF as_role <> 'unit_manager' OR cardinality(managers) > 0 THEN
            RETURN managers;
        END IF;
    END IF;
    RETURN app_holders_of_city_role('administrator');
END $$;

CREATE FUNCTION app_grant_membership(new_id uuid, member uuid, as_role text, in_unit uuid,
    first_day date, last_day date, intake boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    giver uuid := app_user_id();
    able uuid[];
BEGIN
    -- One at a time for an account: what is looked for below is then still so.
    PERFORM pg_advisory_xact_lock(hashtextextended('membership:' || member, 0));
    IF giver IS NULL THEN
        -- Two set-ups at a time would make two first administrators.
        PERFORM pg_advisory_xact_lock(hashtextextended('membership:first', 0));
    END IF;
    able := app_approvers(as_role, in_unit);
    IF giver IS NULL AND (as_role <> 'administrator' OR cardinality(able) > 0)
        OR giver IS NOT NULL AND (giver = member OR NOT giver = ANY (able)) THEN
        RAISE EXCEPTION 'not theirs to give' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF app_is_unit_role(as_role) <> (in_unit IS NOT NULL) OR first_day < app_today()
        OR NOT EXISTS (SELECT FROM casework_user s WHERE s.id = member AND s.is_active)
        OR (in_unit IS NOT NULL
            AND NOT EXISTS (SELECT FROM casework_unit u WHERE u.id = in_unit AND u.is_active)) THEN
        RAISE EXCEPTION 'no such membership' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Who has held an account's password must not alone give it a role that opens the others.
    IF giver IS NOT NULL AND (as_role = 'administrator'
        OR (as_role = 'unit_manager' AND NOT giver = ANY (app_managers_of_unit(in_unit))))
        AND EXISTS (
            SELECT FROM casework_auditevent e WHERE e.actor_id = giver AND e.object_id = member
              AND e.event IN ('account.created', 'account.password_renewed')) THEN
        RAISE EXCEPTION 'has held the password' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF EXISTS (
        SELECT FROM casework_membership m WHERE m.user_id = member AND m.role = as_role
          AND m.unit_id IS NOT DISTINCT FROM in_unit
          AND (m.valid_to IS NULL OR m.valid_to >= first_day)
          AND (last_day IS NULL OR m.valid_from <= last_day)) THEN
        RAISE EXCEPTION 'held already' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    INSERT INTO casework_membership (id, user_id, role, unit_id, takes_intake, valid_from, valid_to,
        approved_by_id)
    VALUES (new_id, member, as_role, in_unit, intake AND in_unit IS NOT NULL, first_day, last_day,
        giver);
    PERFORM app_log_by_clock(CASE WHEN giver IS NULL THEN 'setup' ELSE '' END, 'membership.granted',
        'casework.membership', new_id, in_unit, '',
        jsonb_build_object('role', as_role, 'member', member, 'until', last_day, 'intake', intake));
END $$;

CREATE FUNCTION app_may_end_membership(ender uuid, of_unit uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT ender IS NOT NULL AND (ender = ANY (app_holders_of_city_role('administrator'))
        OR (of_unit IS NOT NULL AND ender = ANY (app_managers_of_unit(of_unit))))
$$;

CREATE FUNCTION app_end_membership(wanted uuid, last_day date) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    held casework_membership%ROWTYPE;
BEGIN
    SELECT * INTO held FROM casework_membership m WHERE m.id = wanted FOR UPDATE;
    IF held.id IS NULL OR NOT app_may_end_membership(app_user_id(), held.unit_id) THEN
        RAISE EXCEPTION 'not theirs to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF held.valid_to < app_today() THEN
        RAISE EXCEPTION 'ended already' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    -- To end is to shorten: a longer time is a new membership, which somebody approves.
    IF last_day < greatest(held.valid_from, app_today() - 1) OR last_day > held.valid_to THEN
        RAISE EXCEPTION 'no such last day' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE casework_membership SET valid_to = last_day WHERE id = wanted;
    PERFORM app_log('membership.ended', 'casework.membership', wanted, held.unit_id, '',
        jsonb_build_object('role', held.role, 'member', held.user_id, 'until', last_day));
END $$;

-- Who takes in new people for the unit: its manager says, and not for themselves.
CREATE FUNCTION app_set_intake(wanted uuid, intake boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held casework_membership%ROWTYPE;
BEGIN
    SELECT * INTO held FROM casework_membership m WHERE m.id = wanted FOR UPDATE;
    IF held.unit_id IS NULL OR held.user_id = app_user_id()
        OR NOT coalesce(app_user_id() = ANY (app_managers_of_unit(held.unit_id)), false) THEN
        RAISE EXCEPTION 'not theirs to say' USING ERRCODE = 'insufficient_privilege';
    END IF;
    UPDATE casework_membership SET takes_intake = intake WHERE id = wanted;
    PERFORM app_log('membership.intake', 'casework.membership', wanted, held.unit_id, '',
        jsonb_build_object('member', held.user_id, 'intake', intake));
END $$;

-- As app_log, also where nobody is signed in: then the job is named.
CREATE FUNCTION app_log_by_clock(job text, what text, about_type text, about uuid, in_unit uuid,
    why text, more jsonb) RETURNS void LANGUAGE sql AS $$
    INSERT INTO casework_auditevent (id, at, event, actor_id, actor_name, object_type, object_id,
        unit_id, ground, address, reference, details)
    VALUES (gen_random_uuid(), clock_timestamp(), what, app_user_id(),
        CASE WHEN app_user_id() IS NULL THEN job ELSE '' END, about_type, about, in_unit, why,
        coalesce(current_setting('app.address', true), ''),
        coalesce(current_setting('app.reference', true), ''), more)
$$;
"""

DEFINERS = {
    "app_grant_membership(uuid, uuid, text, uuid, date, date, boolean)": "ledljus_app",
    "app_end_membership(uuid, date)": "ledljus_app",
    "app_set_intake(uuid, boolean)": "ledljus_app",
}
INNER = [
    "app_approvers(text, uuid)",
    "app_may_end_membership(uuid, uuid)",
    "app_log_by_clock(text, text, text, uuid, uuid, text, jsonb)",
]


class Migration(migrations.Migration):
    dependencies = [("casework", "0007_asking_policies")]
    operations = [
        migrations.RunSQL(
            "\n".join([RIGHTS, FUNCTIONS, hand_over(DEFINERS, INNER)]), migrations.RunSQL.noop
        )
    ]
