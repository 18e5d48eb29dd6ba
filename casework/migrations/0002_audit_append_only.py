"""The audit log can be added to and read, by nobody changed: by grant and by trigger."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION app_user_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

-- Memberships are Swedish days, while the connection's time zone is UTC.
CREATE FUNCTION app_today() RETURNS date LANGUAGE sql STABLE PARALLEL SAFE AS
    $$ SELECT (now() AT TIME ZONE 'Europe/Stockholm')::date $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON casework_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE UPDATE, DELETE, TRUNCATE ON casework_auditevent FROM ledljus_app;
GRANT INSERT ON casework_auditevent TO ledljus_statistics, ledljus_import;

ALTER TABLE casework_auditevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_auditevent FORCE ROW LEVEL SECURITY;
-- Everybody writes in their own name: an event of somebody else's can't be made up.
CREATE POLICY everybody_adds_own ON casework_auditevent FOR INSERT TO ledljus_app
    WITH CHECK (actor_id IS NOT DISTINCT FROM (SELECT app_user_id()));
CREATE POLICY system_actors_add ON casework_auditevent FOR INSERT
    TO ledljus_statistics, ledljus_import WITH CHECK (actor_id IS NULL);
-- Who read what is read by the log reviewers; everybody reads what they did themselves.
CREATE POLICY reviewers_and_oneself_read ON casework_auditevent FOR SELECT TO ledljus_app USING (
    actor_id = (SELECT app_user_id())
    OR EXISTS (
        SELECT FROM casework_membership m
        WHERE m.user_id = (SELECT app_user_id()) AND m.role = 'log_reviewer'
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
);
"""
BACKWARD = """
DROP POLICY reviewers_and_oneself_read ON casework_auditevent;
DROP POLICY system_actors_add ON casework_auditevent;
DROP POLICY everybody_adds_own ON casework_auditevent;
ALTER TABLE casework_auditevent DISABLE ROW LEVEL SECURITY;
DROP TRIGGER audit_append_only ON casework_auditevent;
DROP FUNCTION refuse_change();
DROP FUNCTION app_today();
DROP FUNCTION app_user_id();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
