"""A city's night at the same minute: 50 tablets, the real server, and the process that opens."""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import User
from outreach.actions.tablets import register_device
from tests.benchmarks.conftest import Measured, Ratios, bare_dsn
from tests.benchmarks.server import Line, opening, serving
from tests.benchmarks.test_sync import BATCH, NIGHT, Records, a_night_of, insert, rows_like
from tests.outreach.build import ongoing, unit
from tests.outreach.tablets.build import Tablet, id_of
from tests.staff import employ

pytestmark = pytest.mark.benchmark

TABLETS, CREW = 50, 5
# How long the process that opens may take for all of it, in seconds.
OPENED_WITHIN = 900


@dataclass(frozen=True)
class Night:
    """What one author has written on her own tablet, and her way to the server."""

    tablet: Tablet
    author: User
    line: Line
    records: Records

    @property
    def batches(self) -> list[Records]:
        return [self.records[start : start + BATCH] for start in range(0, NIGHT, BATCH)]


@pytest.fixture
def port(worker: User, tmp_path: Path) -> Iterator[int]:
    with serving(tmp_path) as answering:
        yield answering


@pytest.fixture
def nights(tablet: Tablet, worker: User, port: int) -> list[Night]:
    """Everybody out with a tablet of her own, a crew to each shift; all is sealed beforehand."""
    crew = []
    for number in range(TABLETS):
        author = User.objects.create_user(f"ute{number}@example.org", full_name=f"Ute {number}")
        employ(author, Role.OUTREACH_WORKER, "pom")
        crew.append(author)
    shifts = [
        ongoing(worker, crew=(worker, *crew[first : first + CREW]))
        for first in range(0, TABLETS, CREW)
    ]
    found = []
    for number, author in enumerate(crew):
        registrar, name = tablet.device.registered_by, f"Platta {number}"
        own = Tablet(register_device(by=registrar, name=name, unit=unit("pom")))
        records = [own.record(author, shifts[number // CREW]) for _ in range(NIGHT)]
        found.append(Night(own, author, Line.of(author, port), records))
    return found


def test_fifty_tablets_at_the_same_minute(
    worker: User, tablet: Tablet, nights: list[Night], ratios: Ratios, tmp_path: Path
) -> None:
    """Each is answered in time, once; then all of it is opened, and is there once, as hers."""
    model = sent_by(worker, tablet, nights[0].line.port)

    def ours(night: Night) -> list[float]:
        # A tablet asks who is signed in before each sending.
        night.line.ask_me()
        return [
            timed(lambda batch=batch: night.line.send(night.tablet, batch))  # type: ignore[misc]
            for batch in night.batches
        ]

    def plain(_night: Night) -> list[float]:
        with psycopg.connect(bare_dsn()) as own:
            return [timed(lambda: insert(own, copies(model))) for _ in range(NIGHT // BATCH)]

    kept = count()
    slow = p95(at_once(nights, ours))
    assert count() == kept + TABLETS * NIGHT
    fast = p95(at_once(nights, plain))
    # What the bare side puts in is no record of anybody's.
    with superuser() as connection:
        connection.execute("DELETE FROM outreach_syncitem WHERE device_id = %s", [tablet.device.pk])
    name = f"{TABLETS} tablets × {NIGHT}, p95 of {BATCH}"
    measured = Measured(name, slow, fast, 12.0, "over HTTP, to as many bare INSERTs at once")

    # Answers can be lost on their way: then all of it comes once more.
    def again(night: Night) -> None:
        for batch in night.batches:
            night.line.send(night.tablet, batch, "duplicate")

    at_once(nights[:CREW], again)
    assert count() == TABLETS * NIGHT
    with opening(tmp_path, settings.TABLET_KEY_FILE):
        wait_until_opened()
    everybody_has_hers(nights)
    ratios.add(measured)


def sent_by(worker: User, tablet: Tablet, port: int) -> list[list[Any]]:
    """The rows of one night that is sent beforehand: what the bare side inserts."""
    warm, line = a_night_of(tablet, worker), Line.of(worker, port)
    for start in range(0, NIGHT, BATCH):
        line.send(tablet, warm[start : start + BATCH])
    return rows_like(warm)[:BATCH]


def copies(rows: list[list[Any]]) -> list[list[Any]]:
    """The same rows under other names."""
    return [[uuid7(), uuid7(), *row[2:]] for row in rows]


def superuser() -> psycopg.Connection[Any]:
    """A connection past every rule and trigger."""
    return psycopg.connect(bare_dsn(), options="-c session_replication_role=replica")


def count(state: str = "%") -> int:
    """How many records there are."""
    with superuser() as connection:
        found = connection.execute(
            "SELECT count(*) FROM outreach_syncitem WHERE state LIKE %s", [state]
        ).fetchone()
    assert found is not None
    return int(found[0])


def wait_until_opened() -> None:
    """Until nothing waits; fails where that takes too long."""
    end = time.monotonic() + OPENED_WITHIN
    while count("waiting"):
        assert time.monotonic() < end
        time.sleep(1)


def everybody_has_hers(nights: list[Night]) -> None:
    """Each record is taken in once and is one encounter, both her own."""
    sent = sorted((id_of(one), night.author.pk) for night in nights for one in night.records)
    assert len({record for record, _ in sent}) == TABLETS * NIGHT
    authors = [night.author.pk for night in nights]
    with superuser() as connection:
        taken_in = connection.execute(
            "SELECT record, author_id FROM outreach_syncitem WHERE state = 'done'"
        ).fetchall()
        met = connection.execute(
            "SELECT id, created_by_id FROM outreach_encounter WHERE created_by_id = ANY (%s)",
            [authors],
        ).fetchall()
    assert sorted(taken_in) == sent
    assert sorted(met) == sent


def at_once(nights: list[Night], work: Callable[[Night], Any]) -> list[Any]:
    """What *work* says for each, all of them begun together."""
    together = threading.Barrier(len(nights))

    def run(night: Night) -> Any:
        together.wait(timeout=30)
        return work(night)

    with ThreadPoolExecutor(len(nights)) as pool:
        return list(pool.map(run, nights))


def p95(taken: list[list[float]]) -> float:
    """The time that 95 of a hundred batches keep within."""
    return statistics.quantiles([each for batches in taken for each in batches], n=20)[-1]


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
