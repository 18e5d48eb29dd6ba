"""Who decides over a file is told that a unit was let into it, and by no name of anybody."""

from __future__ import annotations

import pytest

from casework.actions.protection import set_protection
from casework.actors import acting_as
from casework.enums import ProtectedIdentity
from casework.models import Notice, User
from casework.notice_enums import NoticeKind
from referrals.actions.moving import move_referral
from referrals.enums import Act
from tests.conftest import MakeUser
from tests.referrals.build import People, drafted, moved, of_file, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(make_user: MakeUser) -> People:
    return people(make_user)


def told(user: User) -> list[tuple[object, object]]:
    with acting_as(user):
        rows = Notice.objects.filter(kind=NoticeKind.REFERRAL_ACCEPTED)
        return list(rows.values_list("subject", "person_id"))


def test_who_decides_is_told_of_the_referral_and_not_of_the_person(who: People) -> None:
    referral = moved(of_file(who.sender), who, Act.SEND, Act.ACCEPT)
    assert {name for name, user in who.all().items() if told(user)} == {"sender", "sender_manager"}
    # Once each, the sender who decides as well too; the file stands nowhere in it.
    assert told(who.sender) == told(who.sender_manager) == [(referral.pk, None)]


def test_without_a_file_nobody_decides(who: People) -> None:
    moved(drafted(who.sender), who, Act.SEND, Act.ACCEPT)
    assert {name for name, user in who.all().items() if told(user)} == {"sender"}


def test_a_protected_identity_is_told_to_those_named_alone(who: People) -> None:
    referral = of_file(who.sender)
    assert referral.person_id is not None
    set_protection(
        by=who.sender, person_id=referral.person_id, protection=ProtectedIdentity.CONFIDENTIAL
    )
    moved(referral, who, Act.SEND)
    move_referral(by=who.receiver_manager, referral_id=referral.pk, act=Act.ACCEPT)
    assert {name for name, user in who.all().items() if told(user)} == {"sender"}
