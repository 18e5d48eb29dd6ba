"""Days to keep, tried by whoever would silence a clock or upset a page: what is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.emergency import open_in_emergency
from casework.actors import acting_as
from casework.day_enums import DayKind, DayState
from casework.enums import Role
from casework.exact import Lookup
from casework.models import DayToKeep, Person, User
from casework.wording import in_words
from tests.casework.people import opened, unit
from tests.casework.test_days_to_keep import settled
from tests.casework.track import day_to_keep, days
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
UNSEEN = "\u200b \u2060\n"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def state_of(by: User, row: DayToKeep) -> str:
    with acting_as(by):
        return DayToKeep.objects.values_list("state", flat=True).get(pk=row.pk)


def by_sql(by: User, statement: str, *parameters: Any) -> None:
    with acting_as(by), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def test_an_emergency_notes_nothing_that_stays(
    make_user: MakeUser, worker: User, person: Person
) -> None:
    row = day_to_keep(worker, person, kind=DayKind.COURT, day=days(3))
    night = make_user(Role.UNIT_WORKER, "socialjour")
    open_in_emergency(
        by=night, unit=unit("socialjour"), wanted=Lookup(person.pseudonym), reason="Planterat skäl"
    )
    with pytest.raises(ActionRefused, match="nöd"):
        settled(night, row, DayState.CANCELLED, why="Planterat skäl")
    with pytest.raises(DatabaseError, match="emergency"):
        by_sql(
            night,
            "UPDATE casework_daytokeep SET state = 'cancelled', settled_at = now(),"
            " settled_by_id = %s, reason = 'x'",
            night.pk,
        )
    assert state_of(worker, row) == DayState.WAITING
    # They may write down what they hear of.
    day_to_keep(night, person, day=days(9))


@pytest.mark.parametrize("why", ["", " ", UNSEEN, "..."])
def test_a_reason_is_in_words(worker: User, person: Person, why: str) -> None:
    row = day_to_keep(worker, person, day=days(3))
    with pytest.raises(ActionRefused) as refused:
        settled(worker, row, DayState.MOVED, why=why, new_day=days(9))
    assert list(refused.value.fields) == ["why"]
    assert state_of(worker, row) == DayState.WAITING
    assert not in_words(why)
    assert in_words("Ja")


@pytest.mark.parametrize("far", [date(1, 1, 1), date(9999, 12, 31), days(3654), days(-3654)])
def test_a_year_typed_wrong_is_asked_about(
    worker: User, person: Person, sign_in: SignIn, far: date
) -> None:
    client = sign_in(worker)
    values = {"kind": DayKind.PLACEMENT, "day": far.isoformat()}
    answer = client.post(reverse("casework:new_day", args=[person.pk]), values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["day"]
    row = day_to_keep(worker, person, day=days(3))
    with pytest.raises(ActionRefused) as refused:
        settled(worker, row, DayState.MOVED, why="Planterat", new_day=far)
    assert list(refused.value.fields) == ["new_day"]


@pytest.mark.parametrize(
    "seen_at",
    ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-11-26T10:00", "nyss", ""],
)
def test_a_version_that_nobody_was_shown_is_an_earlier_one(
    worker: User, person: Person, sign_in: SignIn, seen_at: str
) -> None:
    row = day_to_keep(worker, person, day=days(3))
    address = reverse("casework:day", args=[person.pk, row.pk])
    answer = sign_in(worker).post(address, {"decided_by": "Planterad", "seen_at": seen_at})
    assert answer.status_code == 409
    assert "Planterad" in answer.content.decode()


class TestPastTheActions:
    """What a statement of the application's own role could say of a day."""

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ("state = 'held', settled_at = '2099-12-25', settled_by_id = %s", "day_had_come"),
            (
                "state = 'cancelled', settled_at = now(), reason = '', settled_by_id = %s",
                "in words",
            ),
            ("created_at = '2020-01-01', updated_by_id = %s", "row that follows"),
        ],
    )
    def test_no_day_comes_early_and_none_is_silenced(
        self, worker: User, person: Person, said: str, words: str
    ) -> None:
        row = day_to_keep(worker, person, kind=DayKind.COURT, day=days(3))
        with pytest.raises(DatabaseError, match=words):
            by_sql(worker, f"UPDATE casework_daytokeep SET {said}", worker.pk)
        assert state_of(worker, row) == DayState.WAITING

    def test_none_is_written_in_another_name(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        other = make_user(Role.UNIT_MANAGER, "pom")
        with acting_as(worker), transaction.atomic():
            row = DayToKeep(
                person=person, kind=DayKind.AID, day=days(3), created_by=other, updated_by=worker
            )
            with pytest.raises(DatabaseError, match="own name"), transaction.atomic():
                row.save(force_insert=True)

    def test_when_it_was_noted_is_the_databases_to_say(self, worker: User, person: Person) -> None:
        row = day_to_keep(worker, person, kind=DayKind.COURT, day=days(-3))
        by_sql(
            worker,
            "UPDATE casework_daytokeep SET state = 'held', settled_at = '1999-12-25',"
            " settled_by_id = %s",
            worker.pk,
        )
        with acting_as(worker):
            found = DayToKeep.objects.get(pk=row.pk)
        assert found.settled_at is not None
        assert timezone.localdate(found.settled_at) == days(0)
