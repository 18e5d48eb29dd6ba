"""A city of half a million encounters, and the table of ratios at the end of the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.template.base import Template
from django.test import Client
from django.test.utils import _TestState

from casework.actors import SYNC
from casework.enums import Role
from casework.models import User
from outreach.actions.tablet_keys import make_key
from outreach.actions.tablets import register_device
from tests.benchmarks.generate import ENCOUNTERS, generate_city
from tests.conftest import superuser_dsn
from tests.outreach.build import unit
from tests.outreach.tablets.build import Tablet
from tests.staff import employ


@dataclass(frozen=True)
class Measured:
    """One line of the table: seconds of ours, of the bare work, and the target of their ratio."""

    name: str
    ours: float
    bare: float
    at_most: float
    remark: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.bare


@dataclass
class Ratios:
    """What the run has measured."""

    rows: list[Measured] = field(default_factory=list)

    def add(self, row: Measured) -> None:
        """Keep a measurement, and fail when it is over its target."""
        self.rows.append(row)
        assert row.ratio <= row.at_most, f"{row.name}: {row.ratio:.2f} is over {row.at_most}"


RATIOS = Ratios()


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs, in seconds: the one that the machine disturbed least."""
    shortest = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


def best_of_each(times: int, *works: Callable[[], object]) -> list[float]:
    """The shortest of each, run in turn: what disturbs the machine disturbs all of them."""
    rounds = [[best_of(1, work) for work in works] for _ in range(times)]
    return [min(runs) for runs in zip(*rounds, strict=True)]


@pytest.fixture(autouse=True)
def _templates_as_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """Templates render as they do for a user: the tests' own copies each context that they see."""
    state: Any = _TestState
    monkeypatch.setattr(Template, "_render", state.saved_data.template_render)


@pytest.fixture
def ratios() -> Ratios:
    return RATIOS


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the table."""
    write = terminalreporter.write_line
    if not RATIOS.rows:
        return
    write("")
    write(f"{'':34} {'ours':>9} {'bare SQL':>9} {'ratio':>6} {'at most':>8}")
    for row in RATIOS.rows:
        write(
            f"{row.name:34} {row.ours * 1000:7.1f}ms {row.bare * 1000:7.1f}ms"
            f" {row.ratio:6.2f} {row.at_most:8.2f}  {row.remark}"
        )


@pytest.fixture(scope="session")
def worker(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """An outreach worker in a city with ten years of shifts behind it."""
    with django_db_blocker.unblock():
        call_command("setup_city", "stockholm", verbosity=0)
        user = User.objects.create_user("worker@example.org", full_name="Worker of the benchmark")
        employ(
            user,
            Role.OUTREACH_WORKER,
            "pom",
            valid_from=datetime(2015, 1, 1, tzinfo=UTC).date(),
        )
        employ(user, Role.STATISTICS_MANAGER)
        generate_city(bare_dsn(), unit="pom", user_id=str(user.pk), encounters=ENCOUNTERS)
        yield user


def bare_dsn() -> str:
    """The database of this run as a superuser, past every policy: for the bare side only."""
    return superuser_dsn(connection.settings_dict["NAME"])


@pytest.fixture
def tablet(worker: User, tmp_path: Path, settings: Any) -> Iterator[Tablet]:
    """A tablet of the worker's unit; what it sent is taken away afterwards."""
    settings.TABLET_KEY_FILE = str(tmp_path / "keys.json")
    make_key(by=SYNC)
    manager = User.objects.create_user("chef@example.org", full_name="Manager")
    employ(manager, Role.UNIT_MANAGER, "pom")
    yield Tablet(register_device(by=manager, name="Platta", unit=unit("pom")))
    with psycopg.connect(bare_dsn()) as superuser:
        superuser.execute("SET session_replication_role = replica")
        for table in ("syncitem", "device", "tabletkey"):
            superuser.execute(f"DELETE FROM outreach_{table}".encode())
        superuser.execute("DELETE FROM casework_membership WHERE user_id = %s", [manager.pk])
        superuser.execute("DELETE FROM casework_user WHERE id = %s", [manager.pk])


@pytest.fixture
def bare(worker: User) -> Iterator[psycopg.Connection[Any]]:
    """A connection for the bare side."""
    with psycopg.connect(bare_dsn()) as superuser:
        yield superuser
        superuser.rollback()


@pytest.fixture
def browser_of_worker(worker: User) -> Client:
    """A test client in which the worker is signed in."""
    client = Client()
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
