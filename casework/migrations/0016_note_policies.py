"""Notes, attachments and consents under row-level security; what is signed is never changed."""

from django.db import migrations

from casework.migrations._person_rows import MANAGE, WORK, guard

# A draft is its author's alone, whoever else sees the file.
DRAFTS = """
CREATE POLICY own_drafts ON casework_notedraft AS RESTRICTIVE FOR ALL TO ledljus_app
    USING (created_by_id = (SELECT app_user_id()))
    WITH CHECK (created_by_id = (SELECT app_user_id()));
"""

# A draft that was saved while it was signed would lie beside its own note.
SIGNED = """
CREATE FUNCTION app_draft_is_unsigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM casework_note n WHERE n.id = NEW.id) THEN
        RAISE EXCEPTION 'signed already'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'draft_is_unsigned';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER is_unsigned BEFORE INSERT ON casework_notedraft FOR EACH ROW
    EXECUTE FUNCTION app_draft_is_unsigned();
"""

# Notes are signed in one's own name and struck by a manager of a unit that works with the person.
NOTES = """
CREATE POLICY signed_in_own_name ON casework_note AS RESTRICTIVE FOR INSERT TO ledljus_app
    WITH CHECK (created_by_id = (SELECT app_user_id()) AND struck_at IS NULL);
CREATE POLICY struck_by_manager ON casework_note AS RESTRICTIVE FOR UPDATE TO ledljus_app
    USING (EXISTS (
        SELECT FROM casework_case c WHERE c.person_id = casework_note.person_id
          AND c.unit_id = ANY ((SELECT app_managed_unit_ids())::uuid[])
    ));
REVOKE UPDATE ON casework_note, casework_attachment, casework_consent FROM ledljus_app;
GRANT UPDATE (struck_at, struck_by_id, struck_reason, updated_at, updated_by_id)
    ON casework_note TO ledljus_app;
GRANT UPDATE (name, content, removed_at, removed_by_id, removed_reason, updated_at, updated_by_id)
    ON casework_attachment TO ledljus_app;
GRANT UPDATE (withdrawn_at, withdrawn_by_id, withdrawn_how, updated_at, updated_by_id)
    ON casework_consent TO ledljus_app;
"""

# The triggers bind every role, the owner of the schema too. Destroying a whole file is disposal's.
FINAL = """
CREATE FUNCTION app_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD);
    after jsonb;
    may_change text[] := string_to_array(TG_ARGV[0], ',') || ARRAY['updated_at', 'updated_by_id'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF current_user = 'ledljus_disposal' THEN
            RETURN OLD;
        END IF;
        RAISE EXCEPTION '% is final and never deleted', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_final';
    END IF;
    after := to_jsonb(NEW);
    IF before - may_change <> after - may_change THEN
        RAISE EXCEPTION '% is final: only %', TG_TABLE_NAME, TG_ARGV[0]
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_final';
    END IF;
    -- What ends a row is written once and stays.
    IF before ->> TG_ARGV[1] IS NOT NULL THEN
        RAISE EXCEPTION '% has ended already', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_ends_once';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER is_final BEFORE UPDATE OR DELETE ON casework_note FOR EACH ROW
    EXECUTE FUNCTION app_is_final('struck_at,struck_by_id,struck_reason', 'struck_at');
CREATE TRIGGER is_final BEFORE UPDATE OR DELETE ON casework_attachment FOR EACH ROW
    EXECUTE FUNCTION app_is_final(
        'name,content,removed_at,removed_by_id,removed_reason', 'removed_at');
CREATE TRIGGER is_final BEFORE UPDATE OR DELETE ON casework_consent FOR EACH ROW
    EXECUTE FUNCTION app_is_final('withdrawn_at,withdrawn_by_id,withdrawn_how', 'withdrawn_at');
CREATE TRIGGER is_final BEFORE UPDATE OR DELETE ON casework_notedisagreement FOR EACH ROW
    EXECUTE FUNCTION app_is_final('', 'created_at');
"""

# What names another row names one of the same file.
SAME_FILE = """
CREATE FUNCTION app_same_file() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named uuid := (to_jsonb(NEW) ->> TG_ARGV[1])::uuid;
    same boolean;
BEGIN
    IF named IS NULL THEN
        RETURN NEW;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT FROM %I t WHERE t.id = $1 AND t.person_id = $2)',
        TG_ARGV[0]) INTO same USING named, NEW.person_id;
    IF NOT same THEN
        RAISE EXCEPTION '% of another file', TG_ARGV[1]
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_same_file';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER same_file BEFORE INSERT OR UPDATE ON casework_note FOR EACH ROW
    EXECUTE FUNCTION app_same_file('casework_note', 'corrects_id');
CREATE TRIGGER same_file BEFORE INSERT OR UPDATE ON casework_notedraft FOR EACH ROW
    EXECUTE FUNCTION app_same_file('casework_note', 'corrects_id');
CREATE TRIGGER same_file BEFORE INSERT OR UPDATE ON casework_notedisagreement FOR EACH ROW
    EXECUTE FUNCTION app_same_file('casework_note', 'note_id');
CREATE TRIGGER same_file BEFORE INSERT OR UPDATE ON casework_attachment FOR EACH ROW
    EXECUTE FUNCTION app_same_file('casework_note', 'note_id');
CREATE TRIGGER same_file BEFORE INSERT OR UPDATE ON casework_consent FOR EACH ROW
    EXECUTE FUNCTION app_same_file('casework_relatedperson', 'given_by_related_id');
CREATE TRIGGER same_file BEFORE INSERT OR UPDATE ON casework_consentgrant FOR EACH ROW
    EXECUTE FUNCTION app_same_file('casework_consent', 'consent_id');
"""

# A guardian who may be the danger consents to nothing for the person.
GIVER = """
CREATE FUNCTION app_consent_giver() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.given_by_related_id IS NOT NULL AND EXISTS (
        SELECT FROM casework_relatedperson r WHERE r.id = NEW.given_by_related_id AND r.is_danger
    ) THEN
        RAISE EXCEPTION 'given by somebody who may be a danger'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_not_from_danger';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER giver BEFORE INSERT ON casework_consent FOR EACH ROW
    EXECUTE FUNCTION app_consent_giver();
"""

# Whoever works in the file records a withdrawal, and it ends what rested on the consent although
# they may not decide about access otherwise. Run by the gatekeeper, who checks.
WITHDRAWAL = """
GRANT SELECT ON casework_consent, casework_consentgrant TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_looks ON casework_consent FOR SELECT TO ledljus_gatekeeper USING (true);
CREATE POLICY gatekeeper_looks ON casework_consentgrant FOR SELECT TO ledljus_gatekeeper
    USING (true);

CREATE FUNCTION app_end_grants_of_consent(wanted uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    ender uuid := app_user_id();
    file uuid;
    ended record;
    number integer := 0;
BEGIN
    SELECT c.person_id INTO file FROM casework_consent c
    WHERE c.id = wanted AND c.withdrawn_at IS NOT NULL;
    IF ender IS NULL OR file IS NULL OR app_file_level(file) < 2 THEN
        RAISE EXCEPTION 'no access to end' USING ERRCODE = 'insufficient_privilege';
    END IF;
    FOR ended IN
        UPDATE casework_personuserpermission g
        SET ends_at = now(), ended_by_id = ender, ended_why = 'consent'
        WHERE g.content_object_id = file AND (g.ends_at IS NULL OR g.ends_at > now())
          AND g.id IN (SELECT l.grant_id FROM casework_consentgrant l WHERE l.consent_id = wanted)
        RETURNING g.id, g.user_id
    LOOP
        number := number + 1;
        PERFORM app_log('access.ended', 'casework.person', file, NULL, 'consent',
            jsonb_build_object('grant', ended.id, 'member', ended.user_id));
    END LOOP;
    FOR ended IN
        UPDATE casework_personunitpermission g
        SET ends_at = now(), ended_by_id = ender, ended_why = 'consent'
        WHERE g.content_object_id = file AND (g.ends_at IS NULL OR g.ends_at > now())
          AND g.id IN (SELECT l.grant_id FROM casework_consentgrant l WHERE l.consent_id = wanted)
        RETURNING g.id, g.unit_id
    LOOP
        number := number + 1;
        PERFORM app_log('access.ended', 'casework.person', file, ended.unit_id, 'consent',
            jsonb_build_object('grant', ended.id, 'member', NULL));
    END LOOP;
    RETURN number;
END $$;
REVOKE ALL ON FUNCTION app_end_grants_of_consent(uuid) FROM PUBLIC;
ALTER FUNCTION app_end_grants_of_consent(uuid) SET search_path = public, pg_temp;
GRANT EXECUTE ON FUNCTION app_end_grants_of_consent(uuid) TO ledljus_app;
GRANT CREATE ON SCHEMA public TO ledljus_gatekeeper;
ALTER FUNCTION app_end_grants_of_consent(uuid) OWNER TO ledljus_gatekeeper;
REVOKE CREATE ON SCHEMA public FROM ledljus_gatekeeper;
"""


def forward_sql() -> str:
    return "\n".join(
        [
            guard("casework_notedraft", delete=WORK),
            DRAFTS,
            SIGNED,
            guard("casework_note", update=MANAGE),
            guard("casework_notedisagreement", update=None),
            guard("casework_attachment", update=MANAGE),
            guard("casework_consent"),
            guard("casework_consentgrant", update=None),
            NOTES,
            FINAL,
            SAME_FILE,
            GIVER,
            WITHDRAWAL,
        ]
    )


class Migration(migrations.Migration):
    dependencies = [("casework", "0015_notes_attachments_consents")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
