"""A draft that began with an encounter follows its answers, and so does its clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, acting_as
from casework.enums import Role
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import User
from casework.said_dates import day_in_words
from outreach.actions.answers import EncounterAnswers, OfferAnswered
from outreach.actions.encounters import change_encounter, correct_encounter
from outreach.actions.shift_states import sign_shift
from outreach.models import Encounter
from referrals.actions.drafts import Content, change_draft
from referrals.actions.jobs import escalate_late
from referrals.due import due_by
from referrals.enums import ReferralGround, ReferralKind, TimeLimit
from referrals.models import Referral
from tests.conftest import MakeUser, SignIn
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


def child(**changes: Any) -> EncounterAnswers:
    return answers(**CHILD | {"note": "Planterad anteckning 4711"} | changes)


def report_of(user: User) -> Referral:
    with acting_as(user):
        return Referral.objects.select_related("encounter").get(from_concern=True)


@pytest.mark.parametrize("is_signed", [False, True])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"age": 17}, ("17", "Gata")),
        ({"arena": "hotel"}, ("15", "Hotell")),
        ({"note": "Planterad rättelse 4712"}, ("15", "4712")),
    ],
)
def test_a_report_that_nobody_has_written_in_says_what_the_encounter_says(
    worker: User, changes: dict[str, Any], words: tuple[str, ...], *, is_signed: bool
) -> None:
    shift = ongoing(worker)
    encounter = met(shift, worker, child())
    before = report_of(worker)
    if is_signed:
        ended(shift, worker)
        sign_shift(shift_id=shift.pk, by=worker)
        encounter = corrected(worker, encounter, child(**changes))
    else:
        change(worker, encounter, child(**changes))
    now = report_of(worker)
    assert (now.pk, now.encounter_id) == (before.pk, encounter.pk)
    assert all(word in str(now.asked) for word in words), now.asked
    assert now.asked != before.asked


def test_a_draft_of_an_offer_says_the_day_that_the_encounter_says(
    worker: User, make_user: MakeUser
) -> None:
    """By whoever of the shift changed it: she sees no draft, and its unit opens what it says."""
    other = make_user(Role.OUTREACH_WORKER, "ungdomsjouren")
    when = timezone.now() - LONG_AGO
    shift = ongoing(
        worker, starts_at=when, started=when, units=(unit("ungdomsjouren"),), crew=(worker, other)
    )
    encounter = met(shift, worker, of_age(24, when))
    later = when + timedelta(days=1)
    change(other, encounter, of_age(24, later))
    (draft,) = drafts(worker)
    with translation.override("sv"):
        assert day_in_words(later) in str(draft.asked)
        assert day_in_words(when) not in str(draft.asked)
    assert (drafts(other), draft.updated_by_id) == ([], None)


def test_who_has_the_draft_open_does_not_save_the_earlier_words_over_it(worker: User) -> None:
    encounter = met(ongoing(worker), worker, child())
    opened = report_of(worker)
    change(worker, encounter, child(age=17))
    with pytest.raises(ActionRefused):
        written(worker, opened, str(opened.asked))
    assert "17" in str(report_of(worker).asked)


def test_what_somebody_has_written_stays_and_its_form_says_so(
    worker: User, sign_in: SignIn
) -> None:
    encounter = met(ongoing(worker), worker, child())
    written(worker, report_of(worker), "Planterad fråga 4713")
    client = sign_in(worker)
    address = reverse("referrals:change", args=[report_of(worker).pk])
    assert client.get(address).context["said_otherwise"] is False
    change(worker, encounter, child(age=17))
    assert report_of(worker).asked == "Planterad fråga 4713"
    page = client.get(address)
    assert page.context["said_otherwise"] is True
    assert reverse("outreach:encounter", args=[encounter.pk]) in page.content.decode()
    written(worker, report_of(worker), "Planterad fråga 4714")
    assert client.get(address).context["said_otherwise"] is False


def written(by: User, draft: Referral, words: str) -> Referral:
    """What somebody makes of a report."""
    content = Content(
        kind=ReferralKind.REPORT,
        asked=words,
        kinds=[InformationKind.SITUATION],
        ground=ReferralGround.LEGAL,
        ground_note="Planterad grund",
        is_child=True,
    )
    return change_draft(by=by, referral_id=draft.pk, seen_at=draft.updated_at, content=content)
