"""An emergency changes no plan for good, a plan stays in its file, and a check is in one's own name.

What an emergency alone is refused is what can't be undone: see ``app_works_lastingly``. Locking a
plan to add a row to it is no change, so the policy on plans is on what is written alone.
"""

from django.db import migrations

FORWARD = """
CREATE POLICY not_in_an_emergency_update ON referrals_coordinatedplan AS RESTRICTIVE FOR UPDATE
    TO ledljus_app WITH CHECK (app_works_lastingly(person_id));
CREATE POLICY not_in_an_emergency_delete ON referrals_measuredependency AS RESTRICTIVE FOR DELETE
    TO ledljus_app USING (app_works_lastingly(person_id));

-- Who works in two files could otherwise move what one of them says into the other.
CREATE FUNCTION app_plan_keeps_file() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a plan stays in its file' USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER keeps_file BEFORE UPDATE ON referrals_coordinatedplan FOR EACH ROW
    WHEN (OLD.person_id IS DISTINCT FROM NEW.person_id) EXECUTE FUNCTION app_plan_keeps_file();

ALTER TABLE referrals_plantextcheck ENABLE ROW LEVEL SECURITY;
ALTER TABLE referrals_plantextcheck FORCE ROW LEVEL SECURITY;
CREATE POLICY read ON referrals_plantextcheck FOR SELECT USING (true);
CREATE POLICY in_own_name ON referrals_plantextcheck FOR INSERT TO ledljus_app
    WITH CHECK (recorded_by_id = (SELECT app_user_id()));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0083_withdrawal_never_fails"),
        ("casework", "0123_bounds_of_access"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
