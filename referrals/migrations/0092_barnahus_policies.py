"""A coordination through Barnahus is a child's, lasting, and names nobody before it is decided."""

from django.db import migrations

from casework.migrations._definers import hand_over
from casework.migrations._person_rows import guard, guard_history

TABLES = ("referrals_barnahusmatter", "referrals_barnahusstep")
RULES = """
CREATE FUNCTION app_barnahus_matter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NOT EXISTS (SELECT FROM casework_person p WHERE p.id = NEW.person_id
            AND p.kind = 'exploited' AND p.child_until > (SELECT app_today())) THEN
            RAISE EXCEPTION 'barnahus is for a child' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.person_id <> OLD.person_id THEN
        RAISE EXCEPTION 'a matter stays in its file' USING ERRCODE = 'check_violation';
    END IF;
    IF (NEW.created_by_id, NEW.created_at, NEW.unit_id)
        IS DISTINCT FROM (OLD.created_by_id, OLD.created_at, OLD.unit_id) THEN
        RAISE EXCEPTION 'who began a matter, and where, stays' USING ERRCODE = 'check_violation';
    END IF;
    -- What is closed stays as it was, and what was reported can't be untold.
    IF OLD.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'a closed matter stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    IF (OLD.police = 'reported' AND NEW.police <> 'reported')
        OR (OLD.police <> 'undecided' AND NEW.police = 'undecided') THEN
        RAISE EXCEPTION 'a decision is not taken back' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER barnahus_matter BEFORE INSERT OR UPDATE ON referrals_barnahusmatter
    FOR EACH ROW EXECUTE FUNCTION app_barnahus_matter();

-- Anonymous is what was written while nothing was decided, and it stays so afterwards.
CREATE FUNCTION app_barnahus_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    m referrals_barnahusmatter%ROWTYPE;
BEGIN
    SELECT * INTO m FROM referrals_barnahusmatter x WHERE x.id = NEW.matter_id;
    IF m.id IS NULL OR m.person_id <> NEW.person_id
        OR (TG_OP = 'UPDATE' AND NEW.matter_id <> OLD.matter_id) THEN
        RAISE EXCEPTION 'a step stays in its matter' USING ERRCODE = 'check_violation';
    END IF;
    IF m.closed_on IS NOT NULL THEN
        RAISE EXCEPTION 'a closed matter stays as it is' USING ERRCODE = 'check_violation';
    END IF;
    NEW.is_anonymous := CASE WHEN TG_OP = 'INSERT' THEN m.police = 'undecided'
        ELSE OLD.is_anonymous END;
    IF NEW.named_on = 'report' AND m.police <> 'reported' THEN
        RAISE EXCEPTION 'no report is decided' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER barnahus_step BEFORE INSERT OR UPDATE ON referrals_barnahusstep
    FOR EACH ROW EXECUTE FUNCTION app_barnahus_step();
"""
# What has passed, for the clock: files and days, and nothing else.
LATE = """
GRANT SELECT (person_id, next_on, closed_on) ON referrals_barnahusmatter TO ledljus_gatekeeper;
CREATE POLICY gatekeeper_keeps_time ON referrals_barnahusmatter FOR SELECT TO ledljus_gatekeeper
    USING (true);
CREATE FUNCTION app_late_times_of_barnahus() RETURNS TABLE (person_id uuid, due date)
LANGUAGE sql STABLE AS $$
    SELECT m.person_id, m.next_on FROM referrals_barnahusmatter m
    WHERE m.closed_on IS NULL AND m.next_on < (SELECT app_today())
$$;
"""
# An emergency lasts for hours: it begins no coordination, and decides and tells nothing in one.
LASTING = "\n".join(
    f"CREATE POLICY not_in_an_emergency_{verb.lower()} ON {table} AS RESTRICTIVE FOR {verb}"
    " TO ledljus_app WITH CHECK (app_works_lastingly(person_id));"
    for table in TABLES
    for verb in ("INSERT", "UPDATE")
)


def forward_sql() -> str:
    """Everything as one script."""
    guards = [part for t in TABLES for part in (guard(t), guard_history(f"{t}event"))]
    told = hand_over({"app_late_times_of_barnahus()": "ledljus_clock"})
    return "\n".join([RULES, *guards, LASTING, LATE, told])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0091_letter_policies")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
