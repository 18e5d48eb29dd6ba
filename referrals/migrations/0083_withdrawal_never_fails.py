"""Who is still told whom it is about, and whose the city's own data is to change."""

from django.db import migrations

from casework.migrations._definers import hand_over

# Whether the receiver is still to read whom it is about: asked for them, who see no consent.
TELLS = """
CREATE FUNCTION app_referral_still_tells(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM referrals_referral r WHERE r.id = wanted
        AND app_receives_referral(r) AND app_referral_ground_holds(r))
$$;
"""
# The city's own data: changed by its set-up, and what was sent to a body says its name for ever.
CITY = """
CREATE FUNCTION app_city_data_by_set_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF app_user_id() IS NOT NULL THEN
        RAISE EXCEPTION 'by set-up alone' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION app_sent_body_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.code, NEW.name) IS DISTINCT FROM (OLD.code, OLD.name) AND EXISTS (
        SELECT FROM referrals_referral r WHERE r.to_body_id = OLD.id AND r.state <> 'draft') THEN
        RAISE EXCEPTION 'what was sent keeps its name' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER by_set_up BEFORE INSERT OR UPDATE OR DELETE ON referrals_outsidebody
    FOR EACH ROW EXECUTE FUNCTION app_city_data_by_set_up();
CREATE TRIGGER by_set_up BEFORE INSERT OR UPDATE OR DELETE ON referrals_route
    FOR EACH ROW EXECUTE FUNCTION app_city_data_by_set_up();
CREATE TRIGGER keeps_its_name BEFORE UPDATE ON referrals_outsidebody
    FOR EACH ROW EXECUTE FUNCTION app_sent_body_stays();
"""


DEFINERS = {"app_referral_still_tells(uuid)": "ledljus_app", "app_sent_body_stays()": "ledljus_app"}


class Migration(migrations.Migration):
    dependencies = [("referrals", "0082_bounds_of_referrals")]
    operations = [migrations.RunSQL(TELLS + CITY + hand_over(DEFINERS), migrations.RunSQL.noop)]
