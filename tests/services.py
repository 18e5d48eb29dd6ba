"""Starts the embedded services before Django's settings are read. Loaded with ``-p``."""

import os
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("LEDLJUS_DATA", str(ROOT / ".data-test"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.config.settings.test")

from casework.config.embedded import start_embedded_services  # noqa: E402 - after the environment

# What a power cut would spoil here is made anew by the next run, so nothing waits for the disk.
# A process that is killed loses nothing by it.
# Whole pages are logged as they are elsewhere: a test reads that log for words in clear.
UNHURT = ("fsync = off", "synchronous_commit = off")


def wait_for_no_disk() -> None:
    """Let the server of the tests leave to the system when it writes to the disk."""
    with psycopg.connect(os.environ["LEDLJUS_EMBEDDED_SUPERUSER"], autocommit=True) as superuser:
        for setting in UNHURT:
            superuser.execute(f"ALTER SYSTEM SET {setting}")
        superuser.execute("SELECT pg_reload_conf()")


is_given = "DATABASE_URL" in os.environ
start_embedded_services()
if not is_given:
    wait_for_no_disk()
