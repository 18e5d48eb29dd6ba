"""A draft that began with an encounter follows its answers, and so does its clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from casework.actors import CLOCK, acting_as
from casework.enums import Role
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import User
from outreach.actions.answers import EncounterAnswers, OfferAnswered
from outreach.actions.encounters import change_encounter, correct_encounter
from outreach.actions.shift_states import sign_shift
from outreach.models import Encounter
from referrals.actions.drafts import Content, change_draft
from referrals.actions.jobs import escalate_late
from referrals.due import due_by
from referrals.enums import ReferralGround, ReferralKind, TimeLimit
from referrals.models import Referral
from tests.conftest import MakeUser
from tests.outreach.build import CHILD, answers, ended, met, ongoing, seen, unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


def drafts(user: User) -> list[Referral]:
    with acting_as(user):
        return list(Referral.objects.filter(from_offer=True).select_related("to_unit"))


def change(by: User, encounter: Encounter, given: EncounterAnswers) -> None:
    row = seen(by, encounter)
    change_encounter(encounter_id=row.pk, seen_at=row.updated_at, answers=given, by=by)


def corrected(by: User, encounter: Encounter, given: EncounterAnswers) -> Encounter:
    return correct_encounter(
        encounter_id=encounter.pk, new_id=uuid7(), reason="Fel ålder", answers=given, by=by
    )


LONG_AGO = timedelta(days=10)
ELSEWHERE = (OfferAnswered("stodcentrum", "accepted"),)


def of_age(age: int, when: datetime) -> EncounterAnswers:
    """Whatever age: an offer that somebody of any age may say yes to."""
    given = CHILD if age < 18 else {"age": age}
    return answers(**given | {"age": age, "offers": ELSEWHERE, "happened_at": when})


@pytest.mark.parametrize("is_signed", [False, True])
def test_the_clock_of_a_draft_follows_the_age(worker: User, *, is_signed: bool) -> None:
    """An adult who turns out to be a child has waited since they were met, and the other way."""
    when = timezone.now() - LONG_AGO
    shift = ongoing(worker, starts_at=when, started=when)
    encounter = met(shift, worker, of_age(24, when))
    if is_signed:
        ended(shift, worker)
        sign_shift(shift_id=shift.pk, by=worker)
    (begun,) = drafts(worker)
    for age in (16, 31, 15):
        if is_signed:
            encounter = corrected(worker, encounter, of_age(age, when))
        else:
            change(worker, encounter, of_age(age, when))
        (draft,) = drafts(worker)
        since = when if age < 18 else begun.created_at
        expected = (begun.pk, encounter.pk, age < 18, due_by(TimeLimit.DRAFT, since))
        found = (draft.pk, draft.encounter_id, draft.is_child, draft.due_at)
        assert found == expected


def test_the_receiver_for_adults_is_chosen_anew_about_a_child(worker: User) -> None:
    when = timezone.now() - LONG_AGO
    encounter = met(ongoing(worker, starts_at=when, started=when), worker, of_age(24, when))
    change(worker, encounter, of_age(16, when))
    (draft,) = drafts(worker)
    assert draft.to_unit is None


def test_what_somebody_wrote_about_a_child_stays_about_one(worker: User) -> None:
    when = timezone.now() - LONG_AGO
    encounter = met(ongoing(worker, starts_at=when, started=when), worker, of_age(16, when))
    (draft,) = drafts(worker)
    said = Content(
        kind=ReferralKind.REFERRAL,
        asked="Planterad fråga 4711",
        kinds=[InformationKind.SITUATION],
        ground=ReferralGround.OFFER,
        to_unit=unit("stodcentrum"),
        is_child=True,
    )
    change_draft(by=worker, referral_id=draft.pk, seen_at=draft.updated_at, content=said)
    change(worker, encounter, of_age(24, when))
    (now,) = drafts(worker)
    assert (now.is_child, now.due_at, now.to_unit) == (True, draft.due_at, unit("stodcentrum"))


def test_a_clock_that_rang_rings_again_where_it_runs_anew(worker: User) -> None:
    when = timezone.now() - LONG_AGO
    encounter = met(ongoing(worker, starts_at=when, started=when), worker, of_age(16, when))
    assert escalate_late(by=CLOCK) == 2
    change(worker, encounter, of_age(15, when))
    assert escalate_late(by=CLOCK) == 0
    change(worker, encounter, of_age(24, when))
    (draft,) = drafts(worker)
    assert draft.escalated_at is None


def test_a_colleague_of_another_unit_moves_the_clock_and_reads_no_draft(
    worker: User, make_user: MakeUser
) -> None:
    other = make_user(Role.OUTREACH_WORKER, "ungdomsjouren")
    when = timezone.now() - LONG_AGO
    shift = ongoing(
        worker, starts_at=when, started=when, units=(unit("ungdomsjouren"),), crew=(worker, other)
    )
    encounter = met(shift, worker, of_age(24, when))
    assert drafts(other) == []
    change(other, encounter, of_age(16, when))
    (draft,) = drafts(worker)
    assert (draft.is_child, draft.due_at) == (True, due_by(TimeLimit.DRAFT, when))
