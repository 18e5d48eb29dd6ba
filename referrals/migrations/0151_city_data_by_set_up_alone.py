"""Kinds of bodies, bodies, routes and times are changed while the city is being set up, at no other time.

That nobody was signed in was enough before: so it is too for a page that is open to everybody. Whom an
offer goes to and how long an answer may take were held by nothing.
"""

from django.db import migrations

TABLES = ("referrals_answertime", "outreach_offerroute")

SET_UP = """
CREATE OR REPLACE FUNCTION app_city_data_by_set_up() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    -- Migrations of the owner change such rows too.
    IF app_user_id() IS NOT NULL OR current_user <> 'ledljus_owner'
        AND coalesce(current_setting('app.sets_up_city', true), '') <> 'yes' THEN
        RAISE EXCEPTION 'by set-up alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
""" + "\n".join(
    f"CREATE TRIGGER by_set_up BEFORE INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION app_city_data_by_set_up();"
    for table in TABLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0150_parts_are_not_settled_in_an_emergency"),
        ("outreach", "0001_initial"),
    ]
    operations = [migrations.RunSQL(SET_UP, migrations.RunSQL.noop)]
