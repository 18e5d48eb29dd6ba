"""Which file a referral led to: seen as the file is, written by its receiver alone."""

from django.db import migrations

from casework.migrations._definers import hand_over
from casework.migrations._person_rows import WORK, guard, guard_history

TABLE = "referrals_referralfile"

LEADS = """
-- Whether the acting user works with a referral that told of nobody, for its receiver.
CREATE FUNCTION app_leads_to_file(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM referrals_referral r WHERE r.id = wanted AND r.person_id IS NULL
        AND r.to_unit_id IS NOT NULL AND r.state IN ('accepted', 'started')
        AND app_receives_referral(r))
$$;
"""
LINKS = f"""
CREATE POLICY receiver_links ON {TABLE} AS RESTRICTIVE FOR INSERT TO ledljus_app
    WITH CHECK (app_leads_to_file(referral_id));
-- An emergency lasts for hours, and the link for as long as the file.
CREATE POLICY not_in_an_emergency_insert ON {TABLE} AS RESTRICTIVE FOR INSERT TO ledljus_app
    WITH CHECK (app_works_lastingly(person_id));
CREATE POLICY not_in_an_emergency_delete ON {TABLE} AS RESTRICTIVE FOR DELETE TO ledljus_app
    USING (app_works_lastingly(person_id));
GRANT UPDATE (to_municipality_id, to_district_id, met_district_id) ON referrals_referral TO ledljus_app;
"""
# What was sent keeps its places, as all else of it: 0011 has the other columns.
STAYS = """
CREATE FUNCTION app_sent_places_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sent is sent' USING ERRCODE = 'object_not_in_prerequisite_state';
END $$;
CREATE TRIGGER keeps_places BEFORE UPDATE ON referrals_referral FOR EACH ROW
    WHEN (OLD.state <> 'draft'
        AND (OLD.to_municipality_id, OLD.to_district_id, OLD.met_district_id)
        IS DISTINCT FROM (NEW.to_municipality_id, NEW.to_district_id, NEW.met_district_id))
    EXECUTE FUNCTION app_sent_places_stay();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0088_files_and_places_of_referrals"),
        ("casework", "0140_plan_notices"),
    ]
    operations = [
        migrations.RunSQL(
            "\n".join(
                [
                    guard(TABLE, update=None, delete=WORK),
                    guard_history(f"{TABLE}event"),
                    LEADS,
                    hand_over({"app_leads_to_file(uuid)": "ledljus_app"}),
                    LINKS,
                    STAYS,
                ]
            ),
            migrations.RunSQL.noop,
        )
    ]
