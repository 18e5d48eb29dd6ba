"""Let no referral keep a consent from being withdrawn: what can't be stopped is passed over."""

from django.db import migrations

from casework.migrations._definers import hand_over, replace
from referrals.migrations._referral_sql import JOBS

_FROM = "CREATE FUNCTION app_stop_referrals"
_OPEN = "AND x.state IN ('sent', 'received', 'question', 'accepted', 'started') ORDER BY x.id"
_STOPPABLE = """AND EXISTS (SELECT FROM referrals_transition t
            WHERE t.kind = x.kind AND t.state = x.state AND t.act = 'stop') ORDER BY x.id"""

# Whether the receiver is still to read whom it is about: asked for them, who see no consent.
TELLS = """
CREATE FUNCTION app_referral_still_tells(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM referrals_referral r WHERE r.id = wanted
        AND app_receives_referral(r) AND app_referral_ground_holds(r))
$$;
"""
# Who has withdrawn a consent may have lost the file by what was stopped just before.
ENDS = """
CREATE OR REPLACE FUNCTION app_end_grants_of_consent(wanted uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    file uuid;
BEGIN
    SELECT c.person_id INTO file FROM casework_consent c
    WHERE c.id = wanted AND app_consent_is_over(c.id);
    IF app_user_id() IS NULL OR file IS NULL OR (app_file_level(file) < 2 AND NOT EXISTS (
        SELECT FROM casework_consent c WHERE c.id = wanted AND c.withdrawn_at IS NOT NULL
            AND c.withdrawn_by_id = app_user_id())) THEN
        RAISE EXCEPTION 'no access to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN app_end_what_rests_on(wanted);
END $$;
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


def forward_sql() -> str:
    """The function as it was, asking the table of transitions what it may stop."""
    was = JOBS[JOBS.index(_FROM) : JOBS.index("END $$;") + len("END $$;")]
    assert _OPEN in was
    now = was.replace(_FROM, "CREATE OR REPLACE FUNCTION app_stop_referrals")
    now = now.replace(
        "LANGUAGE plpgsql AS",
        "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS",
    )
    own = {"app_referral_still_tells(uuid)": "ledljus_app", "app_sent_body_stays()": "ledljus_app"}
    told = TELLS + CITY + hand_over(own)
    return replace(now.replace(_OPEN, _STOPPABLE) + ENDS) + told


class Migration(migrations.Migration):
    dependencies = [("referrals", "0082_bounds_of_referrals")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
