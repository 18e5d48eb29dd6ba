"""Keeping what tablets send, answers and log included, beside the bare INSERTs of the same rows."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from django.test import Client

from casework.actors import SYNC, acting_as
from casework.identifiers import uuid7
from casework.models import User
from outreach.models import SyncItem
from outreach.tablet_enums import SyncState
from tests.benchmarks.conftest import Measured, Ratios, bare_dsn, best_of
from tests.outreach.tablets.build import Tablet

pytestmark = pytest.mark.benchmark

NIGHT, BATCH = 40, 20
COLUMNS = (
    "id, record, sha256, is_first, author_id, sent_by_id, unit_id, device_id, form, form_version,"
    " key_id, header, enc, sealed, saved_at, skew_seconds, received_at, state, reason, is_vouched,"
    " attempts, let_go_why"
)
Records = list[dict[str, str]]


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
