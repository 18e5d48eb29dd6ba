"""The web process and the one that opens, real ones, on the database of the benchmark."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client

from casework.models import User
from tests.browser.installation import free_port, process, wait_until_well
from tests.migrated import ROOT
from tests.outreach.tablets.build import Tablet

# As the compose file starts them; a temporary folder in memory is what it adds to the first.
WEB = ["-m", "gunicorn", "casework.config.wsgi:application", "--workers=3", "--timeout=60"]
WEB += ["--no-control-socket", "--access-logfile=/dev/null"]
SYNC = ["-m", "celery", "--app=casework.config.celery", "worker", "--queues=sync"]
SYNC += ["--concurrency=1", "--loglevel=WARNING"]
# What a tablet waits for an answer, in seconds (static/js/tablet/sync.js).
PATIENCE = 20


def _environment(**more: str) -> dict[str, str]:
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.served",
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": os.environ["DATABASE_URL"].replace("@/ledljus?", f"@/{name}?"),
        **more,
    }


@contextmanager
def serving(folder: Path) -> Iterator[int]:
    """The web process; the port on which it answers."""
    port, log = free_port(), folder / "web.log"
    web = [*WEB, f"--bind=127.0.0.1:{port}"]
    with process(_environment(), log, *web) as started:
        wait_until_well(f"http://127.0.0.1:{port}", started, log)
        yield port


@contextmanager
def opening(folder: Path, key_file: str) -> Iterator[None]:
    """The process that opens what tablets have sent."""
    with process(_environment(LOAD_KEY_FILE=key_file), folder / "sync.log", *SYNC):
        yield


@dataclass
class Line:
    """A tablet's way to the server: somebody's session, and a connection for each request."""

    port: int
    cookies: dict[str, str] = field(repr=False)
    csrf: str = ""

    @classmethod
    def of(cls, user: User, port: int) -> Line:
        """That of a tablet on which *user* has signed in, and which was set up with network."""
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        line = cls(port, {name: morsel.value for name, morsel in client.cookies.items()})
        line.ask_me()
        return line

    def ask_me(self) -> None:
        """What a tablet asks before it sends: its shifts, its keys, and the word for posting."""
        self.csrf = self.ask("me")["csrf"]

    def send(self, tablet: Tablet, records: list[dict[str, str]], answer: str = "stored") -> None:
        """Send one batch; each record has its receipt, and nothing was refused."""
        sent = {
            "device": str(tablet.device.pk),
            "sent_at": tablet.clock().isoformat(),
            "items": records,
        }
        items = self.ask("items", sent)["items"]
        assert [item["id"] for item in items] == [json.loads(r["header"])["id"] for r in records]
        assert {item["answer"] for item in items} == {answer}
        assert all(item["receipt"] for item in items)

    def ask(self, path: str, body: dict[str, Any] | None = None) -> Any:
        """The answer, which is there in time and is 200: a tablet would have to try again."""
        asking = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "X-CSRFToken": self.csrf, "Content-Type": "application/json"}
        try:
            method, text = ("POST", json.dumps(body)) if body else ("GET", None)
            asking.request(method, f"/falt/api/{path}", text, headers)
            answer = asking.getresponse()
            said = answer.read()
        finally:
            asking.close()
        assert answer.status == 200, said
        for given in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: one.value for name, one in SimpleCookie(given).items()}
        return json.loads(said)
