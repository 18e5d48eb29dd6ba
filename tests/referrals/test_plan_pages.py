"""The pages of plans: what they show, what they never show, and how often they ask."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.actions.plan_measures import BridgeGiven, build_bridge
from referrals.actions.plans import agree_plan
from referrals.models import (
    Bridge,
    CoordinatedPlan,
    Goal,
    Measure,
    PlacementRequest,
    PlanParticipant,
)
from referrals.plan_enums import MeasureState
from tests.casework.people import opened, protect, unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    BODY,
    CONTACT,
    GOAL,
    MEASURE,
    NEED,
    a_full_plan,
    agreed,
    bridge_given,
    changed,
    days,
    followed_up,
    fresh,
    looked_at,
    measure,
    moved,
    placement,
    plan_of,
    ready,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
SECRETS = (NEED, GOAL, MEASURE, BODY, CONTACT, "Planterad")


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def asked_by(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return statements(captured)


def statements(captured: CaptureQueriesContext) -> int:
    """How many the database answered. Savepoints stand for transactions in a test alone."""
    asked = [query["sql"] for query in captured.captured_queries]
    return len([sql for sql in asked if not sql.startswith(("SAVEPOINT", "RELEASE"))])


PAGES = ("plan", "picture", "needs", "participants", "placements", "versions", "papers")


def fill(by: User, plan: CoordinatedPlan, many: int) -> None:
    """Rows of every kind, as many of each."""
    with acting_as(by):
        plan.refresh_from_db()
        mine: dict[str, Any] = {"person": plan.person, "plan": plan, "created_by": by}
        for number in range(many):
            Goal.objects.create(**mine, term="short", words=f"{GOAL} {number}")
            Measure.objects.create(
                **mine, what=MEASURE, body=BODY, principal="other", due_on=days(3)
            )
            PlanParticipant.objects.create(**mine, kind="body", body=BODY, kinds=["health"])
            PlacementRequest.objects.create(
                **mine, problem="labour", kind="other", for_whom="man", needs="x"
            )


class TestHowOftenPagesAsk:
    def test_no_more_for_fifty_rows(self, worker: User, person: Person, sign_in: SignIn) -> None:
        rows = a_full_plan(worker, person)
        client = sign_in(worker)
        with acting_as(worker):
            plan = CoordinatedPlan.objects.get(pk=rows["plan"])
        addresses = [reverse(f"plans:{name}", args=[person.pk, plan.pk]) for name in PAGES]
        addresses += [reverse("plans:plans", args=[person.pk]), reverse("plans:my_day")]
        addresses += [reverse("casework:person", args=[person.pk])]
        before = [asked_by(client, address) for address in addresses]
        fill(worker, plan, 50)
        assert [asked_by(client, address) for address in addresses] == before
        assert max(before) <= 12, before

    def test_a_day_with_three_hundred_plans(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        persons = [person, *(opened(worker, "pom") for _ in range(4))]
        with acting_as(worker):
            for number in range(300):
                CoordinatedPlan.objects.create(
                    person=persons[number % 5],
                    plan_type="sip",
                    unit=unit("pom"),
                    coordinator=worker,
                    initiated_by="person",
                    asked_on=days(-40),
                    need=NEED,
                    created_by=worker,
                )
        client = sign_in(worker)
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("plans:my_day"))
        assert statements(captured) <= 12
        assert (page.context["day"].plans, len(page.context["day"].waiting)) == (300, 300)
        assert len(page.context["day"].still) == 300


def agreed_until(by: User, person: Person, day: int) -> CoordinatedPlan:
    """An agreed plan of which the follow-up is or was due on *day*."""
    plan = ready(by, person)
    changed(by, plan, meeting_at=timezone.now() - timedelta(days=10))
    return agree_plan(
        by=by, person=person, plan_id=plan.pk, agreed_on=days(-10), next_follow_up=days(day)
    )


def waiting(client: Client) -> list[Any]:
    found: list[Any] = client.get(reverse("plans:my_day")).context["day"].waiting
    return found


class TestTheDay:
    def test_what_is_late_what_comes_and_what_waits(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        plan = agreed(worker, person)
        measure(worker, plan, due_on=days(-3))
        measure(worker, plan, due_on=days(5))
        measure(worker, plan, due_on=days(9))
        carries = measure(worker, plan, due_on=days(40))
        measure(worker, plan, due_on=days(41), leans=[carries])
        moved(worker, carries, MeasureState.LOST, bridge=bridge_given(due_on=days(-1)))
        asked = plan_of(worker, person)
        page = sign_in(worker).get(reverse("plans:my_day"))
        day = page.context["day"]
        assert [line.due for line in day.late] == [days(-3), days(-1)]
        assert [line.due for line in day.coming] == [days(5)]
        assert [line.plan_id for line in day.waiting] == [asked.pk]
        text = page.content.decode()
        assert person.pseudonym in text
        assert [secret for secret in SECRETS if secret in text] == []

    @pytest.mark.parametrize("carries", [False, True])
    def test_a_fallen_measure_without_a_word_waits_for_an_answer(
        self, worker: User, person: Person, sign_in: SignIn, carries: bool
    ) -> None:
        plan = agreed(worker, person)
        fallen = measure(worker, plan, due_on=days(40))
        moved(worker, fallen, MeasureState.LOST)
        if carries:
            with acting_as(worker):
                measure(worker, plan, due_on=days(41), leans=[fresh(worker, fallen)])
        assert [line.plan_id for line in waiting(sign_in(worker))] == [plan.pk]
        none = BridgeGiven(none_why="Planterat skäl")
        build_bridge(by=worker, person=person, plan_id=plan.pk, row_id=fallen.pk, bridge=none)
        assert waiting(sign_in(worker)) == []

    def test_another_coordinator_sees_none_of_it(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        agreed(worker, person)
        colleague = make_user(Role.OUTREACH_WORKER, "pom")
        page = sign_in(colleague).get(reverse("plans:my_day"))
        assert page.context["day"].plans == 0
        assert person.pseudonym not in page.content.decode()


class TestTheLoad:
    def test_numbers_and_no_person(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        plan = agreed(worker, person)
        measure(worker, plan, due_on=days(-3))
        looked_at(worker, plan, "housing", state="unmet", reason="none_fits")
        placement(worker, plan)
        plan_of(worker, person)
        page = sign_in(make_user(Role.UNIT_MANAGER, "pom")).get(reverse("plans:load"))
        load = page.context["load"]
        [line] = load.lines
        assert (line.coordinator, line.open_plans, line.asked, line.late_measures) == (
            str(worker),
            2,
            1,
            1,
        )
        assert [(row.kind, row.plans) for row in load.unmet] == [("Boende", 1)]
        assert [(row.for_whom, row.requests) for row in load.placements] == [("En man", 1)]
        text = page.content.decode()
        assert [word for word in (person.pseudonym, *SECRETS) if word in text] == []

    def test_what_was_not_followed_up_and_what_fell_is_counted(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        late, other = agreed_until(worker, person, -1), agreed_until(worker, person, 0)
        fallen = measure(worker, late, due_on=days(40))
        moved(worker, fallen, MeasureState.LOST)
        with acting_as(worker):
            measure(worker, late, due_on=days(41), leans=[fresh(worker, fallen)])
        client = sign_in(make_user(Role.UNIT_MANAGER, "pom"))
        address = reverse("plans:load")

        def counts() -> tuple[int, int, int]:
            [line] = client.get(address).context["load"].lines
            return line.open_plans, line.late, line.unbridged

        assert counts() == (2, 1, 1)
        none = BridgeGiven(none_why="Planterat skäl")
        build_bridge(by=worker, person=person, plan_id=late.pk, row_id=fallen.pk, bridge=none)
        followed_up(worker, late)
        assert counts() == (2, 0, 0)
        assert other.next_follow_up == days(0)
        text = client.get(address).content.decode()
        assert [word for word in (person.pseudonym, *SECRETS) if word in text] == []

    def test_what_a_protected_identity_lacks_is_not_counted(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        plan = agreed(worker, person)
        looked_at(worker, plan, "housing", state="unmet", reason="none_fits")
        placement(worker, plan)
        protect(worker, person)
        page = sign_in(make_user(Role.UNIT_MANAGER, "pom")).get(reverse("plans:load"))
        load = page.context["load"]
        assert ([line.open_plans for line in load.lines], load.unmet, load.placements) == (
            [1],
            [],
            [],
        )

    def test_a_manager_of_another_unit_counts_nothing_of_it(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        agreed(worker, person)
        page = sign_in(make_user(Role.UNIT_MANAGER, "mika")).get(reverse("plans:load"))
        assert page.context["load"].lines == []

    def test_a_worker_is_told_nothing_by_the_functions(self, worker: User, person: Person) -> None:
        plan_of(worker, person)
        with acting_as(worker), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM app_plan_load()")
            assert cursor.fetchall() == []


class TestToppling:
    def test_nothing_is_saved_before_it_is_said_what_stands_in(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        plan = plan_of(worker, person)
        income = measure(worker, plan, "Planterad inkomst")
        measure(worker, plan, "Planterat boende", leans=[income])
        client = sign_in(worker)
        address = reverse("plans:move_measure", args=[person.pk, plan.pk, income.pk])
        first = {
            "state": "refused",
            "on_day": days(0).isoformat(),
            "why": "Planterat avslag",
            "seen_at": income.updated_at.isoformat(),
        }
        page = client.post(address, first)
        assert [row.what for row in page.context["falls"]] == ["Planterat boende"]
        assert "Planterat boende" in page.content.decode()
        assert fresh(worker, income).state == MeasureState.PLANNED
        again = client.post(address, first | {"confirmed": "1", "bridge": "yes", "what": "Bro"})
        assert again.status_code == 422
        assert fresh(worker, income).state == MeasureState.PLANNED
        done = client.post(
            address,
            first
            | {"confirmed": "1", "bridge": "yes", "what": "Bro", "owner": "Kim"}
            | {"due_on": days(2).isoformat()},
        )
        assert done.status_code == 302
        assert fresh(worker, income).state == MeasureState.REFUSED
        with acting_as(worker):
            assert Bridge.objects.get().owner == "Kim"

    def test_the_picture_is_drawn_and_the_list_says_the_same(
        self, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        rows = a_full_plan(worker, person)
        page = sign_in(worker).get(reverse("plans:picture", args=[person.pk, rows["plan"]]))
        shown = page.context["shown"]
        assert len(shown.picture.boxes) == len(shown.lines) == 3
        text = page.content.decode()
        assert "topple-box--fallen" in text
        assert "topple-box--bridged" in text
        assert text.count("Planterat boende") >= 2
        # Each mark in the picture, and no other, has its words.
        drawn = set(re.findall(r'rx="3" fill="url\(#p-(\w+)\)"/>\n', text))
        assert drawn == {line.standing for line in shown.lines}
        key = re.findall(r'fill="url\(#p-(\w+)\)"/></svg>', text)
        assert sorted(key) == sorted(drawn)


def test_the_clock_of_the_next_follow_up_runs(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = agreed(worker, person)
    page = sign_in(worker).get(reverse("casework:clocks"))
    found = {shown.clock.code: shown.clock.due for shown in page.context["clocks"]}
    assert found[f"plan-follow-up-{plan.pk}"] == plan.next_follow_up
    assert timezone.localdate() + timedelta(days=20) in found.values()


def test_the_story_of_the_file_tells_of_the_plan(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    a_full_plan(worker, person)
    page = sign_in(worker).get(reverse("casework:events", args=[person.pk]))
    text = page.content.decode()
    assert "Planen följdes upp" in text
    assert "Planterad orsak" in text
