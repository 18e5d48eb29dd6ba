"""The way back to the page of the file that one came from, and to no other place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from casework.actors import acting_as
from casework.enums import Role
from casework.models import Consent, Person, User
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import BODY, days, participant, plan_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


def consent() -> dict[str, object]:
    return {
        "purpose": "plan",
        "body": BODY,
        "kinds": ["situation"],
        "from_day": days(0).isoformat(),
        "until_day": days(30).isoformat(),
        "form": "oral",
        "given_by": "person",
    }


def test_a_consent_recorded_on_the_way_to_a_call_leads_back_to_it(
    worker: User, person: Person, sign_in: SignIn
) -> None:
    row = participant(worker, plan_of(worker, person))
    client = sign_in(worker)
    call = reverse("plans:call_participant", args=[person.pk, row.plan_id, row.pk])
    record = (
        f"{reverse('casework:new_consent', args=[person.pk])}?for=plan-part:{row.pk}&back={call}"
    )
    assert f'href="{escape(record)}"' in client.get(call).content.decode()
    assert f'href="{call}"' in client.get(record).content.decode()
    answer = client.post(record, consent())
    assert (answer.status_code, answer["Location"]) == (302, call)
    with acting_as(worker):
        assert Consent.objects.filter(person=person).count() == 1


@pytest.mark.parametrize(
    "back",
    [
        "",
        "https://example.org/",
        "//example.org/",
        "/min-dag/",
        "{other}",
        "{own}../{other_pk}/",
        "{own}%252e%252e/{other_pk}/",
        "{own}.%09./{other_pk}/",
        "/hanvisningar/%252e%252e/konto/sessions/",
    ],
)
def test_no_address_leads_out_of_the_file(
    worker: User, person: Person, sign_in: SignIn, back: str
) -> None:
    other = opened(worker, "pom")
    back = back.format(
        other=reverse("casework:person", args=[other.pk]),
        own=reverse("casework:person", args=[person.pk]),
        other_pk=other.pk,
    )
    record = f"{reverse('casework:new_consent', args=[person.pk])}?back={back}"
    answer = sign_in(worker).post(record, consent())
    assert answer["Location"] == reverse("casework:consents", args=[person.pk])
