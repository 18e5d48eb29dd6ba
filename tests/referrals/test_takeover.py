"""A referral gives no more than its sender may give, and nothing that others have ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from casework.access.persons import can_manage_person, can_work_in_person
from casework.actions.access import end_access, give_access
from casework.actions.base import ActionRefused
from casework.actions.emergency import open_in_emergency
from casework.actions.protection import set_protection
from casework.actors import acting_as
from casework.enums import AccessLevel, GrantEnd, ProtectedIdentity, Role
from casework.exact import Lookup
from casework.grant_enums import GrantTask
from casework.identifiers import uuid7
from casework.models import LegalReference, Person, User
from casework.queries.file_grants import given_access
from referrals.about import About
from referrals.actions.drafts import draft_referral
from referrals.actions.moving import Said, move_referral
from referrals.enums import Act, ReferralGround, ReferralKind, ReferralState
from referrals.models import Referral, ReferralEvent
from tests.casework.people import opened, sees, unit
from tests.conftest import MakeUser
from tests.referrals.build import KINDS, WHO, People, content, drafted, moved, of_file, people
from tests.staff import employ

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(make_user: MakeUser) -> People:
    return people(make_user)


def file_of(referral: Referral, user: User) -> Person:
    assert referral.person_id is not None
    with acting_as(user):
        found: Person = Person.objects.get(pk=referral.person_id)
    return found


def by_ground(by: User, person: Person) -> Referral:
    said = content(
        ReferralKind.REFERRAL,
        "mika",
        who=WHO,
        kinds=list(KINDS),
        ground=ReferralGround.LEGAL,
        ground_note="Planterad fara",
        legal_reference=LegalReference.objects.first(),
    )
    return drafted(by, About(role=person.kind, person=person), said)


def end_all_of(unit_code: str, by: User, person: Person) -> None:
    with acting_as(by):
        grants = [g.pk for g in given_access(person) if g.unit_id == unit(unit_code).pk]
    assert grants
    for pk in grants:
        end_access(by=by, grant_id=pk, why=GrantEnd.WITHDRAWN)


def test_an_emergency_sends_nothing(who: People, make_user: MakeUser) -> None:
    person = opened(who.sender, "pom")
    night = make_user(Role.UNIT_MANAGER, "socialjour")
    wanted = Lookup(person.pseudonym)
    open_in_emergency(by=night, unit=unit("socialjour"), wanted=wanted, reason="Planterad fara")
    assert sees(night, person)
    with pytest.raises(ActionRefused):
        draft_referral(
            by=night,
            from_unit=unit("socialjour"),
            about=About(role=person.kind, person=person),
            content=content(ReferralKind.REFERRAL, "mika"),
            referral_id=uuid7(),
        )
    with acting_as(night), pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.create(
            kind=ReferralKind.REFERRAL,
            from_unit=unit("socialjour"),
            to_unit=unit("mika"),
            person=person,
            role=person.kind,
            created_by=night,
        )


def test_who_only_works_gives_no_right_to_decide(who: People) -> None:
    person = opened(who.sender, "pom")
    give_access(
        by=who.sender,
        person=person,
        unit=unit("pom"),
        user=who.colleague,
        level=AccessLevel.WORK,
        task=GrantTask.TOGETHER,
        until=timezone.now() + timedelta(days=30),
    )
    referral = by_ground(who.colleague, person)
    move_referral(by=who.colleague, referral_id=referral.pk, act=Act.SEND)
    move_referral(by=who.receiver, referral_id=referral.pk, act=Act.ACCEPT)
    with acting_as(who.receiver):
        assert can_work_in_person(who.receiver, person)
        assert not can_manage_person(who.receiver, person)


def test_what_the_sender_lost_is_not_given(who: People) -> None:
    person = opened(who.sender, "pom")
    give_access(
        by=who.sender,
        person=person,
        unit=unit("pom"),
        user=who.colleague,
        level=AccessLevel.WORK,
        task=GrantTask.TOGETHER,
        until=timezone.now() + timedelta(days=30),
    )
    referral = by_ground(who.colleague, person)
    move_referral(by=who.colleague, referral_id=referral.pk, act=Act.SEND)
    with acting_as(who.sender):
        [given] = [g for g in given_access(person) if g.user_id == who.colleague.pk]
    end_access(by=who.sender, grant_id=given.pk, why=GrantEnd.WITHDRAWN)
    # Others of the unit work on with it: at most that is given, and no right to decide.
    move_referral(by=who.receiver, referral_id=referral.pk, act=Act.ACCEPT)
    with acting_as(who.receiver):
        assert not can_manage_person(who.receiver, person)


def test_nobody_accepts_what_they_sent(make_user: MakeUser) -> None:
    who = people(make_user)
    both = make_user(Role.UNIT_MANAGER, "pom")
    employ(both, Role.UNIT_MANAGER, "mika")
    person = opened(both, "pom")
    referral = by_ground(both, person)
    move_referral(by=both, referral_id=referral.pk, act=Act.SEND)
    with pytest.raises(ActionRefused):
        move_referral(by=both, referral_id=referral.pk, act=Act.ACCEPT)
    move_referral(by=who.receiver, referral_id=referral.pk, act=Act.ACCEPT)
    assert sees(who.receiver, person)


def test_protection_reaches_what_was_sent_before(who: People) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND, Act.TAKE)
    person = file_of(referral, who.sender)
    set_protection(by=who.sender, person_id=person.pk, protection=ProtectedIdentity.REGISTRATION)
    with acting_as(who.receiver):
        assert not Referral.objects.filter(pk=referral.pk).exists()
        assert not Referral.objects.visible_to(who.receiver).filter(pk=referral.pk).exists()
    with pytest.raises((ActionRefused, Referral.DoesNotExist)):
        move_referral(by=who.receiver, referral_id=referral.pk, act=Act.ACCEPT)
    assert not sees(who.receiver, person)
    with acting_as(who.receiver_manager):
        kept = Referral.objects.get(pk=referral.pk)
        assert (kept.is_protected, kept.assigned_to_id) == (True, None)


def test_ended_access_does_not_come_back_by_assigning(who: People) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT)
    person = file_of(referral, who.sender)
    end_all_of("mika", who.sender, person)
    assert not sees(who.receiver, person)
    for by in (who.receiver, who.receiver_manager):
        with pytest.raises(ActionRefused):
            move_referral(
                by=by,
                referral_id=referral.pk,
                act=Act.ASSIGN,
                said=Said(assigned_to=who.receiver_colleague),
            )
    for user in (who.receiver, who.receiver_manager, who.receiver_colleague):
        assert not sees(user, person)


def test_a_manager_who_is_not_named_passes_no_protected_file_on(who: People) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT)
    person = file_of(referral, who.sender)
    set_protection(by=who.sender, person_id=person.pk, protection=ProtectedIdentity.CONFIDENTIAL)
    with acting_as(who.receiver_manager), pytest.raises(DatabaseError), transaction.atomic():
        ReferralEvent.objects.create(
            referral_id=referral.pk,
            by=who.receiver_manager,
            act=Act.ASSIGN,
            from_state=ReferralState.ACCEPTED,
            to_state=ReferralState.ACCEPTED,
            assigned_to=who.receiver_manager,
        )
    assert not sees(who.receiver_manager, person)
    assert sees(who.receiver, person)
