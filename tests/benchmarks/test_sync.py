"""Keeping what tablets send, answers and log included, beside the bare INSERTs of the same rows."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from django.test import Client

from casework.actors import SYNC, acting_as
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import User
from outreach.actions.tablet_keys import make_key
from outreach.actions.tablets import register_device
from outreach.models import SyncItem
from outreach.sync.opening import open_waiting
from outreach.tablet_enums import SyncState
from tests.benchmarks.conftest import Measured, Ratios, bare_dsn, best_of
from tests.outreach.build import ongoing, unit
from tests.outreach.tablets.build import Tablet, id_of
from tests.staff import employ

pytestmark = pytest.mark.benchmark

NIGHT, TABLETS, AT_ONCE, BATCH = 40, 50, 8, 20
CREW = 5
COLUMNS = (
    "id, record, sha256, is_first, author_id, sent_by_id, unit_id, device_id, form, form_version,"
    " key_id, header, enc, sealed, saved_at, skew_seconds, received_at, state, reason, is_vouched,"
    " attempts, let_go_why"
)
Records = list[dict[str, str]]


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


def a_night_of(tablet: Tablet, worker: User) -> Records:
    shift = uuid7()
    return [tablet.record(worker, shift) for _ in range(NIGHT)]


def signed_in(worker: User) -> Client:
    client = Client()
    client.force_login(worker, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(tablet: Tablet, client: Client, records: Records, answer: str = "stored") -> None:
    for start in range(0, len(records), BATCH):
        response = tablet.post(client, *records[start : start + BATCH])
        assert {item["answer"] for item in response.json()["items"]} == {answer}


def rows_like(sent: Records) -> list[list[Any]]:
    """The rows that were made of *sent*, under other names."""
    names = [json.loads(record["header"])["id"] for record in sent]
    with psycopg.connect(bare_dsn()) as superuser:
        found = superuser.execute(
            f"SELECT {COLUMNS} FROM outreach_syncitem WHERE record = ANY (%s::uuid[])".encode(),
            [names],
        ).fetchall()
    assert len(found) == len(sent)
    return [[uuid7(), uuid7(), *row[2:]] for row in found]


def insert(bare: psycopg.Connection[Any], rows: list[list[Any]]) -> None:
    """Each row by a statement, each in a commit of its own: a record that is kept is kept."""
    places = ", ".join(["%s"] * len(rows[0]))
    statement = f"INSERT INTO outreach_syncitem ({COLUMNS}) VALUES ({places})".encode()
    for row in rows:
        bare.execute(statement, row)
        bare.commit()


def test_a_night_in_two_batches_and_again(
    worker: User, tablet: Tablet, bare: psycopg.Connection[Any], ratios: Ratios
) -> None:
    client = signed_in(worker)
    nights = [a_night_of(tablet, worker) for _ in range(4)]
    send(tablet, client, nights[0])
    waiting = iter(nights[1:])
    ours = best_of(3, lambda: send(tablet, client, next(waiting)))
    copies = iter([rows_like(nights[0]) for _ in range(3)])
    plain = best_of(3, lambda: insert(bare, next(copies)))
    ratios.add(Measured(f"{NIGHT} records from a tablet", ours, plain, 5.0, "to the bare INSERTs"))
    before = count()
    send(tablet, client, nights[0], "duplicate")
    assert count() == before


def count() -> tuple[int, int]:
    """How many rows there are, and how many wait."""
    with acting_as(SYNC):
        rows = SyncItem.objects.all()
        return rows.count(), rows.filter(state=SyncState.WAITING).count()


@dataclass(frozen=True)
class Night:
    """What one author has written on her own tablet, and the session that it is sent in."""

    tablet: Tablet
    author: User
    client: Client
    records: Records


@pytest.fixture
def nights(tablet: Tablet, worker: User) -> list[Night]:
    """One night in many places: everybody out with a tablet of her own, a crew to each shift."""
    crew = []
    for number in range(TABLETS):
        author = User.objects.create_user(f"ute{number}@example.org", full_name=f"Ute {number}")
        employ(author, Role.OUTREACH_WORKER, "pom")
        crew.append(author)
    manager = tablet.device.registered_by
    shifts = [
        ongoing(worker, crew=(worker, *crew[first : first + CREW]))
        for first in range(0, TABLETS, CREW)
    ]
    found = []
    for number, author in enumerate(crew):
        device = register_device(by=manager, name=f"Platta {number}", unit=unit("pom"))
        own = Tablet(device)
        records = [own.record(author, shifts[number // CREW]) for _ in range(NIGHT)]
        found.append(Night(own, author, signed_in(author), records))
    return found


def test_fifty_tablets_at_the_same_minute(
    worker: User,
    tablet: Tablet,
    nights: list[Night],
    bare: psycopg.Connection[Any],
    ratios: Ratios,
) -> None:
    """Each its author's own; then all of it is opened, and is there once, as hers."""
    warm = a_night_of(tablet, worker)
    send(tablet, signed_in(worker), warm)
    model = rows_like(warm)

    def ours(night: Night) -> list[float]:
        return [
            timed(lambda batch=batch: send(night.tablet, night.client, batch))  # type: ignore[misc]
            for batch in (night.records[:BATCH], night.records[BATCH:])
        ]

    def plain(_night: Night) -> list[float]:
        with psycopg.connect(bare_dsn()) as own:
            return [
                timed(lambda: insert(own, [[uuid7(), uuid7(), *row[2:]] for row in model[:BATCH]]))
                for _ in range(2)
            ]

    kept = count()[0]
    slow = p95(nights, ours)
    assert count()[0] == kept + TABLETS * NIGHT
    # What the bare side puts in is no record of anybody's.
    while not open_waiting():
        pass
    fast = p95(nights, plain)
    ratios.add(
        Measured(
            f"{TABLETS} tablets × {NIGHT}, p95 of {BATCH}",
            slow,
            fast,
            5.0,
            "to as many bare INSERTs at once",
        )
    )
    kept = count()[0]
    p95(
        nights[:5],
        lambda night: [timed(lambda: send(night.tablet, night.client, night.records, "duplicate"))],
    )
    assert count()[0] == kept
    sent = {(id_of(one), night.author.pk) for night in nights for one in night.records}
    assert len(sent) == TABLETS * NIGHT
    authors = [night.author.pk for night in nights]
    with psycopg.connect(bare_dsn()) as superuser:
        taken_in = superuser.execute(
            "SELECT record, author_id FROM outreach_syncitem WHERE author_id = ANY (%s)"
            " AND state = 'done' AND device_id = ANY (%s)",
            [authors, [night.tablet.device.pk for night in nights]],
        ).fetchall()
        met = superuser.execute(
            "SELECT id, created_by_id FROM outreach_encounter WHERE created_by_id = ANY (%s)",
            [authors],
        ).fetchall()
    assert sorted(taken_in) == sorted(sent)
    assert sorted(met) == sorted(sent)


def p95(nights: list[Night], work: Callable[[Night], list[float]]) -> float:
    """The time that 95 of a hundred batches keep within, with several tablets at once."""

    def run(night: Night) -> list[float]:
        try:
            return work(night)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        taken = [seconds for batches in pool.map(run, nights) for seconds in batches]
    return statistics.quantiles(taken, n=20)[-1] if len(taken) > 1 else taken[0]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
