"""The database agrees with casework/access/recovery.py, and each writes in their own name."""

from django.db import migrations

TODAY = "valid_from <= (SELECT app_today()) AND ({m}.valid_to IS NULL OR {m}.valid_to >= (SELECT app_today()))"
MINE = "m." + TODAY.format(m="m")
ADMINISTRATOR = f"""EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'administrator' AND {MINE}
)"""
DECIDES = f"""{ADMINISTRATOR} OR EXISTS (
    SELECT FROM casework_membership m
    JOIN casework_membership staff ON staff.unit_id = m.unit_id
    WHERE m.user_id = (SELECT app_user_id()) AND m.role = 'unit_manager' AND {MINE}
      AND staff.user_id = casework_recovery.holder_id AND staff.{TODAY.format(m="staff")}
)"""
FORWARD = f"""
ALTER TABLE casework_recovery ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_recovery FORCE ROW LEVEL SECURITY;
REVOKE DELETE ON casework_recovery FROM ledljus_app;
CREATE POLICY who_decides_reads ON casework_recovery FOR SELECT TO ledljus_app USING ({DECIDES});
CREATE POLICY administrator_asks ON casework_recovery FOR INSERT TO ledljus_app
    WITH CHECK (asked_by_id = (SELECT app_user_id()) AND state = 'waiting' AND {ADMINISTRATOR});
-- A request that is settled stays as it is, and nobody settles in somebody else's name.
CREATE POLICY who_decides_settles ON casework_recovery FOR UPDATE TO ledljus_app
    USING (state = 'waiting' AND ({DECIDES}))
    WITH CHECK (settled_by_id IS NULL OR settled_by_id = (SELECT app_user_id()));

-- The clock closes what nobody confirmed, and sees neither whom it is about nor why.
GRANT SELECT (id, state, expires_at), UPDATE (state, settled_at, first_half) ON casework_recovery
    TO ledljus_clock;
CREATE POLICY clock_finds ON casework_recovery FOR SELECT TO ledljus_clock
    USING (expires_at < now());
CREATE POLICY clock_expires ON casework_recovery FOR UPDATE TO ledljus_clock
    USING (expires_at < now() AND state = 'waiting') WITH CHECK (state = 'expired');
GRANT INSERT ON casework_auditevent TO ledljus_clock;
CREATE POLICY clock_expires_recoveries ON casework_auditevent FOR INSERT TO ledljus_clock
    WITH CHECK (actor_id IS NULL AND event = 'recovery.expired');
"""
BACKWARD = """
DROP POLICY clock_expires_recoveries ON casework_auditevent;
DROP POLICY clock_expires ON casework_recovery;
DROP POLICY clock_finds ON casework_recovery;
REVOKE ALL ON casework_recovery FROM ledljus_clock;
DROP POLICY who_decides_settles ON casework_recovery;
DROP POLICY administrator_asks ON casework_recovery;
DROP POLICY who_decides_reads ON casework_recovery;
ALTER TABLE casework_recovery DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0040_recovery"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
