"""A second person's yes is the database's rule too, and so is who may be in an exchange file.

The view tells of exploited people without a protected identity, of the years of one approved
request, for as long as its file may be made. Its owner is not even let in to anybody else.
"""

from django.db import migrations

from referrals.migrations._outward_sql import guard_rows

MANAGES = """EXISTS (
    SELECT FROM casework_membership m
    WHERE m.user_id = (SELECT app_user_id()) AND m.unit_id IS NULL
      AND m.role = 'statistics_manager' AND m.valid_from <= (SELECT app_today())
      AND (m.valid_to IS NULL OR m.valid_to >= (SELECT app_today()))
)"""
# What an answer and an order may change.
MOVING = "'{state,decided_by_id,decided_at,decision,ordered_at}'::text[]"
ANSWERS = f"""
CREATE POLICY asks_for_oneself ON reports_exchangerequest AS RESTRICTIVE FOR INSERT TO ledljus_app
    WITH CHECK (
        owner_id = (SELECT app_user_id()) AND state = 'asked'
        -- A year that goes on would show who came between two files.
        AND last_year < extract(year FROM (SELECT app_today()))
    );
-- Two files of one year would show who was in the one and not in the other.
ALTER TABLE reports_exchangerequest ADD CONSTRAINT exchange_year_given_once
    EXCLUDE USING gist (int4range(first_year, last_year, '[]') WITH &&)
    WHERE (ordered_at IS NOT NULL);

CREATE FUNCTION guard_exchange_answer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    acting uuid := app_user_id();
    fits boolean;
BEGIN
    fits := to_jsonb(NEW) - {MOVING} = to_jsonb(OLD) - {MOVING};
    IF NEW.state <> OLD.state THEN
        fits := fits AND OLD.state = 'asked' AND CASE NEW.state
            WHEN 'withdrawn' THEN acting = OLD.owner_id
            ELSE acting <> OLD.owner_id AND NEW.decided_by_id = acting
        END;
        -- A day to come would make the yes hold for longer.
        IF NEW.decided_at > now() THEN
            NEW.decided_at := now();
        END IF;
    ELSE
        fits := fits AND (NEW.decided_by_id, NEW.decided_at, NEW.decision)
            IS NOT DISTINCT FROM (OLD.decided_by_id, OLD.decided_at, OLD.decision);
    END IF;
    IF NEW.ordered_at IS DISTINCT FROM OLD.ordered_at THEN
        fits := fits AND OLD.ordered_at IS NULL AND OLD.state = 'approved'
            AND acting = OLD.owner_id AND OLD.decided_at > now() - interval '30 days';
        -- The view tells of the people for two weeks from here: from now, whatever was sent.
        NEW.ordered_at := now();
    END IF;
    IF fits IS NOT TRUE THEN
        RAISE EXCEPTION 'an exchange is answered by another, once, as it was asked'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER exchange_answer BEFORE UPDATE ON reports_exchangerequest
    FOR EACH ROW EXECUTE FUNCTION guard_exchange_answer();

CREATE POLICY exchange_is_approved ON reports_reportrequest AS RESTRICTIVE FOR INSERT
    TO ledljus_app WITH CHECK (exchange_id IS NULL OR EXISTS (
        SELECT FROM reports_exchangerequest r
        WHERE r.id = exchange_id AND r.owner_id = (SELECT app_user_id()) AND r.state = 'approved'
    ));
"""
# Of each table only these columns, and only these rows.
IN_FILE = "EXISTS (SELECT FROM casework_person p WHERE p.id = person_id)"
READ_BY_VIEW = {
    "casework_person": (
        "id, kind, protection, opened_at, gender, citizenship_id, exploitation_form, sexual_kind",
        "kind = 'exploited' AND protection = ''",
    ),
    "casework_agestatement": (
        "id, person_id, source, years_from, years_to, on_day, created_at",
        IN_FILE,
    ),
    "casework_traffickingstatus": (
        (
            "id, person_id, suspicion, offence, exploitation_form, sexual_kind, decided_by, on_day,"
            " created_at"
        ),
        IN_FILE,
    ),
    "casework_case": ("person_id, state, closed_at, closing_reason", IN_FILE),
    "casework_correction": ("person_id, restricts", IN_FILE),
    # For as long as the ordered file is kept, and a retry may make it again.
    "reports_exchangerequest": (
        "id, state, first_year, last_year, ordered_at",
        "state = 'approved' AND ordered_at > now() - interval '14 days'",
    ),
}
# The bands of CTDC. An age that is not certain to lie in one of them is left out.
BANDS = ((0, 8), (9, 17), (18, 20), (21, 23), (24, 26), (27, 29), (30, 38), (39, 47))
AGE_GROUP = "CASE {} WHEN a.youngest >= 48 THEN '48+' ELSE '' END".format(
    " ".join(
        f"WHEN a.youngest >= {first} AND a.oldest <= {last} THEN '{first}--{last}'"
        for first, last in BANDS
    )
)
VIEW = f"""
SELECT extract(year FROM p.opened_at AT TIME ZONE 'Europe/Stockholm')::int AS registered_year,
    {AGE_GROUP} AS age_group,
    CASE WHEN a.oldest < 18 THEN 'Minor' WHEN a.youngest >= 18 THEN 'Adult' ELSE '' END AS majority,
    p.gender,
    CASE WHEN c.region IN ('stateless', 'unknown') THEN '' ELSE coalesce(c.code, '') END AS country,
    coalesce(t.suspicion, '') AS suspicion,
    coalesce(t.offence, '') AS offence,
    coalesce(t.decided_by, '') AS decided_by,
    coalesce(nullif(t.exploitation_form, ''), p.exploitation_form) AS exploitation_form,
    CASE WHEN coalesce(t.exploitation_form, '') = '' THEN p.sexual_kind
        ELSE t.sexual_kind END AS sexual_kind,
    coalesce(w.is_open, false) AS is_open,
    coalesce(w.last_closing_reason, '') AS last_closing_reason
FROM reports_exchangerequest r
JOIN casework_person p
    ON extract(year FROM p.opened_at AT TIME ZONE 'Europe/Stockholm')
        BETWEEN r.first_year AND r.last_year
LEFT JOIN casework_country c ON c.code = p.citizenship_id
JOIN LATERAL (
    SELECT bool_or(k.state = 'open') AS is_open,
        (array_agg(k.closing_reason ORDER BY k.closed_at DESC NULLS LAST))[1] AS last_closing_reason,
        bool_and(k.closing_reason = 'mistake') AS is_mistake
    FROM casework_case k WHERE k.person_id = p.id
) w ON w.is_mistake IS NOT TRUE
-- The age when the file was opened, from the best statement: a document before what is newest.
LEFT JOIN LATERAL (
    SELECT s.years_from + floor(passed.years) AS youngest, s.years_to + ceil(passed.years) AS oldest
    FROM casework_agestatement s
    CROSS JOIN LATERAL (
        SELECT ((p.opened_at AT TIME ZONE 'Europe/Stockholm')::date - s.on_day) / 365.2425 AS years
    ) passed
    WHERE s.person_id = p.id AND (s.years_from IS NOT NULL OR s.years_to IS NOT NULL)
    ORDER BY s.source = 'documented' DESC, s.on_day DESC, s.created_at DESC, s.id DESC LIMIT 1
) a ON true
LEFT JOIN LATERAL (
    SELECT s.suspicion, s.offence, s.exploitation_form, s.sexual_kind, s.decided_by
    FROM casework_traffickingstatus s WHERE s.person_id = p.id
    ORDER BY s.on_day DESC, s.created_at DESC, s.id DESC LIMIT 1
) t ON true
WHERE r.id = nullif(current_setting('app.exchange_id', true), '')::uuid AND r.state = 'approved'
    AND p.kind = 'exploited' AND p.protection = ''
    -- Whose use is restricted while a correction is considered (GDPR 18).
    AND NOT EXISTS (SELECT FROM casework_correction x WHERE x.person_id = p.id AND x.restricts)
"""


def forward_sql() -> str:
    """Everything above as one script."""
    parts = [guard_rows("reports_exchangerequest", MANAGES), ANSWERS]
    for table, (columns, rows) in READ_BY_VIEW.items():
        parts.append(f"GRANT SELECT ({columns}) ON {table} TO ledljus_deidentifier;")
        parts.append(
            f"CREATE POLICY exchange_reads ON {table} FOR SELECT TO ledljus_deidentifier"
            f" USING ({rows});"
        )
    parts.append(f"""
        GRANT CREATE ON SCHEMA public TO ledljus_deidentifier;
        CREATE VIEW reports_exchange_person WITH (security_barrier) AS {VIEW};
        REVOKE ALL ON reports_exchange_person FROM ledljus_app;
        ALTER VIEW reports_exchange_person OWNER TO ledljus_deidentifier;
        SET LOCAL ROLE ledljus_deidentifier;
        REVOKE ALL ON reports_exchange_person FROM ledljus_app, ledljus_owner;
        GRANT SELECT ON reports_exchange_person TO ledljus_exchange;
        SET LOCAL ROLE ledljus_owner;
        REVOKE CREATE ON SCHEMA public FROM ledljus_deidentifier;
    """)
    return "\n".join(parts)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0122_exchange"),
        ("reports", "0121_programme_policies"),
        ("casework", "0126_access_needs_its_consent"),
    ]
    operations = [migrations.RunSQL(forward_sql(), migrations.RunSQL.noop)]
