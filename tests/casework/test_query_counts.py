"""How many statements each page of a file takes: the same with one row of all and with fifty.

Counted are what a page reads and what it writes to the log (tests/counting.py).
"""

from __future__ import annotations

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from casework.actions.links import link_files
from casework.actions.surroundings import add_alert, add_related
from casework.actors import acting_as
from casework.enums import AlertKind, Relation, Role
from casework.models import Person, User
from tests.casework.journal import attached, consented, drafted, signed
from tests.casework.people import a_full_file, opened
from tests.casework.track import claim, consideration, day_to_keep, granted_permit, support
from tests.conftest import MakeUser, SignIn
from tests.counting import MOST_QUERIES, statements_of

PAGES = (
    "person",
    "journal",
    "events",
    "latest_events",
    "print_events",
    "identity",
    "keeping",
    "consents",
    "file_facts",
    "track",
    "supports",
    "days",
    "disclosures",
    "access",
    "rights",
)


def add_everything(by: User, person: Person) -> None:
    """One more row of everything that a file can have many of."""
    note = signed(by, person)
    attached(by, person, note)
    drafted(by, person)
    consented(by, person)
    granted_permit(by, person, person.opened_at.date())
    claim(by, person)
    consideration(by, person)
    support(by, person)
    day_to_keep(by, person)
    add_alert(by=by, person_id=person.pk, kind=AlertKind.DANGER, text="Hund")
    add_related(by=by, person_id=person.pk, values={"relation": Relation.CHILD, "name": "Kim"})
    link_files(by=by, person_id=person.pk, other_id=opened(by, "pom").pk, reason="Lika")


def numbers(client: Client, pk: uuid.UUID) -> dict[str, int]:
    return {
        name: len(statements_of(client, reverse(f"casework:{name}", args=[pk]))) for name in PAGES
    }


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "pom")


def test_pages_of_a_file_ask_as_much_at_fifty_rows_as_at_one(worker: User, sign_in: SignIn) -> None:
    pk, client = a_full_file(worker)["person"], sign_in(worker)
    with acting_as(worker):
        person = Person.objects.get(pk=pk)
    add_everything(worker, person)
    numbers(client, pk)
    once = numbers(client, pk)
    for _ in range(49):
        add_everything(worker, person)
    assert numbers(client, pk) == once
    assert {name: n for name, n in once.items() if n > MOST_QUERIES} == {}


@pytest.mark.parametrize("name", ["files", "search_files"])
def test_lists_of_files_ask_as_much_at_fifty_rows_as_at_one(
    name: str, worker: User, sign_in: SignIn
) -> None:
    client, address = sign_in(worker), reverse(f"casework:{name}")
    a_full_file(worker)
    statements_of(client, address)
    once = len(statements_of(client, address))
    for _ in range(49):
        opened(worker, "pom")
    assert len(statements_of(client, address)) == once
    assert once <= MOST_QUERIES
