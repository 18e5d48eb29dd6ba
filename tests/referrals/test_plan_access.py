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
from tests.casework.people import opened, unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    bridge_given,
    fresh,
    measure,
    moved,
    plan_of,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


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
