"""``demo``: everything at once on one machine, until Ctrl-C, which leaves nothing running."""

from __future__ import annotations

import io
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from casework.demo import ACCOUNTS, DEMO_PASSWORD, DOMAIN, run_later, tablet_accounts
from casework.management.commands.demo_code import current_code
from casework.models import User

HOST = "127.0.0.1"
# In a container everybody is root; here the worker's warning about it would only hide the address.
AS_ROOT = "ignore:You're running the worker with superuser privileges"
START_SECONDS, STOP_SECONDS = 60, 10
CELERY = [sys.executable, "-m", "celery", "--quiet", "-A", "casework.config.celery"]


class Stop(Exception):
    """Somebody asked the demonstration to end."""


class Command(BaseCommand):
    """Migrates, loads invented data where there is none, and runs web, worker and beat."""

    help = "Run the demonstration: web, worker and beat on invented data, until Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where it listens."""
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until asked to stop, or until one of the processes has ended by itself."""
        if not settings.DEMO:
            raise CommandError("This is not the demonstration; see docs/operations.md.")
        try:
            with _stoppable():
                self._run(options["port"])
        except Stop:
            self.stdout.write("Stopped.")

    def _run(self, port: int) -> None:
        _check_port(port)
        call_command("migrate", verbosity=0)
        is_new = not User.objects.exists()
        if is_new:
            self.stdout.write("Loading invented data …")
            call_command("load_demo", stdout=self.stdout)
        call_command("tablet_keys", if_missing=True, stdout=io.StringIO())
        for connection in connections.all():
            connection.close()
        with tempfile.TemporaryDirectory() as folder, _processes(port, folder) as running:
            if _answers(port, running):
                if is_new:
                    self._begin_later()
                self._tell(port)
            name = _first_to_end(running)
        raise CommandError(f"The {name} process ended by itself; the others were stopped.")

    def _begin_later(self) -> None:
        for line in run_later():
            self.stdout.write(f"Begun: {line}.")
        for connection in connections.all():
            connection.close()

    def _tell(self, port: int) -> None:
        lines = [
            "",
            f"Ledljus, the demonstration: http://{HOST}:{port}/",
            f"Invented accounts, all with the password {DEMO_PASSWORD}",
            "",
        ]
        for account in ACCOUNTS:
            units = f" ({', '.join(account.units)})" if account.units else ""
            lines.append(f"  {f'{account.local_part}@{DOMAIN}':<40} {account.role}{units}")
        tablet = tablet_accounts()
        assert tablet is not None
        lines += [
            "",
            f"The tablet: http://localhost:{port}/falt/ (a passkey needs a name, not a number).",
            f"{tablet['registers']} registers it, then {tablet['goes_out']} goes out with it.",
            "",
            f"The administrator is also asked for a code, now {current_code()}.",
            "Later codes: manage.py demo_code",
            "",
            "Ctrl-C ends everything.",
        ]
        connections["default"].close()
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _check_port(port: int) -> None:
    with socket.socket() as listener:
        # As the web server does: a port that was used a moment ago is free.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except (OSError, OverflowError):
            raise CommandError(
                f"Port {port} can't be used: something else listens there, perhaps another"
                " demonstration. Choose another with --port."
            ) from None


@contextmanager
def _stoppable() -> Iterator[None]:
    """Turn the signals that end a program into :class:`Stop`."""

    def stop(*_: object) -> None:
        # Once is enough: a second Ctrl-C must not interrupt the stopping.
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Stop

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _processes(port: int, folder: str) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Web, worker and beat, each in a session of its own, all stopped at the end."""
    schedule = Path(folder) / "beat-schedule"
    commands = {
        "web": [sys.executable, "-m", "gunicorn", "casework.config.wsgi", "--workers=2",
                f"--bind={HOST}:{port}", "--graceful-timeout=3", "--log-level=warning"],
        "worker": [*CELERY, "worker", "--concurrency=1", "--loglevel=WARNING", "--without-gossip",
                   "--without-mingle", "--queues=celery,sync"],
        "beat": [*CELERY, "beat", "--loglevel=WARNING", f"--schedule={schedule}", "--pidfile="],
    }  # fmt: skip
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in commands.items():
            running[name] = subprocess.Popen(  # noqa: S603 - our own commands
                command,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                cwd=settings.BASE_DIR,
                env=os.environ | {"PYTHONWARNINGS": AS_ROOT},
            )
        yield running
    finally:
        _stop_all(running)


def _stop_all(running: dict[str, subprocess.Popen[bytes]]) -> None:
    """Ask all to end, and end the whole session of one that does not."""
    for process in running.values():
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running.values():
        try:
            process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(port: int, running: dict[str, subprocess.Popen[bytes]]) -> bool:
    """Wait for the sign-in page; false when a process ended first."""
    deadline = time.monotonic() + START_SECONDS
    while all(process.poll() is None for process in running.values()):
        try:
            url = f"http://{HOST}:{port}/konto/login/"
            with urllib.request.urlopen(url, timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
        if time.monotonic() > deadline:
            raise CommandError(f"No sign-in page within {START_SECONDS} seconds.")
    return False


def _first_to_end(running: dict[str, subprocess.Popen[bytes]]) -> str:
    while True:
        for name, process in running.items():
            if process.poll() is not None:
                return name
        time.sleep(0.2)
