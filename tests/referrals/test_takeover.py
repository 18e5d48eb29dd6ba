"""A referral gives no more than its sender may give, and nothing that others have ended."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from casework.access.persons import can_manage_person, can_work_in_person
from casework.actions.access import end_access, give_access
from casework.actions.base import ActionRefused
from casework.actions.emergency import open_in_emergency
from casework.actions.protection import set_protection
from casework.actors import CLOCK, acting_as
from casework.enums import AccessLevel, GrantEnd, ProtectedIdentity, Role
from casework.exact import Lookup
from casework.grant_enums import GrantTask
from casework.identifiers import uuid7
from casework.models import LegalReference, Notice, Person, User
from casework.notice_enums import NoticeKind
from casework.queries.file_grants import given_access
from referrals.about import About
from referrals.actions.drafts import draft_referral
from referrals.actions.jobs import escalate_late
from referrals.actions.moving import Said, move_referral
from referrals.enums import Act, ReferralGround, ReferralKind, ReferralState
from referrals.models import Referral, ReferralEvent
from referrals.queries.referrals import waiting_rows
from tests.casework.people import opened, sees, unit
from tests.conftest import MakeUser, SignIn
from tests.referrals.build import (
    KINDS,
    WHO,
    People,
    content,
    drafted,
    moved,
    of_file,
    people,
    said_for,
)
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


def told(who: People, referral: Referral) -> dict[str, set[str]]:
    """Who has been told of it, and what."""
    found = {}
    for name, user in who.all().items():
        with acting_as(user):
            kinds = set(Notice.objects.filter(subject=referral.pk).values_list("kind", flat=True))
        if kinds:
            found[name] = kinds
    return found


def sent_by_colleague(who: People, due: datetime | None = None) -> tuple[Referral, Person]:
    """Sent by a colleague who was let into the sender's file."""
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
    if due is None:
        move_referral(by=who.colleague, referral_id=referral.pk, act=Act.SEND)
    else:
        with acting_as(who.colleague):
            event = ReferralEvent(referral=referral, by=who.colleague, act=Act.SEND, due_at=due)
            event.save(force_insert=True)
    return referral, person


def end_for(user: User, by: User, person: Person) -> None:
    with acting_as(by):
        [given] = [g for g in given_access(person) if g.user_id == user.pk]
    end_access(by=by, grant_id=given.pk, why=GrantEnd.WITHDRAWN)


def waits_for(user: User) -> set[uuid.UUID]:
    with acting_as(user):
        return set(waiting_rows(user).values_list("pk", flat=True))


@pytest.mark.parametrize("has_left_the_file", [True, False])
def test_who_lost_the_file_is_not_told_what_came_back(
    who: People, *, has_left_the_file: bool
) -> None:
    referral, person = sent_by_colleague(who)
    if has_left_the_file:
        end_for(who.colleague, who.sender, person)
    move_referral(
        by=who.receiver, referral_id=referral.pk, act=Act.DECLINE, said=said_for(Act.DECLINE)
    )
    found = told(who, referral)
    heard = {name for name, kinds in found.items() if NoticeKind.REFERRAL_DECLINED in kinds}
    waits = {name for name, user in who.all().items() if referral.pk in waits_for(user)}
    if has_left_the_file:
        assert "sender" in heard
        assert "colleague" not in heard
    else:
        assert heard == {"colleague"}
    assert waits == heard


@pytest.mark.parametrize("act", [Act.ASK, Act.ACCEPT, Act.DECLINE, None])
@pytest.mark.parametrize("is_protected", [True, False])
def test_whoever_is_told_may_open_it(
    who: People, sign_in: SignIn, act: Act | None, *, is_protected: bool
) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    referral, person = sent_by_colleague(who, None if act else yesterday)
    end_for(who.colleague, who.sender, person)
    if is_protected:
        set_protection(
            by=who.sender, person_id=person.pk, protection=ProtectedIdentity.REGISTRATION
        )
    before = told(who, referral)
    if act is not None:
        by = who.receiver_manager
        move_referral(by=by, referral_id=referral.pk, act=act, said=said_for(act))
    else:
        assert escalate_late(by=CLOCK) == 1
    after = told(who, referral)
    new = {name for name, kinds in after.items() if kinds - before.get(name, set())}
    assert new
    address = reverse("referrals:referral", args=[referral.pk])
    assert {
        name: sign_in(who.all()[name]).get(address).status_code for name in new
    } == dict.fromkeys(new, 200)
