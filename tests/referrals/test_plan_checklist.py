"""What a plan lacks leads to where it is mended, for who may mend it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.access import give_access
from casework.actors import acting_as
from casework.enums import AccessLevel, Role
from casework.grant_enums import GrantTask
from casework.models import Person, User
from referrals.models import Measure
from tests.casework.people import opened, unit
from tests.conftest import MakeUser
from tests.referrals.plan_rows import BODY, days, measure, plan_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def test_each_line_that_is_not_met_leads_there(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = plan_of(worker, person)
    at = reverse("plans:plan", args=[person.pk, plan.pk])
    page = sign_in(worker).get(at)
    urls = {demand.code: url for demand, url in page.context["demands"]}
    named = {code: url.removeprefix(at) for code, url in urls.items()}
    assert named == {
        "need": "",
        "consent": "deltagare/",
        "takes_part": "andra/",
        "relatives": "andra/",
        "both_principals": "deltagare/",
        "goals": "mal/",
        "measures": "insatser/",
        "principals_measures": "insatser/",
        "responsible": "insatser/",
        "overall": "andra/",
        "contact": "andra/",
        "income": "behov/",
        "meeting": "andra/",
    }
    text = page.content.decode()
    assert all(f'<a class="tap" href="{url}">' in text for url in urls.values() if url)


def test_a_measure_that_names_nobody_is_led_to(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    plan = plan_of(worker, person)
    measure(worker, plan)
    with acting_as(worker):
        nobodys = Measure.objects.create(
            person=person,
            plan=plan,
            created_by=worker,
            what="Planterad",
            body=BODY,
            principal="other",
            due_on=days(3),
        )
    page = sign_in(worker).get(reverse("plans:plan", args=[person.pk, plan.pk]))
    urls = {demand.code: url for demand, url in page.context["demands"]}
    assert urls["responsible"] == reverse("plans:measure", args=[person.pk, plan.pk, nobodys.pk])


def test_who_only_reads_is_led_nowhere(
    worker: User, person: Person, make_user: MakeUser, sign_in: SignIn
) -> None:
    reader, plan = make_user(Role.OUTREACH_WORKER, "pom"), plan_of(worker, person)
    give_access(
        by=worker,
        person=person,
        unit=unit("pom"),
        user=reader,
        level=AccessLevel.READ,
        task=GrantTask.TOGETHER,
        until=timezone.now() + timedelta(days=9),
    )
    page = sign_in(reader).get(reverse("plans:plan", args=[person.pk, plan.pk]))
    assert {url for _demand, url in page.context["demands"]} == {""}
