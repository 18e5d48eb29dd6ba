"""An extract while things go wrong around it: workers killed, rows held, orders renewed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.extract_making import finish_extract, start_extract, write_extract
from casework.actions.extract_sweeping import expire_extract, requeue_extract, sweep_extracts
from casework.actors import CLOCK, EXTRACT, SEALER, acting_as
from casework.audit.events import Event
from casework.enums import Role
from casework.extract.words import ExtractState
from casework.models import AuditEvent, ExtractRequest, Person, User
from casework.models.extract import KEPT, STALE
from casework.queries.left_behind import LeftBehind
from casework.tasks.rights import run_extract
from tests.casework.people import opened
from tests.casework.rights.build import full_file
from tests.casework.rights.test_extract_making import document, queued, row
from tests.conftest import MakeUser

Captured = Callable[..., Any]


class Killed(BaseException):
    """Nothing catches this: as with a process that is killed, no line of it runs on."""


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return full_file(worker)


def set_to(by: User, extract: ExtractRequest, **values: Any) -> None:
    with acting_as(by):
        ExtractRequest.objects.filter(pk=extract.pk).update(**values)


def told(person: Person, event: Event) -> int:
    # The sealer alone reads what the other actors wrote.
    with acting_as(SEALER):
        return AuditEvent.objects.filter(object_id=person.pk, event=event).count()


def as_found(extract: ExtractRequest) -> LeftBehind:
    return LeftBehind(extract.pk, extract.state, extract.attempt, extract.seen_at)


@pytest.mark.django_db
class TestKilled:
    @pytest.mark.parametrize(
        "statement",
        [
            # While the file is read.
            'FROM "casework_relatedperson"',
            # At the keeping of what was made: in the row, and in the log after it.
            'UPDATE "casework_extractrequest" SET "state"',
            'INSERT INTO "casework_auditevent"',
        ],
    )
    def test_the_old_state_is_left_and_the_next_makes_one_result(
        self, worker: User, person: Person, statement: str
    ) -> None:
        extract = queued(worker, person)
        begun = False

        def kill(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal begun
            if begun and statement in sql:
                raise Killed
            # The first event is that it was begun.
            begun = begun or sql.startswith('INSERT INTO "casework_auditevent"')
            return execute(sql, params, many, context)

        with connection.execute_wrapper(kill), pytest.raises(Killed):
            run_extract(str(extract.pk))
        left = row(worker, extract)
        assert (left.state, left.sealed_pdf, left.attempt) == (ExtractState.RUNNING, None, 1)
        assert told(person, Event.EXTRACT_MADE) == 0
        set_to(worker, extract, seen_at=timezone.now() - STALE - timedelta(seconds=1))
        assert sweep_extracts(by=CLOCK) == (1, 0)
        for _ in range(2):
            run_extract(str(extract.pk))
        made = row(worker, extract)
        assert (made.state, made.attempt) == (ExtractState.DONE, 2)
        assert told(person, Event.EXTRACT_MADE) == 1

    def test_what_was_masked_otherwise_meanwhile_is_not_handed_out(
        self, worker: User, person: Person
    ) -> None:
        """Ordered anew, it begins with attempt 1 again, and is another one all the same."""
        extract = queued(worker, person)
        attempt = start_extract(by=EXTRACT, extract_id=extract.pk)
        late = write_extract(extract.pk, attempt)
        set_to(worker, extract, state=ExtractState.QUEUED, attempt=0)
        assert start_extract(by=EXTRACT, extract_id=extract.pk) == attempt
        with pytest.raises(ActionRefused):
            finish_extract(by=EXTRACT, written=late)


@pytest.mark.django_db
class TestTheSweeper:
    def test_leaves_what_lives_again_and_logs_nothing(
        self, worker: User, person: Person, django_capture_on_commit_callbacks: Captured
    ) -> None:
        extract = queued(worker, person)
        seen = as_found(row(worker, extract))
        start_extract(by=EXTRACT, extract_id=extract.pk)
        with django_capture_on_commit_callbacks() as sent, pytest.raises(ActionRefused):
            requeue_extract(by=CLOCK, left=seen)
        assert sent == []
        assert row(worker, extract).state == ExtractState.RUNNING

    def test_deletes_nothing_that_was_ordered_anew(self, worker: User, person: Person) -> None:
        extract = queued(worker, person)
        with pytest.raises(ActionRefused):
            expire_extract(by=CLOCK, extract_id=extract.pk)
        assert row(worker, extract).expires_at > timezone.now() + KEPT / 2

    def test_goes_on_past_one_that_it_can_not_sweep(self, worker: User, person: Person) -> None:
        first, last = queued(worker, person), queued(worker, full_file(worker))
        for extract, minutes in ((first, 9), (last, 7)):
            set_to(worker, extract, seen_at=timezone.now() - timedelta(minutes=minutes))

        def fail(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            if sql.startswith('UPDATE "casework_extractrequest"') and first.pk in params:
                sql = sql.replace("casework_extractrequest", "casework_nowhere")
            return execute(sql, params, many, context)

        with connection.execute_wrapper(fail):
            assert sweep_extracts(by=CLOCK) == (1, 0)
        assert row(worker, last).seen_at > row(worker, first).seen_at + timedelta(minutes=5)


class TestLocks:
    """What only real commits show."""

    def test_drawing_holds_no_lock_and_no_transaction(self, commit_user: MakeUser) -> None:
        worker = commit_user(Role.OUTREACH_WORKER, "pom")
        extract = queued(worker, opened(worker, "pom"))
        attempt = start_extract(by=EXTRACT, extract_id=extract.pk)
        written = write_extract(extract.pk, attempt)
        assert not connection.in_atomic_block
        set_to(worker, extract, progress=30)
        finish_extract(by=EXTRACT, written=written)
        assert document(worker, extract)["kind"] == "register_extract"

    def test_the_sweeper_waits_for_nobody(self, commit_user: MakeUser) -> None:
        worker = commit_user(Role.OUTREACH_WORKER, "pom")
        extract = queued(worker, opened(worker, "pom"))
        long_ago = timezone.now() - STALE - timedelta(minutes=1)
        set_to(worker, extract, seen_at=long_ago)
        held, swept = threading.Event(), threading.Event()

        def hold() -> None:
            with acting_as(worker):
                ExtractRequest.objects.select_for_update().get(pk=extract.pk)
                held.set()
                swept.wait(timeout=30)
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            holding = pool.submit(hold)
            assert held.wait(timeout=30)
            try:
                assert sweep_extracts(by=CLOCK) == (0, 0)
            finally:
                swept.set()
            holding.result(timeout=30)
        assert _seen(worker, extract) == long_ago
        assert sweep_extracts(by=CLOCK) == (1, 0)


def _seen(worker: User, extract: ExtractRequest) -> datetime:
    return row(worker, extract).seen_at
