"""Row-level security of the tables that belong to a file, said once.

A row is seen by whoever sees the file and written by whoever may work in it. Used by migrations
only; a migration keeps the words of the day it was written, so change nothing here: add.
"""

SEES_FILE = "EXISTS (SELECT FROM casework_person p WHERE p.id = {table}.person_id)"
# Called once a written row, not once a read one.
WORKS_IN_FILE = "app_file_level({table}.person_id) >= {level}"
READ, WORK, MANAGE = 1, 2, 3


def guard(
    table: str,
    *,
    insert: int | None = WORK,
    update: int | None = WORK,
    delete: int | None = None,
    extra: str = "true",
) -> str:
    """Guard *table*. A level of ``None`` means that the application role may not do it at all.

    *extra* is one more condition on every row that is read or changed.
    """
    sees = f"({SEES_FILE.format(table=table)}) AND ({extra})"
    parts = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;",
        f"CREATE POLICY sees_file ON {table} FOR SELECT TO ledljus_app USING ({sees});",
    ]
    for verb, level in (("INSERT", insert), ("UPDATE", update), ("DELETE", delete)):
        if level is None:
            parts.append(f"REVOKE {verb} ON {table} FROM ledljus_app;")
            continue
        works = f"({WORKS_IN_FILE.format(table=table, level=level)})"
        using = "" if verb == "INSERT" else f" USING ({works} AND ({extra}))"
        check = "" if verb == "DELETE" else f" WITH CHECK ({works})"
        name = f"works_in_file_{verb.lower()}"
        parts.append(f"CREATE POLICY {name} ON {table} FOR {verb} TO ledljus_app{using}{check};")
    return "\n".join(parts)


def guard_history(table: str, *, extra: str = "true") -> str:
    """Guard a history table: read as the file is, written by the trigger alone."""
    trigger = (
        f"CREATE POLICY trigger_writes ON {table} FOR INSERT TO ledljus_owner WITH CHECK (true);"
    )
    return guard(table, insert=None, update=None, delete=None, extra=extra) + "\n" + trigger
