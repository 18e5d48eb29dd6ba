"""What the two named actors who work through whole files may do, written from the models.

Run after every migration (``manage.py migrate``): a new table of a file is in an extract and is
destroyed with the file without anybody having to remember it.

``ledljus_extract`` reads the rows of one file, the one whose extract is being made.
``ledljus_disposal`` sees identifiers and days, and deletes rows of files that are due.
"""

from __future__ import annotations

from django.db import models

from casework.person_tables import (
    Mention,
    Model,
    Owned,
    belongs,
    history_tables,
    mentions,
    owned_tables,
    reaches,
)
from casework.privacy import IDENTIFYING, SPECIAL

# Tables that the disposal has rules of its own for, written in their migration.
OWN_RULES = {"casework_disposalitem"}
# Days that tell when somebody last wrote in a file.
DAYS = {"created_at", "at"}
# The facts that the rules of disposal are asked with.
FACTS = {
    "casework_disposalbasis": ("basis", "birth_day"),
    "casework_disposalhold": ("until_day", "lifted_at"),
    "casework_case": ("unit_id", "state", "opened_at", "closed_at"),
    "casework_person": ("pseudonym", "kind", "protection", "child_until", "opened_at"),
    "casework_correction": ("outcome",),
    "casework_extractrequest": ("state",),
}


def policies_sql() -> str:
    """Everything, as one script that may be run any number of times."""
    owned = [*owned_tables(), *history_tables()]
    parts = [_extract(o) for o in owned_tables()]
    parts += [_disposal(o) for o in owned if o.table not in OWN_RULES]
    parts += [_forgetting(m) for m in mentions()]
    parts += [_looking_up(m) for m in _look_ups()]
    return "\n".join(parts)


def _policy(table: str, name: str, verb: str, role: str, rule: str) -> str:
    return (
        f"DROP POLICY IF EXISTS {name} ON {table};\n"
        f"CREATE POLICY {name} ON {table} FOR {verb} TO {role} {rule};"
    )


def _extract(owned: Owned) -> str:
    if owned.table == "casework_extractrequest":
        return ""  # its own migration says which columns
    rule = belongs(owned, owned.table, lambda c: f"{c} = (SELECT app_extract_person_id())")
    return "\n".join(
        [
            f"GRANT SELECT ON {owned.table} TO ledljus_extract;",
            _policy(owned.table, "extract_reads_one", "SELECT", "ledljus_extract", f"USING {rule}"),
        ]
    )


def _due(column: str) -> str:
    return f"app_disposal_due({column})"


def _disposal(owned: Owned) -> str:
    seen = {owned.key, *owned.columns, *(column for column, _parent in owned.parents)}
    if not owned.history:
        names = {str(f.column) for f in owned.model._meta.local_fields}
        seen |= names & (DAYS | set(FACTS.get(owned.table, ())))
    # An earlier version is found by the row that it is of.
    seen |= {"id"} & {str(f.column) for f in owned.model._meta.local_fields}
    listed = ", ".join(sorted(seen))
    rule = belongs(owned, owned.table, _due)
    return "\n".join(
        [
            # What an earlier version of this list let it see it sees no longer.
            f"REVOKE ALL ON {owned.table} FROM ledljus_disposal;",
            f"GRANT SELECT ({listed}), DELETE ON {owned.table} TO ledljus_disposal;",
            _policy(owned.table, "disposal_finds", "SELECT", "ledljus_disposal", "USING (true)"),
            _policy(
                owned.table, "disposal_destroys", "DELETE", "ledljus_disposal", f"USING {rule}"
            ),
        ]
    )


def _forgetting(mention: Mention) -> str:
    table, column = mention.table, mention.column
    key = mention.model._meta.pk.column
    rule = reaches(f"{table}.{column}", mention.parent, _due)
    name = f"disposal_forgets_{column}"
    return "\n".join(
        [
            f"GRANT SELECT ({key}, {column}), UPDATE ({column}) ON {table} TO ledljus_disposal;",
            _policy(table, "disposal_finds", "SELECT", "ledljus_disposal", "USING (true)"),
            _policy(
                table,
                name,
                "UPDATE",
                "ledljus_disposal",
                f"USING {rule} WITH CHECK ({column} IS NULL)",
            ),
        ]
    )


def is_public(model: Model) -> bool:
    """Whether *model* tells about nobody: a country, a unit, a municipality."""
    privacy = model.__dict__.get("Privacy")
    if privacy is None or model._meta.label == "casework.User":
        return False
    classes = {getattr(privacy, "all", None), *getattr(privacy, "exceptions", {}).values()}
    return not classes & {IDENTIFYING, SPECIAL}


def _look_ups() -> list[Model]:
    """What rows of a file point at and what only gives a code its words."""
    owned = {o.model for o in owned_tables()}
    found = {
        f.related_model
        for model in owned
        for f in model._meta.get_fields()
        if isinstance(f, models.ForeignKey) and f.related_model not in owned
    }
    plain = [m for m in found if is_public(m)]
    return sorted(plain, key=lambda m: m._meta.db_table)


def _looking_up(model: Model) -> str:
    return f"GRANT SELECT ON {model._meta.db_table} TO ledljus_extract;"
