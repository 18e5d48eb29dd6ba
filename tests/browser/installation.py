"""A whole installation for the browser tests: database, web process and worker, all real."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from casework.config.embedded import data_folder
from tests.migrated import ROOT, SUPERUSER_DSN, copy_of_migrated

START_SECONDS = 60


@dataclass(frozen=True)
class Installation:
    """Where it answers, and the identifiers of what was loaded."""

    url: str
    rows: dict[str, str]
    environment: dict[str, str] = field(repr=False)

    def manage(self, *arguments: str) -> str:
        """Run a management command in it and give back what it printed."""
        return run(self.environment, "-m", "django", *arguments)


def run(environment: dict[str, str], *arguments: str) -> str:
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, f"{arguments}: {result.stderr}"
    return result.stdout


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_well(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/halsa/", timeout=5) as answer:  # noqa: S310 - our own
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"The server did not start: {log.read_text(encoding='utf-8')[-2000:]}")


@contextmanager
def process(
    environment: dict[str, str], log: Path, *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        started = subprocess.Popen(
            [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            yield started
        finally:
            started.terminate()
            try:
                started.wait(15)
            except subprocess.TimeoutExpired:
                started.kill()
                started.wait()


def environment_of(name: str) -> dict[str, str]:
    """What a process is started with that is to use the database *name*."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.browser.settings",
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": os.environ["DATABASE_URL"].replace("@/ledljus?", f"@/{name}?"),
        "DATABASE_OWNER_URL": os.environ["DATABASE_OWNER_URL"].replace("@/ledljus?", f"@/{name}?"),
    }


def fill(name: str) -> None:
    """Migrate the empty database *name* and set the city up in it."""
    run(environment_of(name), "-m", "django", "migrate", "-v0")
    run(environment_of(name), "-m", "django", "setup_city", "stockholm")


@contextmanager
def database(name: str) -> Iterator[None]:
    """A migrated database, which is dropped afterwards."""
    copy_of_migrated(name, fill)
    try:
        yield
    finally:
        with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
            superuser.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def installation() -> Iterator[Installation]:
    """Set up, fill and start an installation; stop it and drop its database afterwards."""
    name = f"browser_ledljus_{os.getpid()}"
    folder = data_folder() / "browser"
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = environment_of(name)
    with database(name):
        run(environment, "-m", "django", "collectstatic", "--noinput", "--clear", "-v0")
        run(environment, "-m", "django", "migrate", "-v0")
        run(environment, "-m", "django", "tablet_keys", "--if-missing")
        rows = json.loads(run(environment, "-m", "tests.browser.load"))
        web = ["-m", "gunicorn", "casework.config.wsgi:application", f"--bind=127.0.0.1:{port}"]
        worker = ["-m", "celery", "--app=casework.config.celery", "worker", "--concurrency=1"]
        worker += ["--queues=browser,sync"]
        web_log, worker_log = folder / "web.log", folder / "worker.log"
        with (
            process(environment, web_log, *web, "--threads=4", "--no-control-socket") as server,
            process(environment, worker_log, *worker, "--loglevel=WARNING"),
        ):
            wait_until_well(url, server, web_log)
            yield Installation(url, rows, environment)
