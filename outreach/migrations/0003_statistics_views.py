"""De-identified rows for the statistics: no identifier, no free text, no hour, no exact age.

The views are security barriers and owned by a role that nobody connects as. The named system
actor ``ledljus_statistics`` may select from them and from nothing else.
"""

from django.db import migrations

# Where somebody lives, in the groups of the follow-up. The agreement is that of the shift's day.
HOME_GROUP = """
    CASE
        WHEN e.home_kind = 'abroad' THEN 'abroad'
        WHEN e.home_kind <> 'municipality' THEN 'unknown'
        WHEN e.home_municipality_id = (SELECT municipality_id FROM casework_city) THEN 'city'
        WHEN NOT h.in_offer_area THEN 'outside'
        ELSE 'area_' || coalesce((
            SELECT a.status FROM casework_municipalityagreement a
            WHERE a.municipality_id = e.home_municipality_id AND a.valid_from <= s.day
              AND (a.valid_to IS NULL OR a.valid_to >= s.day)
            ORDER BY a.valid_from DESC LIMIT 1
        ), 'unknown')
    END
"""
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
ENCOUNTER_COLUMNS = f"""
    s.day,
    s.kind AS shift_kind,
    e.arena,
    coalesce(d.name, '') AS district,
    CASE WHEN w.id IS NULL THEN '' ELSE w.year || ' ' || w.name END AS operation_week,
    e.role,
    coalesce(nullif(e.gender, ''), 'unknown') AS gender,
    {AGE_BAND} AS age_band,
    e.is_child,
    coalesce(c.region, 'unknown') AS citizenship_region,
    {HOME_GROUP} AS home_group,
    coalesce(nullif(e.trafficking, ''), 'dont_know') AS trafficking,
    e.exploitation_form,
    e.told_of_rights = 'yes' AS told_of_rights,
    e.offered_support = 'yes' AS offered_support,
    e.concern_report = 'yes' AS concern_report,
    e.guardians_contacted = 'yes' AS guardians_contacted,
    coalesce(nullif(e.met_earlier, ''), 'not_asked') AS met_earlier,
    coalesce(nullif(e.contact_route, ''), 'not_asked') AS contact_route,
    coalesce(nullif(e.interpreter, ''), 'not_asked') AS interpreter,
    cardinality(e.deviations) > 0 AS has_deviation
"""
# A person counts once: no earlier version, no double; and only when the form was completed.
ENCOUNTER_SOURCE = """
    outreach_encounter e
    JOIN outreach_shift s ON s.id = e.shift_id
    LEFT JOIN casework_district d ON d.id = s.district_id
    LEFT JOIN outreach_operationweek w ON w.id = s.operation_week_id
    LEFT JOIN casework_country c ON c.code = e.citizenship_id
    LEFT JOIN casework_municipality h ON h.id = e.home_municipality_id
"""
COUNTED = """
    e.is_current AND e.double_of_id IS NULL AND e.state = 'complete'
    AND s.state IN ('ongoing', 'ended', 'signed')
"""
VIEWS = {
    "outreach_statistics_encounter": f"""
        SELECT {ENCOUNTER_COLUMNS} FROM {ENCOUNTER_SOURCE} WHERE {COUNTED}
    """,
    "outreach_statistics_offer": f"""
        SELECT {ENCOUNTER_COLUMNS},
            o.kind AS support_kind,
            coalesce(nullif(o.answer, ''), 'not_asked') AS answer,
            o.not_possible_reason,
            o.unmet_need
        FROM {ENCOUNTER_SOURCE}
        JOIN outreach_supportoffer o ON o.encounter_id = e.id
        WHERE {COUNTED}
    """,
    # Our own work: shifts, never crossed with anything about people.
    "outreach_statistics_shift": """
        SELECT
            s.day,
            s.kind AS shift_kind,
            s.arena,
            coalesce(d.name, '') AS district,
            m.name AS municipality,
            CASE WHEN w.id IS NULL THEN '' ELSE w.year || ' ' || w.name END AS operation_week,
            extract(epoch FROM s.ends_at - s.starts_at)::bigint / 60 AS minutes,
            s.social_worker_count AS social_workers,
            s.officer_count AS officers,
            s.voluntary_organisation_id IS NOT NULL AS with_voluntary_organisation,
            s.state = 'signed' AS is_signed,
            NOT EXISTS (
                SELECT FROM outreach_encounter e
                WHERE e.shift_id = s.id AND e.is_current AND e.double_of_id IS NULL
            ) AS nobody_met
        FROM outreach_shift s
        JOIN casework_municipality m ON m.id = s.municipality_id
        LEFT JOIN casework_district d ON d.id = s.district_id
        LEFT JOIN outreach_operationweek w ON w.id = s.operation_week_id
        WHERE s.state IN ('ended', 'signed')
    """,
}
READ_BY_VIEWS = {
    "casework_city": False,
    "casework_country": False,
    "casework_district": False,
    "casework_municipality": False,
    "casework_municipalityagreement": False,
    "outreach_operationweek": False,
    "outreach_shift": True,
    "outreach_encounter": True,
    "outreach_supportoffer": True,
}


def forward_sql() -> str:
    """The views, their owner and who may read them."""
    parts = ["GRANT CREATE ON SCHEMA public TO ledljus_deidentifier;"]
    for table, has_policies in READ_BY_VIEWS.items():
        parts.append(f"GRANT SELECT ON {table} TO ledljus_deidentifier;")
        if has_policies:
            parts.append(
                f"CREATE POLICY deidentifies ON {table} FOR SELECT TO ledljus_deidentifier"
                " USING (true);"
            )
    for view, query in VIEWS.items():
        parts.append(f"""
            CREATE VIEW {view} WITH (security_barrier) AS {query};
            REVOKE ALL ON {view} FROM ledljus_app;
            ALTER VIEW {view} OWNER TO ledljus_deidentifier;
            SET LOCAL ROLE ledljus_deidentifier;
            REVOKE ALL ON {view} FROM ledljus_app, ledljus_owner;
            GRANT SELECT ON {view} TO ledljus_statistics;
            SET LOCAL ROLE ledljus_owner;
        """)
    parts.append("REVOKE CREATE ON SCHEMA public FROM ledljus_deidentifier;")
    return "\n".join(parts)


def backward_sql() -> str:
    """Take the views away again."""
    drops = [
        f"SET LOCAL ROLE ledljus_deidentifier; DROP VIEW {view}; SET LOCAL ROLE ledljus_owner;"
        for view in VIEWS
    ]
    policies = [
        f"DROP POLICY deidentifies ON {table};" for table, has in READ_BY_VIEWS.items() if has
    ]
    return "\n".join(drops + policies)


class Migration(migrations.Migration):
    dependencies = [("outreach", "0002_row_level_security")]
    operations = [migrations.RunSQL(forward_sql(), backward_sql())]
