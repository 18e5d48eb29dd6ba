"""What was agreed at a meeting: all of it is frozen, and all of it is shown in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.actions.plan_rows import change_measure
from referrals.models import Measure, PlanVersion
from referrals.plan_agreed import parts_agreed
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    BODY,
    CONTACT,
    GOAL,
    MEASURE,
    NEED,
    agreed,
    days,
    followed_up,
    fresh,
    measure,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def test_the_page_shows_all_that_was_agreed_and_no_machine_day(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = agreed(worker, person)
    page = sign_in(worker).get(reverse("plans:versions", args=[person.pk, plan.pk]))
    text = page.content.decode()
    frozen = [NEED, GOAL, MEASURE, BODY, CONTACT, "Planterade nämnden", "Planterat nummer"]
    frozen += ["Planterad krisplan", "Planterad säkerhetsplan", "Planterad nämnd", "Inkomst"]
    frozen += [date_format(days(30), "j b Y"), date_format(days(20), "j b Y")]
    assert [words for words in frozen if words not in text] == []
    assert days(20).isoformat() not in text
    assert days(30).isoformat() not in text


def test_who_pays_and_what_it_leans_on_is_told_when_it_changes(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = agreed(worker, person)
    with acting_as(worker):
        row = Measure.objects.get(plan=plan)
    income = measure(worker, plan, "Planterad inkomst")
    fresh(worker, row)
    change_measure(
        by=worker,
        person=person,
        plan_id=plan.pk,
        row_id=row.pk,
        seen_at=row.updated_at,
        values={"cost_bearer": "Planterad region"},
        leans=[income],
    )
    followed_up(worker, plan)
    page = sign_in(worker).get(reverse("plans:versions", args=[person.pk, plan.pk]))
    latest = page.context["versions"][0]
    told = [change for change in latest.changes if MEASURE in change]
    assert len(told) == 2
    assert "”Planterad nämnd”" in told[0]
    assert "”Planterad region”" in told[0]
    assert "”Planterad inkomst”" in told[1]


def test_a_version_of_before_is_shown_without_what_it_did_not_freeze(
    worker: User, person: Person
) -> None:
    plan = agreed(worker, person)
    with acting_as(worker):
        content = PlanVersion.objects.get(plan=plan).agreed
    whole = parts_agreed(content)
    for row in content["measures"]:
        del row["cost_bearer"], row["leans"]
    before = parts_agreed(content)
    assert [part.heading for part in before] == [part.heading for part in whole]
    assert "Planterad nämnd" not in " ".join(before[2].lines)
