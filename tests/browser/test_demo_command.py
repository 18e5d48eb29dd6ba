"""The demonstration as a command: started and ended as a whole, and at the door within a minute.

Here because nothing else runs beside it: the minute is what somebody waits on a machine of theirs.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from casework.demo import ACCOUNTS, DEMO_PASSWORD
from tests.browser.installation import free_port


def read(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return []


def running_on(folder: Path) -> dict[int, str]:
    """Processes that belong to the data folder: by their environment, or by their command line."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        words = " ".join(read(process / "cmdline"))
        mine = f"LEDLJUS_DATA={folder}" in read(process / "environ") or str(folder) in words
        # One that has ended and is still to be waited for has no words left.
        if mine and words:
            found[int(process.name)] = words
    return found


def wait_for(condition: Callable[[], object], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def page(port: int) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/konto/login/", timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


class Demo:
    """The command as somebody starts it from a shell."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.output = folder / "output"

    def start(self, port: int | None = None) -> subprocess.Popen[bytes]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL")
            and not name.startswith(("LEDLJUS", "DJANGO", "COV"))
        }
        environment = inherited | {"LEDLJUS_DATA": str(self.folder)}
        command = [sys.executable, "manage.py", "demo", "--port", str(port or self.port)]
        with self.output.open("wb") as output:
            return subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8")


@pytest.fixture(scope="class")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    # A folder that the database's own system user may enter.
    folder = tmp_path_factory.mktemp("demo")
    yield Demo(folder)
    assert running_on(folder) == {}


class TestRunning:
    def test_shows_the_page_and_ctrl_c_leaves_nothing_running(self, demo: Demo) -> None:
        process = demo.start()
        try:
            assert wait_for(lambda: page(demo.port), 60), demo.said()
            assert wait_for(lambda: "Ctrl-C" in demo.said(), 10)
            said = demo.said()
            assert all(account.email in said for account in ACCOUNTS)
            assert DEMO_PASSWORD in said
            # What takes long is begun when it answers, and once.
            assert said.count("Begun: the edition of 2025") == 1
            assert len(running_on(demo.folder)) > 5
        finally:
            process.send_signal(signal.SIGINT)
            ended = process.wait(30)
        assert ended == 0, demo.said()
        assert wait_for(lambda: not running_on(demo.folder), 5), running_on(demo.folder)

    def test_a_process_that_dies_ends_the_rest(self, demo: Demo) -> None:
        process = demo.start()
        try:
            assert wait_for(lambda: "Ctrl-C" in demo.said(), 60), demo.said()
            # Its data is there already, and so is what was begun.
            assert "Begun" not in demo.said()
            found = running_on(demo.folder).items()
            (beat,) = [pid for pid, words in found if " beat " in words]
            os.kill(beat, signal.SIGKILL)
            ended = process.wait(30)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(30)
        assert ended == 1
        assert "The beat process ended by itself" in demo.said()
        assert wait_for(lambda: not running_on(demo.folder), 5), running_on(demo.folder)

    def test_a_taken_port_is_said(self, demo: Demo) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port: int = other.getsockname()[1]
            assert demo.start(port).wait(30) == 1
        assert f"Port {port} can't be used" in demo.said()
