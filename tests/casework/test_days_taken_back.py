"""Days to keep: an outcome noted by mistake is taken back, and a form sent twice makes one day."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from casework.actions.base import ActionRefused
from casework.actions.days_to_keep import FELL, change_day, take_back_day
from casework.actions.emergency import open_in_emergency
from casework.actors import acting_as
from casework.day_enums import DayKind, DayState
from casework.enums import Role
from casework.exact import Lookup
from casework.models import AuditEvent, DayToKeep, Person, User
from casework.timeline import story
from tests.casework.people import opened, unit
from tests.casework.test_days_to_keep import ringing, settled
from tests.casework.track import cancelled_day, day_to_keep, days
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db
WHY = "Planterad förväxling"


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.fixture
def night(make_user: MakeUser, person: Person) -> User:
    """Somebody who is there for an emergency alone."""
    user = make_user(Role.UNIT_WORKER, "socialjour")
    wanted, where = Lookup(person.pseudonym), unit("socialjour")
    open_in_emergency(by=user, unit=where, wanted=wanted, reason="Planterat skäl")
    return user


def taken_back(by: User, row: DayToKeep, why: str = WHY) -> DayToKeep:
    with acting_as(by):
        row.refresh_from_db()
        person = row.person
    return take_back_day(by=by, person=person, day_id=row.pk, seen_at=row.updated_at, why=why)


def states(by: User) -> list[tuple[str, str | None]]:
    with acting_as(by):
        return [(row.state, row.reason) for row in DayToKeep.objects.order_by("created_at")]


class TestTakingBack:
    def test_the_clock_goes_again_and_all_of_it_is_told(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        row = cancelled_day(worker, person)
        assert ringing(worker, person) == []
        back = taken_back(worker, row)
        assert (back.state, back.reason, back.settled_at) == ("waiting", None, None)
        assert (back.taken_back_by_id, back.taken_back_why) == (worker.pk, WHY)
        assert [clock[1:] for clock in ringing(worker, person)] == [(days(-1), "danger", True)]
        with acting_as(worker):
            texts = [entry.text for entry in story(worker, person, ["days"])]
        cancelled = str(DayState.CANCELLED.label)
        assert len(texts) == 3
        assert (cancelled in texts[0], texts[0].endswith(WHY)) == (True, True)
        assert texts[1] == f"{cancelled}. Planterat skäl"
        with acting_as(make_user(Role.LOG_REVIEWER)):
            event = AuditEvent.objects.get(event="day.taken_back")
        found = (event.object_id, event.details)
        assert found == (person.pk, {"row": str(row.pk)})

    def test_it_comes_out_anew_and_is_taken_back_anew(self, worker: User, person: Person) -> None:
        row = taken_back(worker, cancelled_day(worker, person))
        told = {"remember": "Ring först"}
        row = change_day(
            by=worker, person=person, day_id=row.pk, seen_at=row.updated_at, values=told
        )
        row = settled(worker, row, DayState.ENDED)
        taken_back(worker, row, "En gång till")
        with acting_as(worker):
            texts = [entry.text for entry in story(worker, person, ["days"])]
        assert [text.split(". ")[-1] for text in texts[:4]] == [
            "En gång till", f"{DayState.ENDED.label}.", WHY, "Planterat skäl",
        ]  # fmt: skip

    def test_a_day_that_followed_is_cancelled_for_the_same_reason(
        self, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person)
        settled(worker, row, DayState.RENEWED, new_day=days(30))
        taken_back(worker, row)
        assert states(worker) == [("waiting", None), ("cancelled", WHY)]
        assert len(ringing(worker, person)) == 1

    def test_a_day_that_followed_and_came_out_is_taken_back_first(
        self, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person, day=days(-9))
        follower = settled(worker, row, DayState.RENEWED, new_day=days(-1)).followed_by
        assert follower is not None
        settled(worker, follower, DayState.ENDED)
        with pytest.raises(ActionRefused):
            taken_back(worker, row)
        taken_back(worker, follower)
        taken_back(worker, row)
        assert states(worker) == [("waiting", None), ("cancelled", WHY)]

    def test_what_fell_with_the_day_it_followed_is_not_taken_back_by_itself(
        self, worker: User, person: Person
    ) -> None:
        row = day_to_keep(worker, person)
        first = settled(worker, row, DayState.RENEWED, new_day=days(30)).followed_by
        back = taken_back(worker, row)
        assert first is not None
        with pytest.raises(ActionRefused, match=str(FELL)):
            taken_back(worker, first)
        assert states(worker) == [("waiting", None), ("cancelled", WHY)]
        # The first day goes there again, and its follower may be cancelled and taken back.
        second = settled(worker, back, DayState.RENEWED, new_day=days(30)).followed_by
        assert second is not None
        settled(worker, second, DayState.CANCELLED, why="Planterat")
        assert taken_back(worker, second).state == "waiting"

    @pytest.mark.parametrize("why", ["", " ", "\u200b"])
    def test_with_a_reason_in_words(self, worker: User, person: Person, why: str) -> None:
        with pytest.raises(ActionRefused) as refused:
            taken_back(worker, cancelled_day(worker, person), why)
        assert list(refused.value.fields) == ["why"]
        assert states(worker) == [("cancelled", "Planterat skäl")]

    def test_what_is_waited_for_is_not_taken_back(self, worker: User, person: Person) -> None:
        with pytest.raises(ActionRefused):
            taken_back(worker, day_to_keep(worker, person))

    def test_not_in_an_emergency(self, worker: User, person: Person, night: User) -> None:
        row = cancelled_day(worker, person)
        with pytest.raises(ActionRefused, match="nöd"):
            taken_back(night, row)
        assert states(worker) == [("cancelled", "Planterat skäl")]


BACK = (
    "state = 'waiting', reason = NULL, settled_at = NULL, settled_by_id = NULL,"
    " taken_back_at = now(), taken_back_by_id = created_by_id"
)


class TestDatabase:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (BACK, "stays"),
            (f"{BACK}, taken_back_why = '', remember = NULL", "stays"),
            (f"{BACK}, taken_back_why = ''", "in words"),
            (f"{BACK}, taken_back_why = 'x', day = day + 9", "row that follows"),
            ("taken_back_why = 'x'", "stays"),
            (f"{BACK.rpartition(',')[0]}, taken_back_why = 'x', taken_back_by_id = %s", "own name"),
        ],
    )
    def test_it_refuses(
        self, make_user: MakeUser, worker: User, person: Person, change: str, why: str
    ) -> None:
        cancelled_day(worker, person)
        other = [make_user(Role.UNIT_MANAGER, "pom").pk] if "%s" in change else []
        self.refuses(worker, change, why, other)

    def test_of_what_is_waited_for_nothing_is_taken_back(
        self, worker: User, person: Person
    ) -> None:
        day_to_keep(worker, person)
        change = "taken_back_at = now(), taken_back_by_id = created_by_id, taken_back_why = 'x'"
        self.refuses(worker, change, "only what was noted")

    def test_not_in_an_emergency(self, worker: User, person: Person, night: User) -> None:
        cancelled_day(worker, person)
        change = f"{BACK.rpartition(',')[0]}, taken_back_why = 'x', taken_back_by_id = %s"
        self.refuses(night, change, "emergency", [night.pk])

    def test_what_fell_with_the_day_it_followed_stays(self, worker: User, person: Person) -> None:
        row = day_to_keep(worker, person)
        settled(worker, row, DayState.RENEWED, new_day=days(30))
        taken_back(worker, row)
        change = f"{BACK}, taken_back_why = 'x' WHERE state = 'cancelled'"
        self.refuses(worker, change, "fell with the day")

    def refuses(self, by: User, change: str, why: str, given: Any = ()) -> None:
        with pytest.raises(DatabaseError, match=why), acting_as(by), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"UPDATE casework_daytokeep SET {change}", given)


class TestPages:
    @pytest.fixture
    def client(self, worker: User, sign_in: SignIn) -> Client:
        return sign_in(worker)

    def test_taken_back_on_a_page_of_its_own(
        self, client: Client, worker: User, person: Person
    ) -> None:
        row = cancelled_day(worker, person)
        listed = reverse("casework:days", args=[person.pk])
        address = reverse("casework:take_back_day", args=[person.pk, row.pk])
        assert address in client.get(listed).content.decode()
        sent = {"seen_at": row.updated_at.isoformat()}
        assert client.post(address, sent).status_code == 422
        assert client.post(address, sent | {"why": WHY}).status_code == 302
        page = client.get(listed).content.decode()
        assert (WHY in page, address in page) == (True, False)
        assert client.get(address).status_code == 404

    def test_what_follows_is_named_and_has_no_button_of_its_own_then(
        self, client: Client, worker: User, person: Person
    ) -> None:
        row, plain = day_to_keep(worker, person), cancelled_day(worker, person)
        follower = settled(worker, row, DayState.RENEWED, new_day=days(30)).followed_by
        assert follower is not None
        addresses = [
            reverse("casework:take_back_day", args=[person.pk, one.pk])
            for one in (row, plain, follower)
        ]
        client.cookies["ledljus_language"] = "en"
        told = [client.get(address).context["lede"] for address in addresses[:2]]
        with translation.override("en"):
            named = f"What followed is cancelled: {follower}."
        assert [named in lede for lede in told] == [True, False]
        assert "cancelled:" not in told[1]
        taken_back(worker, row)
        page = client.get(reverse("casework:days", args=[person.pk])).content.decode()
        assert [address in page for address in addresses] == [False, True, False]
        assert client.get(addresses[2]).status_code == 404
        sent = {"why": "Mina ord", "seen_at": follower.updated_at.isoformat()}
        answer = client.post(addresses[2], sent)
        assert (answer.status_code, "Mina ord" in answer.content.decode()) == (409, True)

    def test_no_button_that_an_emergency_may_not_use(
        self, client: Client, worker: User, person: Person, night: User, sign_in: SignIn
    ) -> None:
        gone, waits = cancelled_day(worker, person), day_to_keep(worker, person)
        back = reverse("casework:take_back_day", args=[person.pk, gone.pk])
        settle = reverse("casework:settle_day", args=[person.pk, waits.pk])
        pages = [reverse(f"casework:{name}", args=[person.pk]) for name in ("days", "person")]
        theirs = sign_in(night)
        for page, links in zip(pages, [(back, settle), (settle,)], strict=True):
            found, other = (c.get(page).content.decode() for c in (client, theirs))
            assert [link for link in links if f'href="{link}"' not in found] == []
            assert [link for link in (back, settle) if link in other] == []
        assert theirs.get(back).status_code == 404

    def test_a_form_sent_twice_makes_one_day(
        self, client: Client, worker: User, person: Person
    ) -> None:
        address = reverse("casework:new_day", args=[person.pk])
        [new_id] = re.findall(r'name="id" value="([^"]+)"', client.get(address).content.decode())
        sent = {"id": new_id, "kind": DayKind.COURT, "day": days(3), "remember": "Mina ord"}
        assert [client.post(address, sent).status_code for _ in range(2)] == [302, 302]
        again = client.post(address, sent | {"remember": "Andra ord"})
        assert (again.status_code, "Andra ord" in again.content.decode()) == (422, True)
        with acting_as(worker):
            assert [str(r.pk) for r in DayToKeep.objects.all()] == [new_id]
            assert DayToKeep.objects.get().remember == "Mina ord"

    def test_the_identifier_of_a_day_elsewhere_makes_none_and_tells_nothing(
        self, client: Client, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        stranger = make_user(Role.UNIT_WORKER, "mika")
        hidden = day_to_keep(stranger, opened(stranger, "mika"))
        address = reverse("casework:new_day", args=[person.pk])
        sent = {"kind": DayKind.COURT, "day": days(3)}
        answer = client.post(address, sent | {"id": hidden.pk})
        assert answer.status_code == 422
        assert "Planterad" not in answer.content.decode()
        assert client.post(address, sent | {"id": uuid.uuid4()}).status_code == 302
        with acting_as(worker):
            assert DayToKeep.objects.count() == 1
