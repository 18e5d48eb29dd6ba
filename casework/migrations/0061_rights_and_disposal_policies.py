"""Who orders extracts and corrections, who reviews disposals, and what the named actors may do.

What the actors may do in the tables of a file follows from the models and is written after every
migration (``casework/person_policies.py``).
"""

from django.db import migrations

from casework.migrations._person_rows import MANAGE, WORK, guard, guard_history

MANAGED = "app_file_level({table}.person_id) >= 3"

FUNCTIONS = """
-- The one file whose extract is being made: named for one transaction, and ordered.
CREATE FUNCTION app_extract_person_id() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT r.person_id FROM casework_extractrequest r
    WHERE r.person_id = nullif(current_setting('app.extract_person_id', true), '')::uuid
      AND r.state = 'running' AND r.expires_at > now()
    LIMIT 1
$$;
-- A file that two people have decided to destroy and whose period of regret is over, or one that
-- was destroyed and came back with a restored backup.
CREATE FUNCTION app_disposal_due(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM casework_disposalitem i JOIN casework_disposallist l ON l.id = i.list_id
        WHERE i.person_id = wanted AND i.mark = 'destroy' AND l.state = 'approved'
          AND l.due_at <= now() AND l.approved_by_id <> l.reviewed_by_id
    ) OR EXISTS (SELECT FROM casework_disposalreplay r WHERE r.destroyed_id = wanted)
$$;
-- Units of the boards in which the acting user manages a unit: a board disposes of its own files.
CREATE FUNCTION app_disposal_unit_ids() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(u.id), ARRAY[]::uuid[]) FROM casework_unit u
    WHERE u.board_id IN (
        SELECT w.board_id FROM casework_unit w
        WHERE w.id = ANY ((SELECT app_managed_unit_ids())::uuid[])
    )
$$;
"""

EXTRACT = """
GRANT SELECT (id, person_id, created_at, created_by_id, updated_at, updated_by_id, language,
    delivery, masks, state, progress, attempt, error, seen_at, finished_at, expires_at)
    ON casework_extractrequest TO ledljus_extract;
GRANT UPDATE (state, progress, attempt, error, seen_at, finished_at, sealed_pdf, sealed_json,
    updated_at) ON casework_extractrequest TO ledljus_extract;
CREATE POLICY extract_takes ON casework_extractrequest FOR SELECT TO ledljus_extract USING (
    state IN ('queued', 'running')
    OR person_id = nullif(current_setting('app.extract_person_id', true), '')::uuid
);
CREATE POLICY extract_makes ON casework_extractrequest FOR UPDATE TO ledljus_extract
    USING (state IN ('queued', 'running') AND expires_at > now())
    WITH CHECK (state IN ('queued', 'running', 'done', 'failed'));
GRANT SELECT (user_id, unit_id, role, valid_from, valid_to) ON casework_membership TO ledljus_extract;
GRANT SELECT (id, name) ON casework_unit TO ledljus_extract;
GRANT SELECT ON casework_city, casework_legalreference TO ledljus_extract;
-- Who read the file, and nobody else's reading.
GRANT SELECT, INSERT ON casework_auditevent TO ledljus_extract;
CREATE POLICY extract_reads_one ON casework_auditevent FOR SELECT TO ledljus_extract
    USING (object_id = (SELECT app_extract_person_id()));
CREATE POLICY extract_adds ON casework_auditevent FOR INSERT TO ledljus_extract
    WITH CHECK (actor_id IS NULL AND event LIKE 'extract.%');

GRANT SELECT (id, state, attempt, seen_at, expires_at) ON casework_extractrequest TO ledljus_clock;
GRANT UPDATE (state, progress, error, seen_at, finished_at) ON casework_extractrequest
    TO ledljus_clock;
GRANT DELETE ON casework_extractrequest TO ledljus_clock;
CREATE POLICY clock ON casework_extractrequest TO ledljus_clock USING (true) WITH CHECK (true);
CREATE POLICY clock_adds_extracts ON casework_auditevent FOR INSERT TO ledljus_clock
    WITH CHECK (actor_id IS NULL AND event LIKE 'extract.%');
"""

LISTS = """
ALTER TABLE casework_disposallist ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_disposallist FORCE ROW LEVEL SECURITY;
ALTER TABLE casework_disposalitem ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_disposalitem FORCE ROW LEVEL SECURITY;
REVOKE INSERT, DELETE ON casework_disposallist, casework_disposalitem FROM ledljus_app;

CREATE POLICY board_sees ON casework_disposalitem FOR SELECT TO ledljus_app USING (
    unit_id = ANY ((SELECT app_disposal_unit_ids())::uuid[]) OR app_file_level(person_id) >= 3
);
CREATE POLICY managers_mark ON casework_disposalitem FOR UPDATE TO ledljus_app
    USING (unit_id = ANY ((SELECT app_disposal_unit_ids())::uuid[]) OR app_file_level(person_id) >= 3)
    -- Whoever marks a file as to be destroyed decides over it and has seen it.
    WITH CHECK (mark <> 'destroy' OR app_file_level(person_id) >= 3);

CREATE POLICY board_sees ON casework_disposallist FOR SELECT TO ledljus_app USING (
    unit_id = ANY ((SELECT app_disposal_unit_ids())::uuid[])
    OR EXISTS (
        SELECT FROM casework_disposalitem i
        WHERE i.list_id = casework_disposallist.id AND app_file_level(i.person_id) >= 3
    )
);
CREATE POLICY managers_decide ON casework_disposallist FOR UPDATE TO ledljus_app
    USING (unit_id = ANY ((SELECT app_disposal_unit_ids())::uuid[]))
    WITH CHECK (
        (state = 'reviewed' AND reviewed_by_id = (SELECT app_user_id()))
        OR (state = 'approved' AND approved_by_id = (SELECT app_user_id())
            AND reviewed_by_id <> (SELECT app_user_id()))
        OR (state = 'stopped' AND stopped_by_id = (SELECT app_user_id()))
    );

GRANT SELECT, INSERT ON casework_disposallist TO ledljus_disposal;
GRANT UPDATE (state, first_at, last_at, destroyed, rows_destroyed, digest, updated_at)
    ON casework_disposallist TO ledljus_disposal;
CREATE POLICY disposal_finds ON casework_disposallist FOR SELECT TO ledljus_disposal USING (true);
CREATE POLICY disposal_proposes ON casework_disposallist FOR INSERT TO ledljus_disposal
    WITH CHECK (state = 'proposed' AND reviewed_by_id IS NULL AND approved_by_id IS NULL);
CREATE POLICY disposal_counts ON casework_disposallist FOR UPDATE TO ledljus_disposal
    USING (state = 'approved' AND due_at <= now()) WITH CHECK (state IN ('approved', 'done'));

GRANT SELECT, INSERT, DELETE ON casework_disposalitem TO ledljus_disposal;
GRANT UPDATE (mark, keep_why, updated_at) ON casework_disposalitem TO ledljus_disposal;
CREATE POLICY disposal_finds ON casework_disposalitem FOR SELECT TO ledljus_disposal USING (true);
CREATE POLICY disposal_proposes ON casework_disposalitem FOR INSERT TO ledljus_disposal
    WITH CHECK (mark = 'open');
CREATE POLICY disposal_keeps ON casework_disposalitem FOR UPDATE TO ledljus_disposal
    USING (true) WITH CHECK (mark = 'keep');
CREATE POLICY disposal_destroys ON casework_disposalitem FOR DELETE TO ledljus_disposal
    USING (app_disposal_due(person_id));

ALTER TABLE casework_disposalreplay ENABLE ROW LEVEL SECURITY;
ALTER TABLE casework_disposalreplay FORCE ROW LEVEL SECURITY;
REVOKE ALL ON casework_disposalreplay FROM ledljus_app;
CREATE POLICY nobody ON casework_disposalreplay TO ledljus_app USING (false);
GRANT SELECT, INSERT, DELETE ON casework_disposalreplay TO ledljus_disposal;
CREATE POLICY disposal ON casework_disposalreplay TO ledljus_disposal USING (true) WITH CHECK (true);

GRANT SELECT (id, name) ON casework_unit TO ledljus_disposal;
GRANT SELECT ON casework_city, casework_municipality TO ledljus_disposal;
GRANT SELECT (id, at, event, object_id), INSERT ON casework_auditevent TO ledljus_disposal;
CREATE POLICY disposal_reads_own ON casework_auditevent FOR SELECT TO ledljus_disposal
    USING (actor_name = 'disposal' AND event = 'disposal.destroyed');
GRANT SELECT (actor_name) ON casework_auditevent TO ledljus_disposal;
CREATE POLICY disposal_adds ON casework_auditevent FOR INSERT TO ledljus_disposal
    WITH CHECK (actor_id IS NULL AND event LIKE 'disposal.%');
"""

FORWARD = "\n".join(
    [
        FUNCTIONS,
        guard(
            "casework_extractrequest",
            insert=MANAGE,
            update=MANAGE,
            delete=MANAGE,
            extra=MANAGED.format(table="casework_extractrequest"),
        ),
        guard("casework_correction", insert=WORK, update=MANAGE),
        guard_history("casework_correctionevent"),
        guard("casework_disposalbasis", insert=MANAGE, update=MANAGE),
        guard("casework_disposalhold", insert=MANAGE, update=MANAGE),
        EXTRACT,
        LISTS,
    ]
)


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0060_rights_and_disposal"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
