"""De-identified rows of people met, for the tables of an edition: a month, no day, no identifier.

*ref* is a one-way mark of the first version of an encounter: with it a correction is told from
somebody new. It lies in the sealed ledger and leaves it nowhere. Whoever has a file with protected
identity is left out wholly.
"""

from django.db import migrations

AGE_BAND = """
    CASE
        WHEN e.age IS NULL THEN coalesce(nullif(e.age_band, ''), 'unknown')
        WHEN e.age < 15 THEN 'under_15' WHEN e.age < 18 THEN '15_17'
        WHEN e.age < 21 THEN '18_20' WHEN e.age < 25 THEN '21_24'
        WHEN e.age < 30 THEN '25_29' WHEN e.age < 40 THEN '30_39'
        WHEN e.age < 50 THEN '40_49' WHEN e.age < 60 THEN '50_59'
        ELSE '60_plus'
    END
"""
# Of a municipality its group, and itself where it is of the city's own county, else its county. The
# agreement is that of the shift's day.
HOME_PART = """
    CASE
        WHEN e.home_kind = 'abroad' THEN 'abroad'
        WHEN e.home_kind <> 'municipality' THEN 'unknown'
        ELSE (
            CASE
                WHEN e.home_municipality_id = (SELECT municipality_id FROM casework_city)
                    THEN 'city'
                WHEN NOT h.in_offer_area THEN 'outside'
                ELSE 'area_' || coalesce((
                    SELECT a.status FROM casework_municipalityagreement a
                    WHERE a.municipality_id = e.home_municipality_id AND a.valid_from <= s.day
                      AND (a.valid_to IS NULL OR a.valid_to >= s.day)
                    ORDER BY a.valid_from DESC LIMIT 1
                ), 'unknown')
            END
        ) || ':' || CASE
            WHEN h.county_code = (
                SELECT own.county_code FROM casework_municipality own
                JOIN casework_city ON casework_city.municipality_id = own.id
            ) THEN h.code
            ELSE h.county_code
        END
    END
"""
# The city's own districts are a public list. Those of others came in by name with a log, may be any
# words, and may be called as one of the city's.
DISTRICT = """
    CASE
        WHEN d.municipality_id = (SELECT municipality_id FROM casework_city) THEN d.name
        ELSE 'not_stated'
    END
"""
# Of an operation week its number, which is its name's last; our own list, met anybody or not.
OPERATION_WEEK = r"""
    CASE
        WHEN w.id IS NULL THEN 'none'
        ELSE coalesce('week_' || substring(w.name FROM '(?:^|[^0-9])([1-6])\s*$'), 'other')
    END
"""
# Every version of one encounter, from the newest back to the first.
VERSIONS = """
    CROSS JOIN LATERAL (
        WITH RECURSIVE version(id, corrects_id) AS (
            SELECT e.id, e.corrects_id
            UNION ALL
            SELECT o.id, o.corrects_id FROM outreach_encounter o
            JOIN version v ON v.corrects_id = o.id
        )
        SELECT array_agg(version.id) AS ids,
            (array_agg(version.id) FILTER (WHERE version.corrects_id IS NULL))[1] AS first
        FROM version
    ) v
"""
VIEW = f"""
    SELECT
        encode(sha256(convert_to('edition:' || v.first, 'UTF8')), 'hex') AS ref,
        to_char(s.day, 'YYYY-MM') AS month,
        e.role,
        {AGE_BAND} AS age_band,
        coalesce(nullif(e.gender, ''), 'unknown') AS gender,
        coalesce(c.region, 'unknown') AS citizenship_region,
        {HOME_PART} AS home_part,
        e.arena,
        {DISTRICT} AS district,
        {OPERATION_WEEK} AS operation_week,
        coalesce(nullif(e.trafficking, ''), 'dont_know') AS trafficking,
        coalesce(nullif(e.exploitation_form, ''), 'not_stated') AS exploitation_form,
        coalesce(nullif(e.contact_route, ''), 'not_asked') AS contact_route,
        CASE WHEN e.told_of_rights = 'yes' THEN 'yes' ELSE 'no' END AS told_of_rights,
        CASE WHEN e.offered_support = 'yes' THEN 'yes' ELSE 'no' END AS offered_support,
        CASE WHEN e.concern_report = 'yes' THEN 'yes' ELSE 'no' END AS concern_report,
        ARRAY(
            SELECT o.kind || ':' || coalesce(nullif(o.answer, ''), 'not_asked')
            FROM outreach_supportoffer o WHERE o.encounter_id = e.id ORDER BY 1
        ) AS offer
    FROM outreach_encounter e
    JOIN outreach_shift s ON s.id = e.shift_id
    LEFT JOIN casework_district d ON d.id = s.district_id
    LEFT JOIN outreach_operationweek w ON w.id = s.operation_week_id
    LEFT JOIN casework_country c ON c.code = e.citizenship_id
    LEFT JOIN casework_municipality h ON h.id = e.home_municipality_id
    {VERSIONS}
    WHERE e.is_current AND e.double_of_id IS NULL AND e.state = 'complete'
      AND s.state IN ('ongoing', 'ended', 'signed')
      AND NOT EXISTS (
          SELECT FROM outreach_fileencounter f
          JOIN casework_person p ON p.id = f.person_id
          WHERE f.encounter_id = ANY (v.ids) AND p.protection <> ''
      )
"""
FORWARD = f"""
GRANT SELECT (encounter_id, person_id) ON outreach_fileencounter TO ledljus_deidentifier;
CREATE POLICY deidentifies ON outreach_fileencounter FOR SELECT TO ledljus_deidentifier
    USING (true);
GRANT SELECT (id, protection, gender, child_until) ON casework_person TO ledljus_deidentifier;
CREATE POLICY deidentifies ON casework_person FOR SELECT TO ledljus_deidentifier USING (true);
GRANT CREATE ON SCHEMA public TO ledljus_deidentifier;
CREATE VIEW outreach_statistics_edition WITH (security_barrier) AS {VIEW};
REVOKE ALL ON outreach_statistics_edition FROM ledljus_app;
ALTER VIEW outreach_statistics_edition OWNER TO ledljus_deidentifier;
SET LOCAL ROLE ledljus_deidentifier;
REVOKE ALL ON outreach_statistics_edition FROM ledljus_app, ledljus_owner;
GRANT SELECT ON outreach_statistics_edition TO ledljus_statistics;
SET LOCAL ROLE ledljus_owner;
REVOKE CREATE ON SCHEMA public FROM ledljus_deidentifier;
"""
BACKWARD = """
SET LOCAL ROLE ledljus_deidentifier;
DROP VIEW outreach_statistics_edition;
SET LOCAL ROLE ledljus_owner;
DROP POLICY deidentifies ON casework_person;
DROP POLICY deidentifies ON outreach_fileencounter;
REVOKE ALL ON casework_person, outreach_fileencounter FROM ledljus_deidentifier;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0030_log_watch_reads_crews"),
        ("casework", "0140_plan_notices"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
