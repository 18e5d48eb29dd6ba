"""Workers that can be killed: real processes, forked for each task from one parent as Celery's are.

A test names a task and where in it the worker is to stop. ``python -m tests.workers`` is the
parent: it reads a job a line, and answers with the number of the child and with how that ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
import psycopg
from celery import current_app
from django.conf import settings
from django.db import connections

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 120
# Whoever writes to a table with this trigger waits in the middle of the transaction.
STOP = """
CREATE OR REPLACE FUNCTION test_stop_here() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4711);
    RETURN NULL;
END $$;
CREATE TRIGGER zz_stop_here AFTER INSERT OR UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION test_stop_here();
"""
STOPPED = """
    SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.objid = 4711 AND NOT l.granted
      AND d.datname = current_database()
"""
OPEN = """
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL
      AND pid <> pg_backend_pid()
"""


class Parent:
    """The process that forks, with one child of its at a time."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.workers"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, job: dict[str, Any]) -> int:
        """Fork a child that does *job*; the number of that process."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return self.answer()

    def answer(self) -> int:
        """Of a child that has ended: 0, or below zero the number of the signal that killed it."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def close(self) -> None:
        self.process.communicate(timeout=SECONDS)
        assert self.process.returncode == 0


@dataclass(frozen=True)
class Worker:
    """Does tasks in one database."""

    parent: Parent
    database: str
    # The way past every rule, to stop it and to see what it is doing.
    superuser_dsn: str

    def start(self, task: str, *args: str, **settings: object) -> int:
        """Begin *task*; the number of its process. *settings* hold for it alone."""
        job = {"database": self.database, "task": task, "args": args, "settings": settings}
        return self.parent.begin(job)

    def run(self, task: str, *args: str, **settings: object) -> None:
        """Do *task* to the end."""
        self.start(task, *args, **settings)
        assert self.parent.answer() == 0, task

    def kill(self, child: int) -> None:
        """As the kernel does when memory is short: no line of the child runs on."""
        os.kill(child, signal.SIGKILL)
        assert self.parent.answer() == -signal.SIGKILL

    @contextmanager
    def stops_at(self, table: str) -> Iterator[Callable[[], None]]:
        """While it holds, who has written to *table* stops there, before the transaction commits.

        Yields a function that waits until the worker has. In the end its part of the database goes
        on, and finds that the worker is gone.
        """
        with psycopg.connect(self.superuser_dsn, autocommit=True) as superuser:
            superuser.execute(STOP.format(table=table))
            superuser.execute("SELECT pg_advisory_lock(4711)")
            yield lambda: wait_for(lambda: bool(superuser.execute(STOPPED).fetchall()))
            superuser.execute("SELECT pg_advisory_unlock(4711)")
            self.wait_until_gone()
            superuser.execute(f"DROP TRIGGER zz_stop_here ON {table}")

    def wait_until_gone(self) -> None:
        """Wait until no transaction of a worker's is open any more."""
        with psycopg.connect(self.superuser_dsn, autocommit=True) as superuser:
            wait_for(lambda: not superuser.execute(OPEN).fetchall())


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until *what* is true, for so many seconds at most."""
    until = time.monotonic() + SECONDS
    while not what():
        assert time.monotonic() < until, "It did not come to that."
        time.sleep(0.02)


def main() -> None:
    """Fork a child for each job until nobody has another."""
    django.setup()
    current_app.loader.import_default_modules()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            do(json.loads(line))
            return
        say(child)
        _child, status = os.waitpid(child, 0)
        say(os.waitstatus_to_exitcode(status))


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def do(job: dict[str, Any]) -> None:
    """Do one task as a worker does."""
    connections["default"].settings_dict["NAME"] = job["database"]
    for name, value in job["settings"].items():
        setattr(settings, name, value)
    current_app.conf["broker_url"] = settings.CELERY_BROKER_URL
    current_app.tasks[job["task"]].apply(args=job["args"], throw=True)


if __name__ == "__main__":
    main()
