"""Protection is set by a function: units lose the file in the same moment, emergencies and extracts too."""

from django.db import migrations

from casework.migrations._definers import hand_over

RIGHTS = """
GRANT UPDATE (protection, updated_at, updated_by_id) ON casework_person TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_protects ON casework_person FOR UPDATE TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
GRANT SELECT (id, person_id, state), DELETE ON casework_extractrequest TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON casework_extractrequest FOR SELECT TO ledljus_gatekeeper
    USING (true);
CREATE POLICY gatekeeper_deletes ON casework_extractrequest FOR DELETE TO ledljus_gatekeeper
    USING (true);
"""

SETTING = """
-- Sets or lifts the protection. Whoever decides through a unit loses sight of the file by it, so the
-- policies of the file can't be asked about the row that comes out.
CREATE FUNCTION app_set_protection(wanted uuid, degree text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    decider uuid := app_user_id();
    was text;
BEGIN
    IF decider IS NULL OR app_file_level(wanted) < 3 THEN
        RAISE EXCEPTION 'not theirs to protect' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- The lock under which access ends, too: whoever is counted as named stays.
    PERFORM pg_advisory_xact_lock(hashtextextended('grants:' || wanted, 0));
    SELECT p.protection INTO was FROM casework_person p WHERE p.id = wanted FOR UPDATE;
    IF app_file_level(wanted) < 3 OR was = degree THEN
        RAISE EXCEPTION 'done already' USING ERRCODE = 'object_not_in_prerequisite_state';
    END IF;
    UPDATE casework_person SET protection = degree, updated_at = now(), updated_by_id = decider
    WHERE id = wanted;
    -- Asked of the protected file: units don't reach it.
    IF degree <> '' AND app_decided_by_nobody(wanted, NULL) THEN
        RAISE EXCEPTION 'nobody named' USING ERRCODE = 'check_violation';
    END IF;
    IF was = '' THEN
        PERFORM app_end_emergencies(wanted);
        PERFORM app_delete_extracts(wanted);
    END IF;
    PERFORM app_log('person.protection_changed', 'casework.person', wanted, NULL, '',
        jsonb_build_object('protection', degree));
END $$;

-- Protected identities are opened by nobody in an emergency: what was opened before is closed.
CREATE FUNCTION app_end_emergencies(file uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    over record;
BEGIN
    FOR over IN
        UPDATE casework_personuserpermission SET ends_at = now(), ended_by_id = app_user_id(),
            ended_why = 'protected'
        WHERE content_object_id = file AND ground = 'emergency' AND ends_at > now()
        RETURNING id, user_id, unit_id
    LOOP
        PERFORM app_log('access.ended', 'casework.person', file, over.unit_id, 'protected',
            jsonb_build_object('grant', over.id, 'member', over.user_id));
        -- They don't see the file any more: the notice does not name it either.
        PERFORM app_tell(ARRAY[over.user_id], 'emergency_ended', NULL, NULL, NULL, NULL, true);
    END LOOP;
END $$;

-- Made, or about to be made, of what was not protected: address and telephone may stand in them.
-- What is still being prepared is asked again how it is handed over.
CREATE FUNCTION app_delete_extracts(file uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    gone uuid;
BEGIN
    FOR gone IN
        DELETE FROM casework_extractrequest
        WHERE person_id = file AND state IN ('queued', 'running', 'done') RETURNING id
    LOOP
        PERFORM app_log('extract.deleted', 'casework.person', file, NULL, 'protected',
            jsonb_build_object('extract', gone));
    END LOOP;
END $$;

-- The protection of a file is changed by the function above and in no other way.
CREATE FUNCTION refuse_other_protection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.protection IS DISTINCT FROM OLD.protection AND current_user <> 'ledljus_gatekeeper' THEN
        RAISE EXCEPTION 'protection is set by app_set_protection'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER protection_by_function BEFORE UPDATE ON casework_person FOR EACH ROW
    EXECUTE FUNCTION refuse_other_protection();
"""

DEFINERS = {"app_set_protection(uuid, text)": "ledljus_app"}
INNER = ["app_end_emergencies(uuid)", "app_delete_extracts(uuid)"]


class Migration(migrations.Migration):
    dependencies = [("casework", "0121_protection_told")]
    operations = [
        migrations.RunSQL(
            "\n".join([RIGHTS, SETTING, hand_over(DEFINERS, INNER)]), migrations.RunSQL.noop
        )
    ]
