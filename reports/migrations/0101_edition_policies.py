"""Who reads and writes editions: the statistics managers, and the releaser that makes them.

Everybody reads what is published.
The ledger is read by ``ledljus_releaser`` alone and removed by nobody. What is published stays.
"""

from django.db import migrations

from casework.migrations._key_rows import guard_keys

MANAGER = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
TABLES = [
    "reports_edition",
    "reports_editionuniverse",
    "reports_editioncorrection",
    "reports_editionperiod",
    "reports_exactfigure",
    "reports_disclosureledger",
]
# Rows that are added and never touched again.
APPEND_ONLY = [
    "reports_editionuniverse",
    "reports_editioncorrection",
    "reports_editionperiod",
    "reports_exactfigure",
]

GUARDS = "\n".join(
    f"""
    ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
    ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
    REVOKE DELETE, TRUNCATE ON {table} FROM ledljus_app;
    """
    for table in TABLES
)
KEPT = "\n".join(
    f"""
    REVOKE UPDATE ON {table} FROM ledljus_app;
    CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
    """
    for table in APPEND_ONLY
)
LEDGER = """
REVOKE ALL ON reports_disclosureledger FROM ledljus_app;
CREATE POLICY nobody ON reports_disclosureledger TO ledljus_app USING (false) WITH CHECK (false);
GRANT SELECT, INSERT, UPDATE ON reports_disclosureledger TO ledljus_releaser;
CREATE POLICY releaser ON reports_disclosureledger TO ledljus_releaser
    USING (true) WITH CHECK (true);
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON reports_disclosureledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
-- A ledger that was read before somebody else drew is not written over what was drawn.
CREATE FUNCTION ledger_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 OR NEW.id <> OLD.id THEN
        RAISE EXCEPTION 'the ledger was drawn from meanwhile' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER grows BEFORE UPDATE ON reports_disclosureledger
    FOR EACH ROW WHEN (current_user <> 'ledljus_keys') EXECUTE FUNCTION ledger_grows();
"""
MANAGERS = f"""
CREATE POLICY managers ON reports_edition TO ledljus_app USING ({MANAGER}) WITH CHECK ({MANAGER});
CREATE POLICY managers ON reports_editionuniverse FOR SELECT TO ledljus_app USING ({MANAGER});
REVOKE INSERT ON reports_editionuniverse FROM ledljus_app;
CREATE POLICY managers ON reports_editioncorrection TO ledljus_app
    USING ({MANAGER}) WITH CHECK (written_by_id = (SELECT app_user_id()) AND {MANAGER});
CREATE POLICY managers ON reports_editionperiod TO ledljus_app
    USING ({MANAGER}) WITH CHECK (registered_by_id = (SELECT app_user_id()) AND {MANAGER});
CREATE POLICY managers ON reports_exactfigure TO ledljus_app
    USING ({MANAGER}) WITH CHECK (registered_by_id = (SELECT app_user_id()) AND {MANAGER});
"""
# What is published is public: whoever writes or shows it needs no role for it.
PUBLISHED = """
CREATE POLICY published ON reports_edition FOR SELECT TO ledljus_app USING (state = 'published');
CREATE POLICY published ON reports_editionuniverse FOR SELECT TO ledljus_app USING (EXISTS (
    SELECT FROM reports_edition e WHERE e.id = edition_id AND e.state = 'published'
));
CREATE POLICY published ON reports_editioncorrection FOR SELECT TO ledljus_app USING (EXISTS (
    SELECT FROM reports_edition e WHERE e.id = edition_id AND e.state = 'published'
));
CREATE POLICY published ON reports_editionperiod FOR SELECT TO ledljus_app USING (EXISTS (
    SELECT FROM reports_edition e
    WHERE e.period_id = reports_editionperiod.id AND e.state = 'published'
));
"""
RELEASER = """
GRANT SELECT, INSERT, UPDATE ON reports_edition TO ledljus_releaser;
CREATE POLICY releaser ON reports_edition TO ledljus_releaser USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON reports_editionuniverse, reports_editionperiod TO ledljus_releaser;
CREATE POLICY releaser ON reports_editionuniverse TO ledljus_releaser
    USING (true) WITH CHECK (true);
CREATE POLICY releaser ON reports_editionperiod TO ledljus_releaser
    USING (true) WITH CHECK (registered_by_id IS NULL);
GRANT SELECT ON reports_exactfigure TO ledljus_releaser;
CREATE POLICY releaser ON reports_exactfigure FOR SELECT TO ledljus_releaser USING (true);
GRANT INSERT ON casework_auditevent TO ledljus_releaser;
CREATE POLICY releaser_adds ON casework_auditevent FOR INSERT TO ledljus_releaser
    WITH CHECK (actor_id IS NULL AND (event LIKE 'edition.%' OR event LIKE 'ledger.%'));
"""
MOVES = """
CREATE FUNCTION edition_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    by_machine CONSTANT boolean := current_user = 'ledljus_releaser';
    may CONSTANT text[] := ARRAY[
        'draft>auditing', 'draft>refused', 'auditing>draft', 'auditing>audited',
        'auditing>refused', 'audited>refused', 'audited>approved', 'approved>refused',
        'approved>published', 'published>withdrawn'
    ];
    before jsonb := to_jsonb(OLD);
    after jsonb := to_jsonb(NEW);
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.approved_by_id IS NOT NULL THEN
            RAISE EXCEPTION 'an edition begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state <> OLD.state THEN
        IF NOT (OLD.state || '>' || NEW.state) = ANY (may)
           OR by_machine <> (OLD.state IN ('draft', 'auditing')) THEN
            RAISE EXCEPTION 'an edition can not go from % to %', OLD.state, NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
        IF NEW.state = 'approved' AND NEW.approved_by_id IS DISTINCT FROM app_user_id() THEN
            RAISE EXCEPTION 'approved in the name of another' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    -- What was audited is what is published: of the rest only who answers for it may be added.
    IF OLD.state NOT IN ('draft', 'auditing') THEN
        before := before - ARRAY['state', 'reason', 'refused_because', 'withdrawn_by_id',
            'withdrawn_at'];
        after := after - ARRAY['state', 'reason', 'refused_because', 'withdrawn_by_id',
            'withdrawn_at'];
        IF OLD.state = 'audited' THEN
            before := before - ARRAY['prepared_by_id', 'approved_by_id', 'approved_at'];
            after := after - ARRAY['prepared_by_id', 'approved_by_id', 'approved_at'];
            IF OLD.prepared_by_id IS NOT NULL
               AND NEW.prepared_by_id IS DISTINCT FROM OLD.prepared_by_id THEN
                RAISE EXCEPTION 'somebody answers for it' USING ERRCODE = 'check_violation';
            END IF;
        END IF;
        IF OLD.state = 'approved' AND NEW.state = 'published' THEN
            before := before - 'published_at';
            after := after - 'published_at';
        END IF;
        IF before <> after OR (NEW.state = OLD.state AND OLD.state <> 'audited') THEN
            RAISE EXCEPTION 'an audited edition is not changed' USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER moves BEFORE INSERT OR UPDATE ON reports_edition
    FOR EACH ROW EXECUTE FUNCTION edition_moves();
CREATE TRIGGER never_removed BEFORE DELETE OR TRUNCATE ON reports_edition
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Files come in while the edition is made, and never afterwards.
CREATE FUNCTION universe_of_open_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM reports_edition e WHERE e.id = NEW.edition_id AND e.state = 'auditing'
    ) THEN
        RAISE EXCEPTION 'the edition is not being made' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER while_made BEFORE INSERT ON reports_editionuniverse
    FOR EACH ROW EXECUTE FUNCTION universe_of_open_edition();
"""
FORWARD = "\n".join(
    [
        GUARDS,
        KEPT,
        LEDGER,
        MANAGERS,
        PUBLISHED,
        RELEASER,
        MOVES,
        guard_keys("reports_disclosureledger", "sealed", "sealed_key"),
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0100_editions"),
        ("reports", "0050_rotation_of_keys"),
        ("casework", "0140_plan_notices"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
