"""Access that rests on a consent lasts no longer than it holds, however the consent came to its end.

Withdrawn, run out, or given by somebody who turned out to be a danger: what rested on it ends. And
nothing is let rest on one that holds no longer.
"""

from django.db import migrations

from casework.migrations._definers import hand_over, replace

RIGHTS = """
GRANT SELECT (id, is_danger) ON casework_relatedperson TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON casework_relatedperson FOR SELECT TO ledljus_gatekeeper
    USING (true);
-- To hold the row while it is looked at, never to change it.
GRANT UPDATE (id) ON casework_consent TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_holds ON casework_consent FOR UPDATE TO ledljus_gatekeeper
    USING (true) WITH CHECK (false);
"""

# The row is held while it is looked at: a withdrawal at the same moment comes before or after.
CARRIES = """
CREATE FUNCTION app_consent_carries() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM casework_consent c WHERE c.id = NEW.consent_id FOR SHARE;
    IF NOT EXISTS (
        SELECT FROM casework_consent c WHERE c.id = NEW.consent_id AND c.withdrawn_at IS NULL
          AND (SELECT app_today()) BETWEEN c.from_day AND c.until_day
          AND NOT EXISTS (SELECT FROM casework_relatedperson r
              WHERE r.id = c.given_by_related_id AND r.is_danger)
    ) THEN
        RAISE EXCEPTION 'the consent does not hold'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consentgrant_consent_holds';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER carries BEFORE INSERT ON casework_consentgrant FOR EACH ROW
    EXECUTE FUNCTION app_consent_carries();
"""

ENDING = """
CREATE FUNCTION app_consent_is_over(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM casework_consent c WHERE c.id = wanted AND (
            c.withdrawn_at IS NOT NULL OR c.until_day < (SELECT app_today())
            OR EXISTS (SELECT FROM casework_relatedperson r
                WHERE r.id = c.given_by_related_id AND r.is_danger))
    )
$$;

-- Ends what rests on one consent, in the name of whoever is at work, or of the clock.
CREATE FUNCTION app_end_what_rests_on(wanted uuid) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    ended record;
    number integer := 0;
BEGIN
    FOR ended IN
        UPDATE casework_personuserpermission g
        SET ends_at = now(), ended_by_id = app_user_id(), ended_why = 'consent'
        FROM casework_consentgrant l
        WHERE l.consent_id = wanted AND g.id = l.grant_id AND g.content_object_id = l.person_id
          AND (g.ends_at IS NULL OR g.ends_at > now())
        RETURNING g.id, g.content_object_id, g.user_id
    LOOP
        number := number + 1;
        PERFORM app_log_by_clock('clock', 'access.ended', 'casework.person', ended.content_object_id,
            NULL, 'consent', jsonb_build_object('grant', ended.id, 'member', ended.user_id));
    END LOOP;
    FOR ended IN
        UPDATE casework_personunitpermission g
        SET ends_at = now(), ended_by_id = app_user_id(), ended_why = 'consent'
        FROM casework_consentgrant l
        WHERE l.consent_id = wanted AND g.id = l.grant_id AND g.content_object_id = l.person_id
          AND (g.ends_at IS NULL OR g.ends_at > now())
        RETURNING g.id, g.content_object_id, g.unit_id
    LOOP
        number := number + 1;
        PERFORM app_log_by_clock('clock', 'access.ended', 'casework.person', ended.content_object_id,
            ended.unit_id, 'consent', jsonb_build_object('grant', ended.id, 'member', NULL));
    END LOOP;
    RETURN number;
END $$;

-- Every night: what rested on consents that ran out with the day. Harmless to repeat.
CREATE FUNCTION app_settle_consents() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    over uuid;
    number integer := 0;
BEGIN
    FOR over IN
        SELECT DISTINCT l.consent_id FROM casework_consentgrant l
        WHERE (EXISTS (SELECT FROM casework_personuserpermission g WHERE g.id = l.grant_id
                AND (g.ends_at IS NULL OR g.ends_at > now()))
            OR EXISTS (SELECT FROM casework_personunitpermission g WHERE g.id = l.grant_id
                AND (g.ends_at IS NULL OR g.ends_at > now())))
          AND app_consent_is_over(l.consent_id) ORDER BY 1
    LOOP
        number := number + app_end_what_rests_on(over);
    END LOOP;
    PERFORM app_log_by_clock('clock', 'consents.settled', '', NULL, NULL, '',
        jsonb_build_object('grants', number));
    RETURN number;
END $$;
"""

DEFINERS = {"app_settle_consents()": "ledljus_clock"}
INNER = ("app_consent_is_over(uuid)", "app_end_what_rests_on(uuid)")

WITHDRAWAL = """
CREATE OR REPLACE FUNCTION app_end_grants_of_consent(wanted uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    file uuid;
BEGIN
    SELECT c.person_id INTO file FROM casework_consent c
    WHERE c.id = wanted AND app_consent_is_over(c.id);
    -- Whoever withdrew it may have lost their own access in the same moment.
    IF app_user_id() IS NULL OR file IS NULL OR (app_file_level(file) < 2 AND NOT EXISTS (
        SELECT FROM casework_consent c WHERE c.id = wanted AND c.withdrawn_by_id = app_user_id()
    )) THEN
        RAISE EXCEPTION 'no access to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN app_end_what_rests_on(wanted);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0125_no_correction_of_a_struck_note")]
    operations = [
        migrations.RunSQL(
            RIGHTS + CARRIES + ENDING + hand_over(DEFINERS, INNER) + replace(WITHDRAWAL),
            migrations.RunSQL.noop,
        )
    ]
