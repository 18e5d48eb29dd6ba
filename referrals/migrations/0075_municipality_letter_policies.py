"""Who is to be told is answered by the database, for a quarter that is over and in one word: yes.

The clock prepares, those who lead the offer write and send, and what is settled stays as it is.
"""

from django.db import migrations

from casework.migrations._key_rows import guard_keys
from referrals.migrations._outward_sql import UNITS, guard_rows

LEADS = f"""EXISTS (
    SELECT FROM casework_unit u WHERE u.kind = 'staff' AND u.id = {UNITS}
)"""

FORWARD = """
REVOKE INSERT ON referrals_municipalityletter FROM ledljus_app;
GRANT SELECT (municipality_id, quarter), INSERT ON referrals_municipalityletter TO ledljus_clock;
CREATE POLICY clock_looks ON referrals_municipalityletter FOR SELECT TO ledljus_clock USING (true);
CREATE POLICY clock_prepares ON referrals_municipalityletter FOR INSERT TO ledljus_clock
    WITH CHECK (state = 'prepared' AND letter IS NULL);
CREATE POLICY clock_prepares_letters ON casework_auditevent FOR INSERT TO ledljus_clock
    WITH CHECK (actor_id IS NULL AND event = 'told.prepared');

CREATE FUNCTION refuse_change_of_settled_letter() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'a settled letter stays as it is' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER settled_letter BEFORE UPDATE ON referrals_municipalityletter
    FOR EACH ROW WHEN (OLD.state IN ('sent', 'dropped') AND current_user <> 'ledljus_keys')
    EXECUTE FUNCTION refuse_change_of_settled_letter();

-- Municipalities in the area of the offer that have not joined it today and where somebody lives who
-- was met in the quarter. Nothing else is answered, for no other time: a day or a week would tell.
-- A quarter waits for two weeks, so that nobody sees by which evening's signature it came.
CREATE FUNCTION app_municipalities_to_tell(wanted date) RETURNS SETOF uuid
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF wanted <> date_trunc('quarter', wanted::timestamp)::date
       OR (wanted + interval '3 months' + interval '14 days')::date > (SELECT app_today()) THEN
        RAISE EXCEPTION 'only a quarter that is over' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    RETURN QUERY
        SELECT m.id FROM casework_municipality m
        WHERE m.in_offer_area
          AND NOT EXISTS (SELECT FROM casework_city c WHERE c.municipality_id = m.id)
          AND coalesce((
              SELECT a.status FROM casework_municipalityagreement a
              WHERE a.municipality_id = m.id AND a.valid_from <= (SELECT app_today())
                AND (a.valid_to IS NULL OR a.valid_to >= (SELECT app_today()))
              ORDER BY a.valid_from DESC LIMIT 1
          ), 'unknown') <> 'joined'
          AND EXISTS (
              SELECT FROM outreach_encounter e JOIN outreach_shift s ON s.id = e.shift_id
              WHERE e.home_municipality_id = m.id AND e.home_kind = 'municipality'
                AND e.is_current AND e.double_of_id IS NULL AND e.state = 'complete'
                AND s.state IN ('ongoing', 'ended', 'signed')
                AND s.day >= wanted AND s.day < (wanted + interval '3 months')::date
          );
END $$;
REVOKE ALL ON FUNCTION app_municipalities_to_tell(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_municipalities_to_tell(date) TO ledljus_clock;
GRANT CREATE ON SCHEMA public TO ledljus_deidentifier;
ALTER FUNCTION app_municipalities_to_tell(date) OWNER TO ledljus_deidentifier;
REVOKE CREATE ON SCHEMA public FROM ledljus_deidentifier;
"""


def forward_sql() -> str:
    """Everything above as one script."""
    table = "referrals_municipalityletter"
    return "\n".join([guard_rows(table, LEADS), guard_keys(table, "letter"), FORWARD])


class Migration(migrations.Migration):
    dependencies = [("referrals", "0074_municipality_letter")]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
