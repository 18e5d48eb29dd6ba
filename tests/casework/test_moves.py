"""A written request to another municipality, answered within a month."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.gate import grant
from casework.actions.moves import ask_to_move, note_answer
from casework.actors import acting_as
from casework.enums import AccessGround, AccessLevel, MoveAnswer, Role
from casework.models import MoveRequest, Municipality, Person, User
from casework.months import month_later
from casework.responsibility import who_answers
from tests.casework.people import asked_to_move, opened, unit
from tests.conftest import MakeUser


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 1, 14), date(2026, 2, 14)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 12, 5), date(2027, 1, 5)),
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_a_month_as_the_law_counts_it(day: date, later: date) -> None:
    assert month_later(day) == later


@pytest.fixture
def owner(make_user: MakeUser) -> User:
    return make_user(Role.COORDINATOR, "regionkoordinatorer")


@pytest.fixture
def person(owner: User) -> Person:
    return opened(owner, "regionkoordinatorer")


@pytest.mark.django_db
class TestRequest:
    def test_the_answer_is_due_in_a_month(self, owner: User, person: Person) -> None:
        found = asked_to_move(person, owner, date(2026, 1, 31))
        with acting_as(owner):
            found.refresh_from_db()
            assert (found.due_on, found.why) == (date(2026, 2, 28), "Bor där sedan i våras")

    def test_one_at_a_time(self, owner: User, person: Person) -> None:
        found = asked_to_move(person, owner)
        with pytest.raises(ActionRefused):
            asked_to_move(person, owner)
        answer(owner, found, MoveAnswer.REFUSED)
        assert asked_to_move(person, owner).pk != found.pk

    def test_not_before_it_was_sent_nor_to_ourselves(self, owner: User, person: Person) -> None:
        with pytest.raises(ActionRefused) as refused:
            asked_to_move(person, owner, timezone.localdate() + timedelta(days=1))
        assert list(refused.value.fields) == ["sent_on"]
        with pytest.raises(ActionRefused) as refused:
            ask_to_move(
                by=owner,
                person=person,
                municipality=Municipality.objects.get(name="Stockholm"),
                why="",
                sent_on=timezone.localdate(),
            )
        assert list(refused.value.fields) == ["municipality"]

    def test_only_who_decides_about_the_file(
        self, make_user: MakeUser, owner: User, person: Person
    ) -> None:
        worker = make_user(Role.UNIT_WORKER, "mika")
        with acting_as(owner):
            grant(
                person,
                user=worker,
                unit=unit("mika"),
                level=AccessLevel.WORK,
                ground=AccessGround.ASSIGNED,
            )
        for stranger in (worker, make_user(Role.UNIT_MANAGER, "pom")):
            with pytest.raises(ActionRefused):
                asked_to_move(person, stranger)

    def test_is_answered_once(self, owner: User, person: Person) -> None:
        found = asked_to_move(person, owner)
        answer(owner, found, MoveAnswer.ACCEPTED)
        with pytest.raises(ActionRefused):
            answer(owner, found, MoveAnswer.REFUSED)
        with acting_as(owner):
            assert MoveRequest.objects.get().answer == MoveAnswer.ACCEPTED


def answer(by: User, request: MoveRequest, word: MoveAnswer) -> MoveRequest:
    return note_answer(
        by=by, request=request, answer=word, answered_on=timezone.localdate(), note="Ja"
    )


@pytest.mark.django_db
class TestPage:
    def test_a_late_answer_is_said(
        self, sign_in: Callable[[User], Client], owner: User, person: Person
    ) -> None:
        asked_to_move(person, owner, timezone.localdate() - timedelta(days=40))
        page = sign_in(owner).get(reverse("casework:person", args=[person.pk])).content.decode()
        assert "Försenad" in page
        assert "Uppsala" in page

    @pytest.mark.parametrize("home", ["Uppsala", "Stockholm", None])
    def test_the_home_municipality_is_asked_and_the_page_says_who_answers(
        self, sign_in: Callable[[User], Client], owner: User, home: str | None
    ) -> None:
        places = {place.name: place for place in Municipality.objects.all()}
        lives = places[home] if home else None
        person = opened(owner, "regionkoordinatorer", home_municipality=lives)
        page = sign_in(owner).get(reverse("casework:move", args=[person.pk]))
        field = page.context["form"]["municipality"]
        assert field.value() == (lives.pk if lives and home == "Uppsala" else None)
        assert who_answers(places["Stockholm"], lives) in page.content.decode()

    def test_a_request_about_somebody_else_is_not_found(
        self,
        sign_in: Callable[[User], Client],
        make_user: MakeUser,
        owner: User,
        person: Person,
    ) -> None:
        theirs = opened(make_user(Role.COORDINATOR, "pom"), "pom")
        found = asked_to_move(person, owner)
        other = opened(owner, "regionkoordinatorer")
        client = sign_in(owner)
        for file in (theirs, other):
            address = reverse("casework:move_answer", args=[file.pk, found.pk])
            assert client.get(address).status_code == 404
