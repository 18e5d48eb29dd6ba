"""What only real commits show: two runs of a night, two who save, and a file with a fault."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import psycopg
import pytest
from django.db import connection, transaction

from casework.actions.base import ActionRefused
from casework.actions.disposal_basis import set_basis
from casework.actions.disposal_work import destroy_due, destroy_file
from casework.actors import DISPOSAL, acting_as
from casework.disposal.words import Basis, ListState
from casework.enums import Role
from casework.models import DisposalBasis, DisposalItem, DisposalList, Person, User
from tests.casework.conftest import OwnDatabase
from tests.casework.people import sees
from tests.casework.rights.build import approved, full_file, let_regret_pass, long_ago, old_file
from tests.conftest import SUPERUSER_DSN, MakeUser


@pytest.fixture
def worker(own_user: MakeUser) -> User:
    user = own_user(Role.OUTREACH_WORKER, "pom")
    long_ago(user)
    return user


MakeOld = Callable[[], Person]


@pytest.fixture
def make_old(worker: User, monkeypatch: pytest.MonkeyPatch) -> MakeOld:
    return lambda: old_file(worker, monkeypatch)


@pytest.fixture
def manager(own_user: MakeUser) -> User:
    return own_user(Role.UNIT_MANAGER, "pom")


@pytest.fixture
def second(own_user: MakeUser) -> User:
    return own_user(Role.UNIT_MANAGER, "mika")


def until_somebody_waits(database: OwnDatabase) -> None:
    """Return when a statement in *database* waits for what another has locked."""
    asked = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND wait_event_type = 'Lock'"
    latest = monotonic() + 30
    with psycopg.connect(SUPERUSER_DSN, autocommit=True) as superuser:
        while superuser.execute(asked, [database.name]).fetchone() is None:
            assert monotonic() < latest, "Nobody waits."
            sleep(0.02)


def while_held(
    database: OwnDatabase, first: Callable[[], object], later: Callable[[], object]
) -> BaseException | None:
    """Commit *first* when *later*, begun meanwhile, waits for it; what *later* raised."""

    def run() -> None:
        try:
            later()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            running = pool.submit(run)
            until_somebody_waits(database)
        return running.exception(timeout=60)


def test_a_second_run_at_the_same_time_leaves_the_file_to_the_first(
    own_database: OwnDatabase,
    manager: User,
    second: User,
    make_old: MakeOld,
) -> None:
    make_old()
    found = approved(manager, second)
    let_regret_pass(second, found)
    with acting_as(manager):
        item = found.items.get()

    def destroy() -> bool:
        return destroy_file(by=DISPOSAL, item_id=item.pk)

    assert isinstance(while_held(own_database, destroy, destroy), ActionRefused)
    with acting_as(manager):
        found.refresh_from_db()
    assert found.destroyed == 1


def test_one_bad_file_does_not_end_the_night(
    own_database: OwnDatabase,
    manager: User,
    second: User,
    make_old: MakeOld,
    caplog: pytest.LogCaptureFixture,
) -> None:
    people = {person.pk: person for person in (make_old() for _ in range(3))}
    with acting_as(manager):
        for person in people.values():
            DisposalBasis.objects.create(person=person, created_by=manager)
    let_regret_pass(second, approved(manager, second))
    with acting_as(manager):
        order = list(DisposalItem.objects.order_by("finish_by", "id").values_list("person_id"))
    (bad,), *good = order
    # A code of a later version, which this one does not know: no fault of the database.
    own_database.break_in("ALTER TABLE casework_disposalbasis DROP CONSTRAINT disposal_basis_known")
    own_database.break_in(
        "UPDATE casework_disposalbasis SET basis = 'later' WHERE person_id = %s", bad
    )
    with caplog.at_level(logging.ERROR, "casework.actions.disposal_work"):
        assert destroy_due(by=DISPOSAL) == 2
    assert caplog.messages == [
        "A file could not be destroyed.",
        "1 files that are due could not be destroyed.",
    ]
    assert sees(manager, people[bad])
    assert [pk for (pk,) in good if sees(manager, people[pk])] == []
    with acting_as(manager):
        found = DisposalList.objects.get()
    assert (found.state, found.destroyed) == (ListState.APPROVED, 2)


def test_the_second_who_says_what_a_file_is_about_is_told(
    own_database: OwnDatabase, manager: User
) -> None:
    person = full_file(manager)

    def save() -> None:
        set_basis(by=manager, person=person, basis=Basis.PLACEMENT, birth_day=None, seen_at=None)

    refused = while_held(own_database, save, save)
    assert isinstance(refused, ActionRefused)
    assert str(Basis.PLACEMENT.label) in str(refused)
