"""One migrated database, made once and copied by every run of tests, those in the browser too."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

import psycopg
from psycopg import sql

from casework.config.embedded import create_database
from tests.staff_functions import make_functions

SUPERUSER_DSN = os.environ["LEDLJUS_EMBEDDED_SUPERUSER"]
ROOT = Path(__file__).resolve().parents[1]
# What it is called, before a mark of what it was made from.
MIGRATED = "test_migrated_"
# Statistics that come in the middle of a run would change the plans that tests look at.
UNWATCHED = """DO $$
DECLARE
    name regclass;
BEGIN
    FOR name IN SELECT oid FROM pg_class WHERE relkind = 'r'
        AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = off)', name);
    END LOOP;
END $$"""


def superuser_dsn(name: str) -> str:
    """The way to the database *name* past every rule."""
    return re.sub(r"dbname=\S+", f"dbname={name}", SUPERUSER_DSN)


def _made_from() -> str:
    """What tells one migrated database from another: all that says what is in it from the start."""
    digest = hashlib.sha256()
    sources = [ROOT / ".ci" / "requirements-dev.lock"]
    sources += [ROOT / "tests" / name for name in ("migrated.py", "staff_functions.py")]
    for app in ("casework", "outreach", "referrals", "reports"):
        for part in ("migrations", "models", "data"):
            found = (ROOT / app / part).rglob("*")
            sources += sorted(path for path in found if path.suffix in {".py", ".toml", ".csv"})
    for path in sources:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def copy_of_migrated(name: str, fill: Callable[[str], None]) -> None:
    """Make the database *name* as a copy of the migrated one, which is made at the first need.

    *fill* is given the name of an empty database, migrates it and sets the city up in it. What is
    said of a database itself does not come along with a copy: *name* is to be migrated too.
    """
    made = f"{MIGRATED}{_made_from()}"
    with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
        # Two workers of one run would otherwise both make it.
        superuser.execute("SELECT pg_advisory_lock(hashtext('migrated'))")
        found = superuser.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [MIGRATED]
        ).fetchall()
        if (made,) not in found:
            for (old,) in found:
                superuser.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            being_made = f"{MIGRATED}now"
            create_database(SUPERUSER_DSN, being_made)
            fill(being_made)
            make_functions(superuser_dsn(being_made))
            with psycopg.connect(superuser_dsn(being_made)) as made_now:
                made_now.execute(UNWATCHED)
            # Named last: what was stopped half-way is dropped the next time.
            superuser.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(being_made), sql.Identifier(made)
                )
            )
        superuser.execute(
            sql.SQL("CREATE DATABASE {} OWNER ledljus_owner TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(made)
            )
        )
