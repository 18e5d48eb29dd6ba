"""The log dates itself, is sealed by one role, and is let go of by one function and after its time.

The clock of the database dates every event, under a lock on its day that lasts as long as the
transaction: whoever gets that lock alone on a day that is over knows that nothing more will come.
"""

from django.db import migrations

# The namespaces of our advisory locks: one lock for each day, one for the chain as a whole.
DAY_LOCK, CHAIN_LOCK = 19530, 19531
# Five years, the shortest time that the log is kept whatever a setting says (docs/audit.md).
SHORTEST = 1827
SEALS = ["casework_auditseal", "casework_auditsealexport", "casework_auditdaygone"]
REVIEWER = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.role = 'log_reviewer'
      AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""

STAMP = f"""
CREATE FUNCTION stamp_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    today date;
BEGIN
    -- Once more when midnight passed between the lock and the clock.
    LOOP
        today := (clock_timestamp() AT TIME ZONE 'Europe/Stockholm')::date;
        PERFORM pg_advisory_xact_lock_shared({DAY_LOCK}, today - DATE '2000-01-01');
        NEW.at := clock_timestamp();
        EXIT WHEN (NEW.at AT TIME ZONE 'Europe/Stockholm')::date = today;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_stamp BEFORE INSERT ON casework_auditevent
    FOR EACH ROW EXECUTE FUNCTION stamp_audit_event();
"""

REFUSE = f"""
CREATE FUNCTION refuse_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_user <> 'ledljus_log_keeper' THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
-- Even the keeper removes nothing but days that are sealed, written outside and past their time.
CREATE FUNCTION check_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT (at AT TIME ZONE 'Europe/Stockholm')::date AS day FROM gone) g
        WHERE g.day > app_today() - {SHORTEST} OR NOT EXISTS (
            SELECT FROM casework_auditseal s JOIN casework_auditsealexport x ON x.seal_id = s.id
            WHERE s.day = g.day
        )
    ) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION check_block_removal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM gone g JOIN casework_auditseal s ON s.id = g.seal_id
        WHERE s.day > app_today() - {SHORTEST}
    ) THEN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER audit_append_only ON casework_auditevent;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR TRUNCATE ON casework_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_kept BEFORE DELETE ON casework_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_kept_for_its_time AFTER DELETE ON casework_auditevent
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION check_removal();

CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON casework_auditseal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON casework_auditsealexport
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON casework_auditdaygone
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR TRUNCATE ON casework_auditsealblock
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER seal_kept BEFORE DELETE ON casework_auditsealblock
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER seal_kept_for_its_time AFTER DELETE ON casework_auditsealblock
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION check_block_removal();
"""

ROLES = "\n".join(
    f"""
    REVOKE ALL ON {table} FROM ledljus_app;
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    CREATE POLICY reviewers_read ON {table} FOR SELECT TO ledljus_app USING ({REVIEWER});
    CREATE POLICY sealer_reads ON {table} FOR SELECT TO ledljus_sealer USING (true);
    GRANT SELECT ON {table} TO ledljus_sealer;
    """
    for table in [*SEALS, "casework_auditsealblock"]
)
SEALER = """
GRANT SELECT ON casework_auditseal, casework_auditsealexport, casework_auditdaygone TO ledljus_app;
GRANT INSERT ON casework_auditseal, casework_auditsealblock, casework_auditsealexport
    TO ledljus_sealer;
-- A day is sealed when it is over, and once.
CREATE POLICY sealer_seals ON casework_auditseal FOR INSERT TO ledljus_sealer
    WITH CHECK (day < (SELECT app_today()));
CREATE POLICY sealer_seals ON casework_auditsealblock FOR INSERT TO ledljus_sealer
    WITH CHECK (true);
CREATE POLICY sealer_exports ON casework_auditsealexport FOR INSERT TO ledljus_sealer
    WITH CHECK (true);
GRANT SELECT, INSERT ON casework_auditevent TO ledljus_sealer;
CREATE POLICY sealer_reads ON casework_auditevent FOR SELECT TO ledljus_sealer USING (true);
CREATE POLICY sealer_adds ON casework_auditevent FOR INSERT TO ledljus_sealer
    WITH CHECK (actor_id IS NULL AND actor_name = 'sealer' AND event LIKE 'seal.%');
"""

KEEPER = f"""
GRANT SELECT, DELETE ON casework_auditevent, casework_auditsealblock TO ledljus_log_keeper;
GRANT SELECT ON casework_auditseal, casework_auditsealexport TO ledljus_log_keeper;
GRANT INSERT ON casework_auditdaygone TO ledljus_log_keeper;
CREATE POLICY keeper_reads ON casework_auditevent FOR SELECT TO ledljus_log_keeper USING (true);
CREATE POLICY keeper_removes ON casework_auditevent FOR DELETE TO ledljus_log_keeper USING (true);
CREATE POLICY keeper_reads ON casework_auditsealblock FOR SELECT TO ledljus_log_keeper USING (true);
CREATE POLICY keeper_removes ON casework_auditsealblock FOR DELETE TO ledljus_log_keeper
    USING (true);
CREATE POLICY keeper_reads ON casework_auditseal FOR SELECT TO ledljus_log_keeper USING (true);
CREATE POLICY keeper_reads ON casework_auditsealexport FOR SELECT TO ledljus_log_keeper
    USING (true);
CREATE POLICY keeper_notes ON casework_auditdaygone FOR INSERT TO ledljus_log_keeper
    WITH CHECK (true);

CREATE FUNCTION drop_audit_day(gone_day date, keep_days integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    seal casework_auditseal%ROWTYPE;
    removed bigint;
BEGIN
    IF keep_days < {SHORTEST} OR gone_day > app_today() - keep_days THEN
        RAISE EXCEPTION 'The day is to be kept';
    END IF;
    SELECT * INTO seal FROM casework_auditseal WHERE day = gone_day;
    IF NOT FOUND OR NOT EXISTS (
        SELECT FROM casework_auditsealexport WHERE seal_id = seal.id
    ) THEN
        RAISE EXCEPTION 'The day is not sealed, or its seal not written outside';
    END IF;
    -- Not while somebody proves the log.
    PERFORM pg_advisory_xact_lock({CHAIN_LOCK}, 0);
    DELETE FROM casework_auditevent
    WHERE at >= gone_day::timestamp AT TIME ZONE 'Europe/Stockholm'
      AND at < (gone_day + 1)::timestamp AT TIME ZONE 'Europe/Stockholm';
    GET DIAGNOSTICS removed = ROW_COUNT;
    -- What was tampered with is evidence.
    IF removed <> seal.count THEN
        RAISE EXCEPTION 'The day does not hold what was sealed';
    END IF;
    DELETE FROM casework_auditsealblock WHERE seal_id = seal.id;
    INSERT INTO casework_auditdaygone (id, seal_id, at, count)
    VALUES (gen_random_uuid(), seal.id, clock_timestamp(), removed);
    RETURN removed;
END $$;
REVOKE ALL ON FUNCTION drop_audit_day(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_audit_day(date, integer) TO ledljus_retention;
GRANT CREATE ON SCHEMA public TO ledljus_log_keeper;
ALTER FUNCTION drop_audit_day(date, integer) OWNER TO ledljus_log_keeper;
REVOKE CREATE ON SCHEMA public FROM ledljus_log_keeper;

GRANT INSERT ON casework_auditevent TO ledljus_retention;
CREATE POLICY retention_adds ON casework_auditevent FOR INSERT TO ledljus_retention
    WITH CHECK (actor_id IS NULL AND actor_name = 'retention' AND event = 'seal.day_gone');
GRANT SELECT ON casework_auditseal, casework_auditsealexport, casework_auditdaygone
    TO ledljus_retention;
CREATE POLICY retention_reads ON casework_auditseal FOR SELECT TO ledljus_retention USING (true);
CREATE POLICY retention_reads ON casework_auditsealexport FOR SELECT TO ledljus_retention
    USING (true);
CREATE POLICY retention_reads ON casework_auditdaygone FOR SELECT TO ledljus_retention USING (true);
"""
FORWARD = STAMP + REFUSE + ROLES + SEALER + KEEPER

BACKWARD = """
DROP FUNCTION drop_audit_day(date, integer);
DROP POLICY retention_adds ON casework_auditevent;
DROP POLICY keeper_removes ON casework_auditevent;
DROP POLICY keeper_reads ON casework_auditevent;
DROP POLICY sealer_adds ON casework_auditevent;
DROP POLICY sealer_reads ON casework_auditevent;
REVOKE ALL ON casework_auditevent FROM ledljus_retention, ledljus_log_keeper, ledljus_sealer;
DROP TRIGGER audit_kept_for_its_time ON casework_auditevent;
DROP TRIGGER audit_kept ON casework_auditevent;
DROP TRIGGER audit_append_only ON casework_auditevent;
CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON casework_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
DROP TRIGGER audit_stamp ON casework_auditevent;
DROP FUNCTION stamp_audit_event();
DROP FUNCTION check_removal();
DROP TRIGGER seal_kept_for_its_time ON casework_auditsealblock;
DROP FUNCTION check_block_removal();
DROP TRIGGER seal_kept ON casework_auditsealblock;
DROP FUNCTION refuse_removal();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0030_audit_seals")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
