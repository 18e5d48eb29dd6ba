"""The database keeps when something last happened in a file, in the row of the file itself.

The list of files sorts by it. Which tables tell is registered (``casework/activity.py``); this
makes the triggers of them, and runs after every migration (``manage.py migrate``): a table that is
new among them is counted at once, its earlier rows too. Why it is done so stands in
``docs/decisions/0012-last-event-by-trigger.md``.
"""

from __future__ import annotations

from django.apps import apps

from casework.activity import Telling, tellings
from casework.migrations._definers import replace

FUNCTIONS = """
-- The latest of what the tables tell and of the file's own last change. Nobody calls it but the
-- trigger below: it would tell that a file exists.
CREATE OR REPLACE FUNCTION app_last_event(file uuid, own timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT greatest({latest}) $$;
REVOKE ALL ON FUNCTION app_last_event(uuid, timestamptz) FROM PUBLIC;

-- Worked out whenever the row is written, so that nothing that was read earlier is saved back, and
-- with the row locked, so that of two who write at once the second counts what the first wrote.
CREATE OR REPLACE FUNCTION app_keep_last_event() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.last_event_at := app_last_event(NEW.id, NEW.updated_at);
    RETURN NEW;
END $$;

-- A row that tells came, went, moved or was dated otherwise: let the file be worked out anew.
CREATE OR REPLACE FUNCTION app_tell_last_event() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP <> 'DELETE' THEN
        UPDATE casework_person SET last_event_at = now() WHERE id = NEW.person_id;
    END IF;
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND OLD.person_id IS DISTINCT FROM NEW.person_id THEN
        UPDATE casework_person SET last_event_at = now() WHERE id = OLD.person_id;
    END IF;
    RETURN NULL;
END $$;
GRANT EXECUTE ON FUNCTION app_keep_last_event(), app_tell_last_event() TO ledljus_owner;
"""

FILES = """
GRANT UPDATE (last_event_at) ON casework_person TO ledljus_gatekeeper;
DROP POLICY IF EXISTS gatekeeper_dates ON casework_person;
CREATE POLICY gatekeeper_dates ON casework_person FOR UPDATE TO ledljus_gatekeeper
    USING (true) WITH CHECK (true);
CREATE OR REPLACE TRIGGER keep_last_event
    BEFORE INSERT OR UPDATE OF updated_at, last_event_at ON casework_person
    FOR EACH ROW EXECUTE FUNCTION app_keep_last_event();
"""

# Of a table the gatekeeper sees when it tells, of which file, and nothing else.
TABLE = """
GRANT SELECT (person_id, {column}) ON {table} TO ledljus_gatekeeper;
DROP POLICY IF EXISTS gatekeeper_dates ON {table};
CREATE POLICY gatekeeper_dates ON {table} FOR SELECT TO ledljus_gatekeeper USING (true);
"""
TRIGGER = """
    IF NOT EXISTS (SELECT FROM pg_trigger
                   WHERE tgname = 'last_event_{column}' AND tgrelid = '{table}'::regclass) THEN
        CREATE TRIGGER last_event_{column} AFTER INSERT OR DELETE OR UPDATE OF person_id, {column}
            ON {table} FOR EACH ROW EXECUTE FUNCTION app_tell_last_event();
        is_new := true;
    END IF;
"""
# Files that are there when a table begins to tell.
TRIGGERS = """
DO $telling$
DECLARE
    is_new boolean := false;
BEGIN
    {triggers}
    IF is_new THEN
        SET LOCAL ROLE ledljus_gatekeeper;
        UPDATE casework_person SET last_event_at = now();
        RESET ROLE;
    END IF;
END
$telling$;
"""


def last_events_sql() -> str:
    """Everything, as one script that may be run any number of times."""
    told = [_names(telling) for telling in tellings()]
    latest = ", ".join(
        "(SELECT max(t.{column}) FROM {table} t WHERE t.person_id = file)".format(**names)  # noqa: S608  # nosec B608
        for names in told
    )
    functions = FUNCTIONS.format(latest=f"own, {latest}" if latest else "own")
    triggers = "".join(TRIGGER.format(**names) for names in told)
    tables = [TABLE.format(**names) for names in told]
    return "\n".join([*tables, replace(functions), FILES, TRIGGERS.format(triggers=triggers)])


def _names(telling: Telling) -> dict[str, str]:
    meta = apps.get_model(telling.model)._meta
    return {"table": meta.db_table, "column": str(meta.get_field(telling.column).column)}
