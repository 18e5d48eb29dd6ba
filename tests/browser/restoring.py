"""A backup of an installation, and an empty database that it is restored into."""

from __future__ import annotations

import subprocess
import urllib.request
from pathlib import Path

import psycopg
from psycopg import sql

from casework.config.embedded import create_database
from tests.browser.tablet import World
from tests.migrated import SUPERUSER_DSN


def _tool(world: World, name: str, *arguments: str) -> None:
    """Run one of the tools that came with the server: those of another version may refuse it."""
    ((folder,),) = world.sql("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
    command = [str(Path(folder) / name), "--dbname", world.dsn(), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), f"{name}: {done.stderr}"


def back_up(world: World, path: Path) -> None:
    """All of the database, as the superuser: row-level security binds the owner too."""
    _tool(world, "pg_dump", "--format=custom", "--compress=0", f"--file={path}")


def restore(world: World, path: Path) -> None:
    """As docs/operations.md has it: an empty database, what the backup holds, ``migrate``, a look.

    The web process and the workers run on meanwhile, and find another database than they left.
    """
    with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        superuser.execute(drop.format(sql.Identifier(world.database)))
    create_database(SUPERUSER_DSN, world.database)
    _tool(world, "pg_restore", "--exit-on-error", str(path))
    world.ledljus.manage("migrate", "-v0")
    with urllib.request.urlopen(f"{world.ledljus.url}/halsa/", timeout=5) as answer:  # noqa: S310 - our own
        assert answer.status == 200
