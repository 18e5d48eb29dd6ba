"""What would turn a name or a number around is gone when it is stored, by whatever way it came."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actors import acting_as
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import Person, RelatedPerson, User
from casework.plain_text import TURNING, without_turning
from outreach.sync.said import kept_content, read_said
from tests.casework.people import opened
from tests.conftest import MakeUser, SignIn

# Read, it ends in 4321.
TURNED = "Anna\u202e1234\u202c"
READ = "Anna1234"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def test_by_a_form(worker: User, person: Person, sign_in: SignIn) -> None:
    address = reverse("casework:add_related", args=[person.pk])
    given = {"relation": "partner", "name": TURNED, "may_be_told": "yes"}
    given |= {"about": f"\u2066{READ}\u2069"}
    assert sign_in(worker).post(address, given).status_code == 302
    with acting_as(worker):
        row = RelatedPerson.objects.get()
    assert (row.name, row.about) == (READ, READ)


def record(note: str) -> bytes:
    said = {
        "fields": {"note": [note], "role": ["exploited"]},
        "shift": str(uuid7()),
        "happened_at": timezone.now().isoformat(),
    }
    return json.dumps(said).encode()


def test_by_a_tablet() -> None:
    assert read_said(record(TURNED)).first("note") == READ


def test_by_a_tablet_and_kept_for_whoever_decides() -> None:
    content = record(TURNED)
    kept = json.loads(kept_content(content))
    assert kept == json.loads(content) | {"fields": {"note": [READ], "role": ["exploited"]}}
    assert json.loads(kept_content(f"x{TURNING}y".encode())) == {"raw": "xy"}


def test_marks_that_turn_nothing_stay() -> None:
    marks = "\u061c\u200e\u200f\u200d"
    assert without_turning(f"{marks}{TURNING}å\n") == f"{marks}å\n"
