"""A time to keep that has passed goes up the line: the managers of the work are told, once each.

The clock is told identifiers, states and days of what is to be kept, and says which have passed.
"""

from django.db import migrations

from casework.migrations._definers import hand_over

# What no rule lets it see yet. Columns, not rows: it reads no word about anybody.
RIGHTS = """
GRANT SELECT (person_id, kind, applied_on, created_at, decision, ends_on, extended_to, ended_early_on)
    ON casework_residencepermit TO ledljus_gatekeeper;
GRANT SELECT (person_id, state, departed_on) ON casework_returnprogramme TO ledljus_gatekeeper;
GRANT SELECT (person_id, unit_id, state, first_day, decided_on, appealed_on)
    ON casework_compensationclaim TO ledljus_gatekeeper;
GRANT SELECT (person_id, due_on, answer) ON casework_moverequest TO ledljus_gatekeeper;
GRANT SELECT (person_id, unit_id, list_id, finish_by, mark) ON casework_disposalitem
    TO ledljus_gatekeeper;
GRANT SELECT (id, state, due_at) ON casework_disposallist TO ledljus_gatekeeper;
"""
TABLES = (
    "casework_residencepermit",
    "casework_returnprogramme",
    "casework_compensationclaim",
    "casework_moverequest",
    "casework_disposalitem",
    "casework_disposallist",
)
POLICIES = "\n".join(
    f"CREATE POLICY gatekeeper_keeps_time ON {table} FOR SELECT TO ledljus_gatekeeper USING (true);"
    for table in TABLES
)

ASKING = """
CREATE FUNCTION app_times_to_keep() RETURNS TABLE (kind text, told text) LANGUAGE sql STABLE AS $$
    SELECT 'permit', jsonb_build_object('person_id', p.person_id, 'kind', p.kind,
        'applied_on', p.applied_on, 'created_at', p.created_at, 'decision', p.decision,
        'ends_on', p.ends_on, 'extended_to', p.extended_to, 'ended_early_on', p.ended_early_on)::text
    FROM casework_residencepermit p
    UNION ALL
    SELECT 'return', jsonb_build_object('person_id', r.person_id, 'state', r.state,
        'departed_on', r.departed_on)::text
    FROM casework_returnprogramme r WHERE r.state = 'departed'
    UNION ALL
    SELECT 'claim', jsonb_build_object('person_id', c.person_id, 'unit_id', c.unit_id,
        'state', c.state, 'first_day', c.first_day, 'decided_on', c.decided_on,
        'appealed_on', c.appealed_on)::text
    FROM casework_compensationclaim c
    UNION ALL
    SELECT 'consent', jsonb_build_object('person_id', c.person_id, 'purpose', c.purpose,
        'until_day', c.until_day)::text
    FROM casework_consent c
    WHERE c.withdrawn_at IS NULL
      AND c.until_day BETWEEN (SELECT app_today()) - 30 AND (SELECT app_today())
      AND EXISTS (SELECT FROM casework_case k WHERE k.person_id = c.person_id AND k.state = 'open')
      AND NOT EXISTS (SELECT FROM casework_relatedperson r
          WHERE r.id = c.given_by_related_id AND r.is_danger)
      AND NOT EXISTS (SELECT FROM casework_consent o WHERE o.person_id = c.person_id
          AND o.purpose = c.purpose AND o.recipient_unit_id = c.recipient_unit_id
          AND o.until_day > c.until_day AND o.withdrawn_at IS NULL)
    UNION ALL
    SELECT 'move', jsonb_build_object('person_id', m.person_id, 'due_on', m.due_on)::text
    FROM casework_moverequest m WHERE m.answer = ''
    UNION ALL
    SELECT 'disposal', jsonb_build_object('person_id', i.person_id, 'unit_id', i.unit_id,
        'finish_by', i.finish_by, 'state', l.state, 'due_at', l.due_at)::text
    FROM casework_disposalitem i JOIN casework_disposallist l ON l.id = i.list_id
    WHERE i.mark <> 'keep' AND l.state IN ('proposed', 'reviewed')
$$;

-- The managers of the units that work with the person; of a protected identity, and where no unit
-- works, whoever decides over the file.
CREATE FUNCTION app_up_the_line(wanted uuid) RETURNS uuid[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(nullif((
        SELECT coalesce(array_agg(DISTINCT m), ARRAY[]::uuid[]) FROM casework_person p
        JOIN casework_case c ON c.person_id = p.id AND c.state = 'open'
        CROSS JOIN LATERAL unnest(app_managers_of_unit(c.unit_id)) m
        WHERE p.id = wanted AND p.protection = ''
    ), ARRAY[]::uuid[]), app_managers_of_file(wanted))
$$;

-- Told once about each time that has passed: not again until a later one passes.
CREATE FUNCTION app_tell_of_late_times(files uuid[], dues date[]) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
    late record;
    readers uuid[];
    how_many integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('times_late', 0));
    FOR late IN SELECT * FROM unnest(files, dues) AS x(file, due) ORDER BY 1 LOOP
        SELECT coalesce(array_agg(reader), ARRAY[]::uuid[]) INTO readers
        FROM unnest(app_up_the_line(late.file)) reader
        WHERE NOT EXISTS (
            SELECT FROM casework_notice n WHERE n.user_id = reader AND n.kind = 'times_late'
              AND n.person_id = late.file
              AND (n.made_at AT TIME ZONE 'Europe/Stockholm')::date > late.due);
        IF cardinality(readers) > 0 THEN
            PERFORM app_tell(readers, 'times_late', late.file, NULL, NULL, NULL, true);
            how_many := how_many + 1;
        END IF;
    END LOOP;
    PERFORM app_log_by_clock('clock', 'times.escalated', '', NULL, NULL, '',
        jsonb_build_object('late', cardinality(files), 'told', how_many));
    RETURN how_many;
END $$;
"""

DEFINERS = {
    "app_times_to_keep()": "ledljus_clock",
    "app_tell_of_late_times(uuid[], date[])": "ledljus_clock",
}


class Migration(migrations.Migration):
    dependencies = [("casework", "0141_times_late")]
    operations = [
        migrations.RunSQL(
            "\n".join([RIGHTS, POLICIES, ASKING, hand_over(DEFINERS, ["app_up_the_line(uuid)"])]),
            migrations.RunSQL.noop,
        )
    ]
