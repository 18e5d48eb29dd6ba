"""The list of those at the table says what the actions will say."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.models import CoordinatedPlan
from referrals.queries.plan_consents import lines_from, participant_lists
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import (
    BODY,
    KINDS,
    called,
    changed,
    consent_to,
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
    return changed(worker, found, meeting_at=timezone.now())


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
