"""Who reads a plan, who writes in it, and who may answer for something in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.forms import Form
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import give_access
from casework.actions.base import ActionRefused
from casework.enums import AccessLevel, Role
from casework.grant_enums import GrantTask
from casework.models import Person, User
from referrals.actions.plan_measures import build_bridge
from referrals.actions.plan_rows import change_measure
from referrals.plan_enums import MeasureState
from referrals.plan_urls import urlpatterns
from tests.casework.people import opened, protect, sees, unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    a_full_plan,
    agreed,
    bridge_given,
    days,
    fresh,
    measure,
    moved,
    plan_of,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]

PAGES = ("plans", "plan", "picture", "needs", "participants", "placements", "versions", "papers")
# Pages and the paper for the person: whoever reads the file may hand it over.
READ = {*PAGES, "paper"}


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def colleague_with(make_user: MakeUser, by: User, person: Person, level: AccessLevel) -> User:
    user = make_user(Role.OUTREACH_WORKER, "pom")
    until = timezone.now() + timedelta(days=9)
    task = GrantTask.TOGETHER
    give_access(
        by=by, person=person, unit=unit("pom"), user=user, level=level, task=task, until=until
    )
    return user


def sent(form: Form) -> dict[str, Any]:
    """What a browser sends of a form that nobody changed anything in."""
    return {field.html_name: value for field in form if (value := field.value()) is not None}


class TestWhoStandsThereAlready:
    def test_a_coordinator_by_the_access_of_the_unit_is_not_dropped(
        self, make_user: MakeUser, person: Person, sign_in: SignIn
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        plan = plan_of(manager, person)
        client, address = sign_in(manager), reverse("plans:change", args=[person.pk, plan.pk])
        shown = client.get(address).context
        more = {"seen_at": shown["seen_at"], "safety_plan": "Planterad"}
        assert client.post(address, sent(shown["form"]) | more).status_code == 302
        saved = fresh(manager, plan)
        assert (saved.coordinator, saved.safety_plan) == (manager, "Planterad")

    def test_nor_is_who_answers_for_a_measure(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        colleague = colleague_with(make_user, worker, person, AccessLevel.WORK)
        row = measure(worker, plan_of(worker, person), answers=colleague)
        # They have left since.
        colleague.is_active = False
        colleague.save(update_fields=["is_active"])
        client = sign_in(worker)
        address = reverse("plans:measure", args=[person.pk, row.plan_id, row.pk])
        shown = client.get(address).context
        more = {"seen_at": shown["seen_at"], "body": "Planterad annan"}
        assert client.post(address, sent(shown["form"]) | more).status_code == 302
        saved = fresh(worker, row)
        assert (saved.answers_id, saved.body) == (colleague.pk, "Planterad annan")

    def test_nobody_answers_for_what_they_cant_write_in(
        self, make_user: MakeUser, worker: User, person: Person
    ) -> None:
        reader = colleague_with(make_user, worker, person, AccessLevel.READ)
        plan = plan_of(worker, person)
        row = measure(worker, plan)
        fallen = moved(worker, measure(worker, plan), MeasureState.LOST)
        given: dict[str, Any] = {"by": worker, "person": person, "plan_id": plan.pk}
        for attempt in (
            lambda: measure(worker, plan, answers=reader),
            lambda: change_measure(
                **given,
                row_id=row.pk,
                seen_at=row.updated_at,
                values={"answers": reader},
                leans=(),
            ),
            lambda: build_bridge(**given, row_id=fallen.pk, bridge=bridge_given(answers=reader)),
        ):
            with pytest.raises(ActionRefused) as refused:
                attempt()
            assert list(refused.value.fields) == ["answers"]


class TestSomebodyWhoReads:
    @pytest.fixture
    def rows(self, worker: User, person: Person) -> dict[str, Any]:
        found = a_full_plan(worker, person)
        return {
            "paper": ["sv"],
            "goal": [found["goal"]],
            "need": [found["need"]],
            "measure": [found["measure"]],
            "move_measure": [found["measure"]],
            "bridge": [found["fallen"]],
            "in_place": [found["bridge"]],
            "participant": [found["thought_of"]],
            "call_participant": [found["thought_of"]],
            "letter": [found["called"]],
            "calendar": [found["called"]],
            "answer_call": [found["called"]],
            "stop_participant": [found["called"]],
            "refuse_placement": [found["placement"]],
            "move_placement": [found["placement"]],
            "": found["plan"],
        }

    def test_reads_the_pages_and_finds_no_other(
        self,
        make_user: MakeUser,
        worker: User,
        person: Person,
        rows: dict[str, Any],
        sign_in: SignIn,
    ) -> None:
        reader = colleague_with(make_user, worker, person, AccessLevel.READ)
        client, writer = sign_in(reader), sign_in(worker)
        of_files = [p.name for p in urlpatterns if "<uuid:pk>" in str(p.pattern)]
        addresses = {name: address_of(str(name), person, rows) for name in of_files}
        shown = ""
        for name, address in addresses.items():
            answer = client.get(address)
            assert answer.status_code == (200 if name in READ else 404), name
            shown += answer.content.decode(errors="ignore") if name in PAGES else ""
            # It is there for who writes: the address itself is right.
            assert writer.get(address).status_code == 200, name
            if name not in READ:
                assert client.post(address).status_code in (404, 405), name
        writing = {name for name in addresses if name not in READ}
        assert {name for name in writing if f'href="{addresses[name]}"' in shown} == set()
        assert f'href="{addresses["picture"]}"' in shown


def address_of(name: str, person: Person, rows: dict[str, Any]) -> str:
    plan = [] if name in ("plans", "begin") else [rows[""]]
    return reverse(f"plans:{name}", args=[person.pk, *plan, *rows.get(name, [])])


class TestAProtectedIdentity:
    def test_is_in_no_list_of_a_coordinator_who_is_not_named(
        self, make_user: MakeUser, worker: User, person: Person, sign_in: SignIn
    ) -> None:
        manager = make_user(Role.UNIT_MANAGER, "pom")
        plan = agreed(manager, person)
        measure(manager, plan, due_on=days(-3))
        fallen = measure(manager, plan, due_on=days(-2))
        measure(manager, plan, due_on=days(-1), leans=[fallen])
        moved(manager, fallen, MeasureState.LOST, bridge=bridge_given(due_on=days(-1)))
        client = sign_in(manager)
        lists = [reverse("plans:my_day"), reverse("casework:clocks")]
        assert [address for address in lists if person.pseudonym not in text(client, address)] == []
        protect(worker, person)
        assert not sees(manager, person)
        lists.append(reverse("plans:load"))
        told = (person.pseudonym, str(person.pk), str(plan.pk))
        assert [(a, w) for a in lists for w in told if w in text(client, a)] == []
        day = client.get(reverse("plans:my_day")).context["day"]
        assert (day.plans, day.late, day.coming, day.still, day.waiting) == (0, [], [], [], [])
        # Who is named finds it on its own pages, and in no list either.
        theirs = sign_in(worker)
        assert [(a, w) for a in lists[:1] for w in told if w in text(theirs, a)] == []
        assert theirs.get(reverse("plans:plan", args=[person.pk, plan.pk])).status_code == 200


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()
