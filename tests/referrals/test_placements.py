"""A request for a placement names its problem; every night and every no is counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.enums import Role
from casework.models import Person, User
from referrals.actions.placements import move_placement, note_refusal
from referrals.models import CoordinatedPlan, PlacementRequest
from referrals.plan_enums import PlacementProblem, PlacementRefusalReason, PlacementState
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import agreed, days, fresh, placement

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.fixture
def plan(worker: User, person: Person) -> CoordinatedPlan:
    return agreed(worker, person)


def said_no(by: User, request: PlacementRequest, on_day: date) -> None:
    note_refusal(
        by=by,
        person=request.person,
        plan_id=request.plan_id,
        request_id=request.pk,
        on_day=on_day,
        reason=PlacementRefusalReason.GROUP,
    )


def moved(by: User, request: PlacementRequest, state: PlacementState, on_day: date) -> None:
    fresh(by, request)
    move_placement(
        by=by,
        person=request.person,
        plan_id=request.plan_id,
        request_id=request.pk,
        seen_at=request.updated_at,
        state=state,
        on_day=on_day,
    )


def test_nights_and_refusals_stand_on_the_page_and_in_the_load(
    worker: User, plan: CoordinatedPlan, make_user: MakeUser, sign_in: SignIn
) -> None:
    ended, waits = placement(worker, plan), placement(worker, plan)
    for day in (days(-4), days(-3)):
        said_no(worker, ended, day)
    said_no(worker, waits, days(-1))
    moved(worker, ended, PlacementState.PLACED, days(-3))
    moved(worker, ended, PlacementState.ENDED, days(-1))
    at = reverse("plans:placements", args=[plan.person_id, plan.pk])
    page = sign_in(worker).get(at)
    lines = {line.row.pk: line for line in page.context["lines"]}
    counted = {pk: (line.row.nights, len(line.refusals)) for pk, line in lines.items()}
    assert counted == {ended.pk: (2, 2), waits.pk: (0, 1)}
    assert str(PlacementProblem.PROSTITUTION.label) in page.content.decode()
    manager = sign_in(make_user(Role.UNIT_MANAGER, "pom"))
    [load] = manager.get(reverse("plans:load")).context["load"].placements
    assert (load.requests, load.refusals, load.nights) == (2, 3, 2)


def test_a_request_that_hides_the_problem_is_none(
    worker: User, plan: CoordinatedPlan, sign_in: SignIn
) -> None:
    at = reverse("plans:ask_placement", args=[plan.person_id, plan.pk])
    answer = sign_in(worker).post(at, {"kind": "protected", "for_whom": "man"})
    assert answer.status_code == 422
    assert "problem" in answer.context["form"].errors


def test_a_child_is_never_in_prostitution(worker: User, plan: CoordinatedPlan) -> None:
    with pytest.raises(ActionRefused) as refused:
        placement(worker, plan, problem=PlacementProblem.CHILD)
    assert list(refused.value.fields) == ["problem"]
