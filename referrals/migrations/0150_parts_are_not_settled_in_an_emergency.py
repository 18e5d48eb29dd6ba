"""In an emergency nobody is called to a plan, and nobody's part in one is ended.

Beside the actions (``plan_to_settle``), as ``app_works_lastingly`` guards other things that others hold
to. What is written down for safety still stops what rested on it: whoever says in an emergency that
somebody may be a danger stops their part, and the parts on consents that they gave.
"""

from django.db import migrations

PARTS = """
-- As Consent.holds_on says. Asked as whoever acts, who sees the consents of the file.
CREATE FUNCTION app_plan_consent_holds(wanted uuid, file uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM casework_consent c
        LEFT JOIN casework_relatedperson g ON g.id = c.given_by_related_id
        WHERE c.id = wanted AND c.person_id = file AND c.withdrawn_at IS NULL
          AND c.from_day <= (SELECT app_today()) AND c.until_day >= (SELECT app_today())
          AND NOT coalesce(g.is_danger, false)
    )
$$;

CREATE FUNCTION app_part_is_for_work() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    untold boolean;
    holds boolean;
BEGIN
    IF app_user_id() IS NULL OR app_works_lastingly(NEW.person_id) THEN
        RETURN NEW;
    END IF;
    untold := EXISTS (
        SELECT FROM casework_relatedperson r WHERE r.id = OLD.related_id
          AND (r.is_danger OR NOT r.may_be_told OR r.ended_on IS NOT NULL));
    holds := app_plan_consent_holds(OLD.consent_id, OLD.person_id);
    IF NEW.state = 'called' AND OLD.state <> 'called'
        -- Theirs ends with what it rested on: who it is, or a consent that is over.
        OR NEW.state = 'stopped' AND OLD.state <> 'stopped'
            AND NOT untold AND (OLD.consent_id IS NULL OR holds)
        -- Whoever was called was called as this, to this, on this. What is sealed is sealed anew
        -- by every writing: that there is something is all that can be compared.
        OR OLD.state <> 'thought_of'
            AND (NEW.kind, NEW.principal, NEW.unit_id, NEW.related_id, NEW.kinds, NEW.called_at,
                NEW.body IS NULL, NEW.ground IS NULL)
            IS DISTINCT FROM (OLD.kind, OLD.principal, OLD.unit_id, OLD.related_id, OLD.kinds,
                OLD.called_at, OLD.body IS NULL, OLD.ground IS NULL)
        -- From a consent that is over to one that holds, or to the ground alone.
        OR OLD.state <> 'thought_of' AND NEW.consent_id IS DISTINCT FROM OLD.consent_id
            AND (holds OR OLD.consent_id IS NULL OR NEW.consent_id IS NOT NULL
                AND NOT app_plan_consent_holds(NEW.consent_id, NEW.person_id)) THEN
        RAISE EXCEPTION 'an emergency is no ground for what stays'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER part_is_for_work BEFORE UPDATE ON referrals_planparticipant
    FOR EACH ROW EXECUTE FUNCTION app_part_is_for_work();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("referrals", "0120_views_of_what_followed"),
        ("casework", "0152_days_to_keep_policies"),
    ]
    operations = [migrations.RunSQL(PARTS, migrations.RunSQL.noop)]
