"""History is written by the trigger and by nobody else; who took part in a shift is the leader's say.

The trigger functions run as the owner of the schema (``casework/config/harden.sql``), whom
row-level security binds too: hence a policy of its own.
"""

from django.db import migrations

HISTORY = ["outreach_shiftevent", "outreach_encounterevent", "outreach_supportofferevent"]

SHIFT_UNITS = """
-- The policies of the shift ask the table of its units, so that one can't ask the shift in turn:
-- this function looks past the policies, and answers for the acting user only.
CREATE FUNCTION app_leads_shift(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM outreach_shift s
        WHERE s.id = wanted AND s.unit_id = ANY ((SELECT app_unit_ids())::uuid[])
    )
$$;
REVOKE ALL ON FUNCTION app_leads_shift(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_leads_shift(uuid) TO ledljus_app;
GRANT CREATE ON SCHEMA public TO ledljus_deidentifier;
ALTER FUNCTION app_leads_shift(uuid) OWNER TO ledljus_deidentifier;
REVOKE CREATE ON SCHEMA public FROM ledljus_deidentifier;

ALTER TABLE outreach_shiftunit ENABLE ROW LEVEL SECURITY;
ALTER TABLE outreach_shiftunit FORCE ROW LEVEL SECURITY;
-- Two identifiers: read by all, since the policies of what hangs on a shift ask it.
CREATE POLICY everybody_reads ON outreach_shiftunit FOR SELECT
    TO ledljus_app, ledljus_deidentifier USING (true);
CREATE POLICY leading_unit_adds ON outreach_shiftunit FOR INSERT TO ledljus_app
    WITH CHECK (app_leads_shift(shift_id));
CREATE POLICY leading_unit_removes ON outreach_shiftunit FOR DELETE TO ledljus_app
    USING (app_leads_shift(shift_id));
CREATE POLICY import_inserts ON outreach_shiftunit FOR INSERT TO ledljus_import WITH CHECK (true);
REVOKE UPDATE ON outreach_shiftunit FROM ledljus_app;
"""


def forward_sql() -> str:
    """Everything above as one script."""
    parts = [SHIFT_UNITS]
    for table in HISTORY:
        parts.append(f"REVOKE INSERT ON {table} FROM ledljus_app;")
        parts.append(
            f"CREATE POLICY trigger_writes ON {table} FOR INSERT TO ledljus_owner WITH CHECK (true);"
        )
    return "\n".join(parts)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0007_log_upload_access")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
