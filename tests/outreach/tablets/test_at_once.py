"""What only real commits show: many at the same time, and a process killed at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from casework.actors import SYNC, acting_as
from casework.audit.events import Event
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import AuditEvent, User
from outreach.actions.sync_storing import Stored, store_items
from outreach.actions.tablet_keys import make_key
from outreach.actions.tablets import register_device
from outreach.models import Encounter
from outreach.sync.opening import open_waiting
from outreach.sync_header import Sent, read_sent
from outreach.tablet_enums import SyncState
from tests.conftest import MakeUser
from tests.outreach.build import ongoing, unit
from tests.outreach.tablets.build import Tablet, encounter_fields, id_of, rows

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def worker(commit_user: MakeUser) -> User:
    return commit_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def tablet(commit_user: MakeUser, worker: User, key_file: Path) -> Tablet:
    make_key(by=SYNC)
    manager = commit_user(Role.UNIT_MANAGER, "pom", email="chef@example.org")
    return Tablet(register_device(by=manager, name="Platta 1", unit=unit("pom")))


def sent(record: dict[str, str]) -> Sent:
    return read_sent(record["header"], record["enc"], record["sealed"])


def at_once(works: list[Any]) -> list[Any]:
    """Run all, begun together."""
    together = threading.Barrier(len(works))

    def run(work: Any) -> Any:
        try:
            together.wait(timeout=30)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return [done.result(timeout=60) for done in [pool.submit(run, work) for work in works]]


def test_a_replay_eight_times_at_once_is_one_record(worker: User, tablet: Tablet) -> None:
    shift = ongoing(worker)
    records = [sent(tablet.record(worker, shift)) for _ in range(20)]
    backwards = list(reversed(records))

    def send(items: list[Sent]) -> Stored:
        return store_items(
            by=worker, device_id=tablet.device.pk, sent_at=timezone.now(), items=items
        )

    works = [lambda items=items: send(items) for items in [records, backwards] * 4]
    stored = at_once(works)
    kinds = Counter(str(answer.kind) for one in stored for answer in one.answers)
    assert kinds == {"stored": 20, "duplicate": 140}
    assert len(rows()) == 20


def test_two_contents_of_one_record_at_once_are_a_record_and_a_conflict(
    worker: User, tablet: Tablet
) -> None:
    shift, same = ongoing(worker), str(uuid7())
    both = [sent(tablet.record(worker, shift, id=same)) for _ in range(2)]

    def send(item: Sent) -> str:
        stored = store_items(
            by=worker, device_id=tablet.device.pk, sent_at=timezone.now(), items=[item]
        )
        return str(stored.answers[0].kind)

    assert sorted(at_once([lambda i=i: send(i) for i in both])) == ["conflict", "stored"]
    assert sorted(item.is_first for item in rows()) == [False, True]


def test_two_processes_open_each_record_once(worker: User, tablet: Tablet) -> None:
    shift = ongoing(worker)
    store_all(worker, tablet, [tablet.record(worker, shift) for _ in range(6)])
    at_once([open_waiting, open_waiting, open_waiting])
    assert [item.state for item in rows()] == [SyncState.DONE] * 6
    assert taken_in(worker) == 6


def test_tablets_at_the_same_minute_lose_and_double_nothing(
    worker: User, tablet: Tablet, commit_user: MakeUser
) -> None:
    """Each sends its night in two batches and, as if the answer was lost, all of it again."""
    crew = [worker, *(commit_user(Role.OUTREACH_WORKER, "pom") for _ in range(4))]
    shift, manager = ongoing(worker, crew=tuple(crew)), tablet.device.registered_by
    nights: dict[User, tuple[Tablet, list[dict[str, str]]]] = {}
    for number, author in enumerate(crew):
        device = register_device(by=manager, name=f"Platta {number + 2}", unit=unit("pom"))
        theirs = Tablet(device)
        nights[author] = theirs, [theirs.record(author, shift) for _ in range(8)]

    def send(author: User) -> list[str]:
        theirs, night = nights[author]
        batches = [night[:4], night[4:], night]
        return [kind for batch in batches for kind in store_all(author, theirs, batch)]

    sending = [lambda author=author: send(author) for author in crew]
    said = at_once([*sending, open_waiting, open_waiting])[: len(crew)]
    assert said == [["stored"] * 8 + ["duplicate"] * 8] * len(crew)
    open_waiting()
    assert [item.state for item in rows()] == [SyncState.DONE] * 40
    with acting_as(worker):
        found = sorted(Encounter.objects.values_list("pk", "created_by_id"))
    assert found == sorted((id_of(one), author.pk) for author in crew for one in nights[author][1])


def store_all(worker: User, tablet: Tablet, records: list[dict[str, str]]) -> list[str]:
    """Send *records*; what became of each."""
    stored = store_items(
        by=worker,
        device_id=tablet.device.pk,
        sent_at=timezone.now(),
        items=[sent(record) for record in records],
    )
    return [str(answer.kind) for answer in stored.answers]


def taken_in(worker: User) -> int:
    """How many encounters there are; as many are in the log."""
    with acting_as(worker):
        count = Encounter.objects.count()
        logged = AuditEvent.objects.filter(event=Event.ENCOUNTER_RECORDED)
        assert logged.filter(actor_id=worker.pk).count() == count
    return count


@pytest.fixture
def environment(key_file: Path) -> dict[str, str]:
    """That of a process on the database of this run."""
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.outreach.tablets.opener_settings",
        "DATABASE_URL": os.environ["DATABASE_URL"].replace("@/ledljus?", f"@/{name}?"),
        "PYTHONPATH": str(ROOT),
        "OPENER_KEY_FILE": str(django_settings.TABLET_KEY_FILE),
    }


PLACES = ["try_item", "+try_item", "_open", "take_in", "+take_in", "finish_item", "+finish_item"]


@pytest.mark.parametrize("place", PLACES)
def test_killed_at_any_moment_it_is_taken_in_once(
    worker: User, tablet: Tablet, environment: dict[str, str], place: str
) -> None:
    shift = ongoing(worker)
    records = [
        tablet.record(worker, shift, fields=encounter_fields(age=[age])) for age in ("31", "32")
    ]
    store_all(worker, tablet, records)
    command = [sys.executable, "-m", "tests.outreach.tablets.opener", place]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as opener:
        assert opener.stdout is not None
        assert opener.stdout.readline() == "here\n"
        opener.send_signal(signal.SIGKILL)
    assert taken_in(worker) == 0
    assert [item.state for item in rows()] == [SyncState.WAITING] * 2
    open_waiting()
    assert [item.state for item in rows()] == [SyncState.DONE] * 2
    assert taken_in(worker) == 2
    open_waiting()
    assert taken_in(worker) == 2
