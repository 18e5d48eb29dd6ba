"""The database agrees with outreach/access.py: a bug in a view shows an empty page, not a person."""

from django.db import migrations

READING = "('outreach_worker', 'coordinator', 'unit_worker', 'unit_manager')"

FUNCTIONS = f"""
-- The units where the acting user works today.
CREATE FUNCTION app_unit_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(m.unit_id), ARRAY[]::uuid[]) FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.role IN {READING}
      AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
$$;

-- Whether the acting user works in the unit today.
CREATE FUNCTION app_works_in(wanted uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM casework_membership m
        WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id = wanted AND m.role IN {READING}
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
$$;

-- Whether the acting user's unit took part in the shift.
CREATE FUNCTION app_reads_shift(wanted uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM outreach_shiftunit su
        JOIN casework_membership m ON m.unit_id = su.unit_id
        WHERE su.shift_id = wanted AND m.user_id = (SELECT app_user_id()) AND m.role IN {READING}
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
$$;

-- Whether such a unit is there for whom was met (design rule 14).
CREATE FUNCTION app_reads_encounter(wanted uuid, met text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT EXISTS (
        SELECT FROM outreach_shiftunit su
        JOIN casework_unit u ON u.id = su.unit_id AND u.reads_roles @> ARRAY[met]::varchar[]
        JOIN casework_membership m ON m.unit_id = su.unit_id
        WHERE su.shift_id = wanted AND m.user_id = (SELECT app_user_id()) AND m.role IN {READING}
          AND m.valid_from <= (SELECT app_today())
          AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
    )
$$;
"""

# Policies do not call the functions above: a function with a query inside is called once a row,
# while this sub-select is asked once a statement (a list of 125,000 shifts: ten times faster).
UNITS = "ANY ((SELECT app_unit_ids())::uuid[])"
# A new shift has no participating units yet: its own unit lets it in and out of INSERT.
SHIFT = f"""unit_id = {UNITS} OR EXISTS (
    SELECT FROM outreach_shiftunit su WHERE su.shift_id = {{table}}.id AND su.unit_id = {UNITS}
)"""
ENCOUNTER = f"""EXISTS (
    SELECT FROM outreach_shiftunit su
    JOIN casework_unit u ON u.id = su.unit_id AND u.reads_roles @> ARRAY[{{table}}.role]::varchar[]
    WHERE su.shift_id = {{table}}.shift_id AND su.unit_id = {UNITS}
)"""
OFFER = "EXISTS (SELECT FROM outreach_encounter e WHERE e.id = encounter_id)"

# table: what the acting user must fulfil to read and to write a row.
POLICIES = {
    "outreach_shift": SHIFT,
    "outreach_shiftevent": SHIFT,
    "outreach_crewmember": "EXISTS (SELECT FROM outreach_shift s WHERE s.id = shift_id)",
    "outreach_encounter": ENCOUNTER,
    "outreach_encounterevent": ENCOUNTER,
    "outreach_supportoffer": OFFER,
    "outreach_supportofferevent": OFFER,
    "outreach_importedlog": f"unit_id = {UNITS}",
    "outreach_importedrow": "EXISTS (SELECT FROM outreach_importedlog l WHERE l.id = log_id)",
}
HISTORY = [table for table in POLICIES if table.endswith("event")]

# The import inserts and reads nobody. It knows its own earlier rows by digest.
IMPORT_INSERTS = [
    "outreach_shift",
    "outreach_shiftunit",
    "outreach_encounter",
    "outreach_supportoffer",
    "outreach_operationweek",
    "outreach_importedlog",
    "outreach_importedrow",
]
IMPORT_READS = [
    "casework_unit",
    "casework_municipality",
    "casework_district",
    "casework_country",
    "casework_voluntaryorganisation",
    "casework_city",
    "outreach_offerroute",
    "outreach_operationweek",
    "outreach_importedlog",
    "outreach_importedrow",
]

CONTACT_DETAILS = f"""
ALTER TABLE outreach_contactdetails ENABLE ROW LEVEL SECURITY;
ALTER TABLE outreach_contactdetails FORCE ROW LEVEL SECURITY;
CREATE POLICY author_and_receiver ON outreach_contactdetails TO ledljus_app
    USING (author_id = (SELECT app_user_id()) OR receiving_unit_id = {UNITS})
    WITH CHECK (author_id = (SELECT app_user_id()) OR receiving_unit_id = {UNITS});
"""

# After the signature an encounter stands as it is: a correction is a new version. What may still
# change is whether it is the current one.
SIGNED = """
CREATE FUNCTION refuse_change_of_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT s.state FROM outreach_shift s WHERE s.id = OLD.shift_id) IS DISTINCT FROM 'signed' THEN
        RETURN NEW;
    END IF;
    IF to_jsonb(NEW) - 'is_current' - 'updated_at' - 'updated_by_id'
       IS DISTINCT FROM to_jsonb(OLD) - 'is_current' - 'updated_at' - 'updated_by_id' THEN
        RAISE EXCEPTION 'encounter of a signed shift' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER encounter_signed BEFORE UPDATE ON outreach_encounter
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed();

CREATE FUNCTION refuse_reopening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a signed shift stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER shift_signed BEFORE UPDATE ON outreach_shift
    FOR EACH ROW WHEN (OLD.state = 'signed') EXECUTE FUNCTION refuse_reopening();

ALTER TABLE outreach_shift ADD CONSTRAINT shift_day_of_start
    CHECK (day = (starts_at AT TIME ZONE 'Europe/Stockholm')::date);
"""


def forward_sql() -> str:
    """Everything above as one script."""
    parts = [FUNCTIONS]
    for table, pattern in POLICIES.items():
        condition = pattern.format(table=table)
        parts.append(f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY acting_user ON {table} TO ledljus_app
                USING ({condition}) WITH CHECK ({condition});
        """)
    parts.append(CONTACT_DETAILS)
    parts.append(SIGNED)
    parts += [f"REVOKE UPDATE, DELETE ON {table} FROM ledljus_app;" for table in HISTORY]
    parts.append("REVOKE DELETE ON outreach_shift, outreach_encounter FROM ledljus_app;")
    for table in IMPORT_INSERTS:
        parts.append(f"GRANT INSERT ON {table} TO ledljus_import;")
        if table in POLICIES:
            parts.append(
                f"CREATE POLICY import_inserts ON {table} FOR INSERT TO ledljus_import"
                " WITH CHECK (true);"
            )
    for table in IMPORT_READS:
        parts.append(f"GRANT SELECT ON {table} TO ledljus_import;")
        if table in POLICIES:
            parts.append(
                f"CREATE POLICY import_reads ON {table} FOR SELECT TO ledljus_import USING (true);"
            )
    return "\n".join(parts)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial"), ("casework", "0002_audit_append_only")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
