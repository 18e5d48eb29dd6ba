"""The list of those at the table says what the actions will say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actions.identity import write_identity
from casework.actors import acting_as
from casework.enums import IdentityGround, ProtectedIdentity, Role
from casework.forms.moments import written
from casework.models import Person, User
from referrals.models import CoordinatedPlan
from referrals.queries.plan_consents import lines_from, participant_lists
from referrals.views.plans import MOVED
from tests.casework.people import opened, protect
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    BODY,
    KINDS,
    NEED,
    called,
    changed,
    consent_to,
    fresh,
    participant,
    plan_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


@pytest.fixture
def plan(worker: User, person: Person) -> CoordinatedPlan:
    found = plan_of(worker, person)
    # To the minute, as a form says it.
    return changed(worker, found, meeting_at=timezone.now().replace(second=0, microsecond=0))


@pytest.mark.parametrize("together", [True, False])
def test_two_halves_carry_no_call_and_the_list_does_not_say_so(
    worker: User, plan: CoordinatedPlan, *, together: bool
) -> None:
    for kinds in [KINDS] if together else [[kind] for kind in KINDS]:
        consent_to(worker, plan.person, body=BODY, kinds=kinds)
    row = participant(worker, plan)
    with acting_as(worker):
        [line] = lines_from(participant_lists(worker, plan.person, plan.pk))
    assert line.missing == ([] if together else [str(kind.label) for kind in KINDS])
    if together:
        assert called(worker, plan, row).state == "called"
    else:
        with pytest.raises(ActionRefused) as refused:
            called(worker, plan, row)
        assert ", ".join(line.missing) in refused.value.fields["ground"]


@pytest.mark.parametrize(
    ("is_called", "change", "is_said"),
    [
        (True, {"meeting_at": "later"}, True),
        (True, {"meeting_place": "Planterat rum"}, True),
        (True, {"contact_name": "Planterad Kontaktsson"}, False),
        (False, {"meeting_at": "later"}, False),
    ],
)
def test_that_the_called_know_of_another_meeting_is_said_when_it_is_moved(
    worker: User,
    plan: CoordinatedPlan,
    sign_in: Callable[[User], Client],
    *,
    is_called: bool,
    change: dict[str, str],
    is_said: bool,
) -> None:
    row = participant(worker, plan)
    if is_called:
        consent_to(worker, plan.person, body=BODY)
        called(worker, plan, row)
        fresh(worker, plan)
    moments = {"now": written(plan.meeting_at), "later": written(later(plan))}
    sent = {"need": NEED, "coordinator": str(worker.pk), "meeting_at": "now", **change}
    sent["meeting_at"] = moments[sent["meeting_at"]]
    address = reverse("plans:change", args=[plan.person_id, plan.pk])
    sent["seen_at"] = plan.updated_at.isoformat()
    answer = sign_in(worker).post(address, sent)
    assert answer.status_code == 302
    at = reverse("plans:participants", args=[plan.person_id, plan.pk])
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert (said == [str(MOVED)], answer["Location"] == at) == (is_said, is_said)


class TestWhereSomebodyProtectedLives:
    """Never a protected address: the place of the meeting stands in every call."""

    HOME, OFFICE = "Påhittade gränden 7", "Medborgarkontoret, Påhittade torget 2"

    @pytest.fixture
    def manager(self, make_user: MakeUser) -> User:
        return make_user(Role.UNIT_MANAGER, "pom")

    @pytest.fixture
    def person(self, manager: User) -> Person:
        """A file whose identity holds an address, protected by who decides over it."""
        person = opened(manager, "pom")
        values = {"given_name": "Påhittad", "family_name": "Person", "phone": "", "email": ""}
        values |= {"address": f"{self.HOME}\n111 11 Påhittat", "ground_note": ""}
        identity = {**values, "ground": IdentityGround.CONSENT}
        write_identity(by=manager, person_id=person.pk, seen_at=None, values=identity)
        protect(manager, person)
        with acting_as(manager):
            person.refresh_from_db()
        return person

    def test_nobody_is_called_to(self, manager: User, person: Person) -> None:
        plan = plan_of(manager, person)
        with pytest.raises(ActionRefused) as refused:
            changed(manager, plan, meeting_place=f"Hemma, {self.HOME.upper()}")
        assert set(refused.value.fields) == {"meeting_place"}
        with pytest.raises(ActionRefused):
            plan_of(manager, person, meeting_place=self.HOME)
        plan = changed(manager, plan, meeting_at=timezone.now(), meeting_place=self.OFFICE)
        assert plan.meeting_place == self.OFFICE

    def test_nobody_is_called_to_since_it_is_protected(self, manager: User, person: Person) -> None:
        protect(manager, person, ProtectedIdentity.NONE)
        with acting_as(manager):
            person.refresh_from_db()
        plan = changed(
            manager, plan_of(manager, person), meeting_at=timezone.now(), meeting_place=self.HOME
        )
        row = participant(manager, plan)
        protect(manager, person)
        with pytest.raises(ActionRefused, match="bor där"):
            called(manager, fresh(manager, plan), row, ground="Ett skäl")


def later(plan: CoordinatedPlan) -> datetime:
    assert plan.meeting_at is not None
    return plan.meeting_at + timedelta(days=2)
