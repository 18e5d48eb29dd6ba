"""What the rules say about more than one row: the shift's way, what is signed, doubles, age limits."""

from django.db import migrations

# outreach/states.py; a test compares.
WAY = [
    ("planned", "ongoing"),
    ("planned", "cancelled"),
    ("ongoing", "ended"),
    ("ended", "ongoing"),
    ("ended", "signed"),
]
STEPS = ", ".join(f"('{before}', '{after}')" for before, after in WAY)

TRIGGERS = f"""
CREATE FUNCTION refuse_other_way() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.state, NEW.state) NOT IN ({STEPS}) THEN
        RAISE EXCEPTION 'a shift does not go from % to %', OLD.state, NEW.state
            USING ERRCODE = 'check_violation', CONSTRAINT = 'shift_way';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shift_way BEFORE UPDATE ON outreach_shift
    FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION refuse_other_way();

-- Somebody is met on a shift that goes on or is being debriefed; after the signature there are
-- corrections only. A double is one of the same shift.
CREATE FUNCTION check_encounter_of_shift() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    shift_state text := (SELECT s.state FROM outreach_shift s WHERE s.id = NEW.shift_id);
BEGIN
    IF NOT coalesce(shift_state IN ('ongoing', 'ended'), false)
       AND NOT (coalesce(shift_state = 'signed', false) AND NEW.corrects_id IS NOT NULL) THEN
        RAISE EXCEPTION 'no encounter on this shift now'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'encounter_shift_open';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER encounter_shift_open BEFORE INSERT ON outreach_encounter
    FOR EACH ROW WHEN (NEW.origin = 'entered') EXECUTE FUNCTION check_encounter_of_shift();

CREATE FUNCTION check_double() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM outreach_encounter e WHERE e.id = NEW.double_of_id AND e.shift_id = NEW.shift_id
    ) THEN
        RAISE EXCEPTION 'a double is an encounter of the same shift'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'encounter_double_same_shift';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER encounter_double_same_shift BEFORE INSERT OR UPDATE OF double_of_id
    ON outreach_encounter FOR EACH ROW WHEN (NEW.double_of_id IS NOT NULL)
    EXECUTE FUNCTION check_double();

CREATE FUNCTION refuse_change_of_signed_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM outreach_encounter e JOIN outreach_shift s ON s.id = e.shift_id
        WHERE e.id = OLD.encounter_id AND s.state = 'signed'
    ) THEN
        RAISE EXCEPTION 'offer of a signed shift' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER offer_signed BEFORE UPDATE OR DELETE ON outreach_supportoffer
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_signed_offer();

-- Rule 5: a child is never sent to a unit for adults. Without an exact age the oldest child counts.
-- Rule 2: an exploited person is never offered KAST, which is there for buyers.
CREATE FUNCTION check_offer_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    met outreach_encounter;
BEGIN
    SELECT * INTO met FROM outreach_encounter e WHERE e.id = NEW.encounter_id;
    IF met.role = 'exploited' AND NEW.kind = 'kast' OR met.role = 'suspected_buyer' AND NEW.kind = 'mika' THEN
        RAISE EXCEPTION 'this support is not there for this role'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_fits_role';
    END IF;
    IF met.is_child
       AND EXISTS (SELECT FROM outreach_offerroute r WHERE r.kind = NEW.kind)
       AND NOT EXISTS (
           SELECT FROM outreach_offerroute r JOIN casework_unit u ON u.id = r.unit_id
           WHERE r.kind = NEW.kind AND coalesce(u.age_from, 0) <= coalesce(met.age, 17)
             AND coalesce(u.age_to, 200) >= coalesce(met.age, 0)
       ) THEN
        RAISE EXCEPTION 'this support does not take children'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'offer_fits_age';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offer_fits BEFORE INSERT OR UPDATE OF kind ON outreach_supportoffer
    FOR EACH ROW WHEN (NEW.origin = 'entered') EXECUTE FUNCTION check_offer_fits();
"""

# Answered across the walls between roles, with numbers and identifiers only: a crew member of one
# unit must not end a shift as "nobody met" because the other unit's encounters are hidden from them.
FUNCTIONS = {
    "app_shift_totals(uuid)": """
        CREATE FUNCTION app_shift_totals(wanted uuid) RETURNS TABLE (people bigint, drafts bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT count(*), count(*) FILTER (WHERE e.state = 'draft')
            FROM outreach_encounter e
            WHERE e.shift_id = wanted AND e.is_current AND e.double_of_id IS NULL
              AND app_reads_shift(wanted)
        $$
    """,
    # Whether somebody can be rung back is a fact of the encounter; how is for the receiver alone.
    "app_contact_left(uuid[])": """
        CREATE FUNCTION app_contact_left(wanted uuid[]) RETURNS SETOF uuid
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            SELECT c.offer_id FROM outreach_contactdetails c
            JOIN outreach_supportoffer o ON o.id = c.offer_id
            JOIN outreach_encounter e ON e.id = o.encounter_id
            WHERE c.offer_id = ANY (wanted) AND app_reads_encounter(e.shift_id, e.role)
        $$
    """,
    # Whoever changes a yes to a no takes the contact details back, also those that a colleague left.
    "app_withdraw_contact(uuid[])": """
        CREATE FUNCTION app_withdraw_contact(wanted uuid[]) RETURNS bigint
        LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
            WITH gone AS (
                DELETE FROM outreach_contactdetails c
                USING outreach_supportoffer o, outreach_encounter e
                WHERE o.id = c.offer_id AND e.id = o.encounter_id AND c.offer_id = ANY (wanted)
                  AND app_reads_encounter(e.shift_id, e.role)
                RETURNING c.id
            )
            SELECT count(*) FROM gone
        $$
    """,
}
GRANTS = """
GRANT SELECT ON outreach_shiftunit, casework_membership, casework_unit TO ledljus_deidentifier;
GRANT SELECT (id, offer_id), DELETE ON outreach_contactdetails TO ledljus_deidentifier;
CREATE POLICY totals_read ON outreach_contactdetails FOR SELECT TO ledljus_deidentifier USING (true);
CREATE POLICY totals_withdraw ON outreach_contactdetails FOR DELETE TO ledljus_deidentifier
    USING (true);
"""


def forward_sql() -> str:
    """Triggers, grants, and the functions handed to the role that may count across the walls."""
    parts = [TRIGGERS, GRANTS, "GRANT CREATE ON SCHEMA public TO ledljus_deidentifier;"]
    for signature, definition in FUNCTIONS.items():
        parts.append(f"{definition};")
        parts.append(f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;")
        parts.append(f"GRANT EXECUTE ON FUNCTION {signature} TO ledljus_app;")
        parts.append(f"ALTER FUNCTION {signature} OWNER TO ledljus_deidentifier;")
    parts.append("REVOKE CREATE ON SCHEMA public FROM ledljus_deidentifier;")
    return "\n".join(parts)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0004_emergency_reason_and_contact_kind")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
