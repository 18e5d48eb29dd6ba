"""A yes carries who it is to whoever it was said to, and for as long as it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import Role
from casework.identifiers import uuid7
from casework.journal_enums import InformationKind
from casework.models import User
from outreach.actions.answers import EncounterAnswers, OfferAnswered
from outreach.actions.encounters import change_encounter, correct_encounter
from outreach.actions.shift_states import sign_shift
from outreach.actions.strikes import strike_encounter
from outreach.enums import StrikeReason
from outreach.models import Encounter
from referrals.actions.drafts import Content, change_draft
from referrals.actions.moving import Said, move_referral
from referrals.actions.refused import YES_IS_TO_OTHERS
from referrals.actions.resending import draft_for_another
from referrals.enums import Act, DeclineReason, ReferralGround, ReferralKind, ReferralState
from referrals.models import OutsideBody, Referral, ReferralEvent
from referrals.queries.referrals import is_told_who
from tests.conftest import MakeUser
from tests.outreach.build import answers, ended, met, ongoing, seen, unit
from tests.referrals.build import WHO, intake

pytestmark = pytest.mark.django_db
NO = OfferAnswered("mika", "declined")


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def mika(make_user: MakeUser) -> User:
    return intake(make_user, "mika")


def draft_of(worker: User) -> Referral:
    with acting_as(worker):
        return Referral.objects.get(from_offer=True)


def telling() -> Content:
    return Content(
        kind=ReferralKind.REFERRAL,
        asked="Planterad fråga 4711",
        kinds=[InformationKind.SITUATION, InformationKind.CONTACT],
        ground=ReferralGround.OFFER,
        to_unit=unit("mika"),
        who=WHO,
    )


def written(worker: User, said: Content) -> Referral:
    draft = draft_of(worker)
    change_draft(by=worker, referral_id=draft.pk, seen_at=draft.updated_at, content=said)
    return draft


def sent(worker: User) -> Referral:
    draft = written(worker, telling())
    move_referral(by=worker, referral_id=draft.pk, act=Act.SEND)
    return draft


def state(worker: User, referral: Referral) -> str:
    with acting_as(worker):
        return Referral.objects.get(pk=referral.pk).state


def change(worker: User, encounter: Encounter, *offers: OfferAnswered) -> None:
    row = seen(worker, encounter)
    change_encounter(
        encounter_id=row.pk, seen_at=row.updated_at, answers=answers(offers=offers), by=worker
    )


def corrected(worker: User, encounter: Encounter, given: EncounterAnswers) -> Encounter:
    return correct_encounter(
        encounter_id=encounter.pk, new_id=uuid7(), reason="Fel", answers=given, by=worker
    )


def test_to_the_unit_it_was_said_to_it_carries_who_it_is(worker: User, mika: User) -> None:
    met(ongoing(worker), worker)
    referral = sent(worker)
    with acting_as(mika):
        found = Referral.objects.get(pk=referral.pk)
        assert (found.who, is_told_who(mika, found, sends=False)) == (WHO, True)


def test_to_nobody_else(worker: User, mika: User, make_user: MakeUser) -> None:
    intake(make_user, "regionkoordinatorer")
    met(ongoing(worker), worker)
    police = OutsideBody.objects.filter(kind__code="police").first()
    for receiver in (
        {"to_unit": unit("regionkoordinatorer")},
        {"to_unit": None, "to_body": police},
    ):
        with pytest.raises(ActionRefused) as refused:
            written(worker, replace(telling(), **receiver))
        assert refused.value.fields == {"ground": str(YES_IS_TO_OTHERS)}


def test_the_database_refuses_it_too(worker: User, mika: User, make_user: MakeUser) -> None:
    intake(make_user, "regionkoordinatorer")
    met(ongoing(worker), worker)
    draft = written(worker, telling())
    with acting_as(worker):
        Referral.objects.filter(pk=draft.pk).update(to_unit=unit("regionkoordinatorer"))
    due = timezone.now() + timedelta(days=2)
    event = ReferralEvent(referral=draft, by=worker, act=Act.SEND, due_at=due)
    with pytest.raises(DatabaseError, match="no consent in force"), acting_as(worker):
        event.save(force_insert=True)


@pytest.mark.parametrize("how", ["declined", "gone", "corrected", "struck"])
def test_a_yes_that_is_over_stops_what_was_sent_on_it(worker: User, mika: User, how: str) -> None:
    shift = ongoing(worker)
    encounter = met(shift, worker)
    referral = sent(worker)
    if how in ("declined", "gone"):
        change(worker, encounter, *([NO] if how == "declined" else []))
    elif how == "struck":
        strike_encounter(encounter_id=encounter.pk, reason=StrikeReason.MISTAKE, by=worker)
    else:
        ended(shift, worker)
        sign_shift(shift_id=shift.pk, by=worker)
        later = corrected(worker, encounter, answers(age=31))
        assert state(worker, referral) == ReferralState.SENT
        corrected(worker, later, answers(offers=(NO,)))
    assert state(worker, referral) == ReferralState.REVOKED
    with acting_as(mika):
        found = Referral.objects.get(pk=referral.pk)
        assert not is_told_who(mika, found, sends=False)
    with pytest.raises(ActionRefused):
        move_referral(by=mika, referral_id=referral.pk, act=Act.ACCEPT)


def test_another_change_stops_nothing(worker: User, mika: User) -> None:
    encounter = met(ongoing(worker), worker)
    referral = sent(worker)
    row = seen(worker, encounter)
    change_encounter(
        encounter_id=row.pk, seen_at=row.updated_at, answers=answers(age=31), by=worker
    )
    assert state(worker, referral) == ReferralState.SENT
    move_referral(by=mika, referral_id=referral.pk, act=Act.ACCEPT)


def test_sent_on_it_needs_a_ground_of_its_own_and_goes_once(worker: User, mika: User) -> None:
    met(ongoing(worker), worker)
    referral = sent(worker)
    move_referral(
        by=mika, referral_id=referral.pk, act=Act.DECLINE, said=Said(reason=DeclineReason.NO_ROOM)
    )
    new = draft_for_another(by=worker, referral_id=referral.pk)
    assert (new.ground, new.who) == ("", WHO)
    with pytest.raises(ActionRefused):
        draft_for_another(by=worker, referral_id=referral.pk)
    with acting_as(worker):
        assert Referral.objects.get(pk=referral.pk).noted_at is not None
