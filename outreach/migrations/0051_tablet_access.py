"""Who reaches what tablets send: the process that keeps it, its author, and in the end a manager."""

from django.db import migrations

from casework.migrations._key_rows import guard_keys

MANAGED = "ANY ((SELECT app_managed_unit_ids())::uuid[])"
REGISTERS = f"(unit_id = {MANAGED} OR (SELECT app_holds_city_role('administrator')))"
DECIDES = f"""(
    author_id = (SELECT app_user_id())
    OR (unit_id = {MANAGED} AND received_at <= now() - interval '72 hours')
)"""
FORWARD = f"""
ALTER TABLE outreach_device ENABLE ROW LEVEL SECURITY;
ALTER TABLE outreach_device FORCE ROW LEVEL SECURITY;
REVOKE DELETE ON outreach_device FROM ledljus_app;
CREATE POLICY who_registers ON outreach_device TO ledljus_app
    USING ({REGISTERS}) WITH CHECK ({REGISTERS});
-- Whether a tablet is trusted is asked of whoever holds it; contact is noted.
GRANT SELECT (id, name, unit_id, revoked_at, seen_at, skew_seconds), UPDATE (seen_at, skew_seconds)
    ON outreach_device TO ledljus_sync;
CREATE POLICY sync_knows ON outreach_device TO ledljus_sync USING (true) WITH CHECK (true);

-- A revoked tablet stays revoked.
CREATE FUNCTION refuse_trust_again() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a revoked tablet stays revoked' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER device_revoked BEFORE UPDATE ON outreach_device FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at
        OR NEW.revoked_by_id IS DISTINCT FROM OLD.revoked_by_id
        OR NEW.revoked_why IS DISTINCT FROM OLD.revoked_why))
    EXECUTE FUNCTION refuse_trust_again();

-- Public keys are for everybody to read, and for the process that opens to give out: one put in by
-- somebody else would let them read what tablets send.
REVOKE INSERT, UPDATE, DELETE ON outreach_tabletkey, outreach_syncepoch FROM ledljus_app;
GRANT SELECT, INSERT ON outreach_tabletkey, outreach_syncepoch TO ledljus_sync;
GRANT UPDATE (retired_at, forgotten_at) ON outreach_tabletkey TO ledljus_sync;

ALTER TABLE outreach_syncitem ENABLE ROW LEVEL SECURITY;
ALTER TABLE outreach_syncitem FORCE ROW LEVEL SECURITY;
REVOKE INSERT, UPDATE, DELETE ON outreach_syncitem FROM ledljus_app;
GRANT UPDATE (state, reason, enc, sealed, content, settled_at, settled_by_id, let_go_why, attempts,
    is_vouched)
    ON outreach_syncitem TO ledljus_app;
CREATE POLICY who_decides_reads ON outreach_syncitem FOR SELECT TO ledljus_app USING ({DECIDES});
-- What waits is settled in one's own name, or handed back to be opened.
CREATE POLICY who_decides_settles ON outreach_syncitem FOR UPDATE TO ledljus_app
    USING (state = 'quarantined' AND {DECIDES})
    WITH CHECK (settled_by_id = (SELECT app_user_id()) OR (state = 'waiting' AND settled_by_id IS NULL));
-- Nobody vouches for what somebody else wrote.
CREATE FUNCTION refuse_vouching_for_another() RETURNS trigger LANGUAGE plpgsql
SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'only its author vouches for a record' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER sync_item_vouched BEFORE UPDATE ON outreach_syncitem FOR EACH ROW
    WHEN (NEW.is_vouched AND NOT OLD.is_vouched AND NEW.author_id IS DISTINCT FROM app_user_id())
    EXECUTE FUNCTION refuse_vouching_for_another();
GRANT SELECT, INSERT ON outreach_syncitem TO ledljus_sync;
GRANT UPDATE (state, reason, enc, sealed, content, settled_at, attempts, unit_id)
    ON outreach_syncitem TO ledljus_sync;
CREATE POLICY sync_keeps ON outreach_syncitem TO ledljus_sync USING (true) WITH CHECK (true);
-- Nothing goes that waits, nor what a tablet could still send again.
GRANT DELETE ON outreach_syncitem TO ledljus_sync;
CREATE POLICY sync_forgets ON outreach_syncitem AS RESTRICTIVE FOR DELETE TO ledljus_sync
    USING (state IN ('done', 'let_go') AND settled_at < now() - interval '90 days');

GRANT INSERT ON casework_auditevent TO ledljus_sync;
CREATE POLICY sync_adds ON casework_auditevent FOR INSERT TO ledljus_sync
    WITH CHECK (actor_id IS NULL AND event LIKE 'tablet.%');

INSERT INTO outreach_syncepoch (id, begun_at) VALUES (gen_random_uuid(), now());
"""


def forward_sql() -> str:
    """Everything above as one script."""
    return FORWARD + guard_keys("outreach_syncitem", "content")


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0050_tablet"),
        ("casework", "0050_rotation_of_keys"),
        ("casework", "0007_asking_policies"),
    ]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
