"""A referral makes a file younger: disposal counts its years from there too."""

from __future__ import annotations

import pytest
from django.utils import timezone

from casework.actions.disposal_work import propose_lists
from casework.actors import DISPOSAL, acting_as
from casework.enums import Role
from casework.identifiers import uuid7
from casework.models import DisposalItem
from referrals.about import About
from referrals.actions.drafts import draft_referral
from referrals.actions.moving import Said, move_referral
from referrals.enums import Act, ReferralGround, ReferralKind
from referrals.queries.last_use import last_days
from tests.casework.people import unit
from tests.casework.rights.build import long_ago, old_file
from tests.conftest import MakeUser
from tests.referrals.build import content, intake

pytestmark = pytest.mark.django_db
FROM, TO = "mika", "regionkoordinatorer"


def test_an_answer_counts_and_an_old_referral_does_not(
    make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = make_user(Role.UNIT_WORKER, FROM)
    long_ago(sender)
    manager, receiver = make_user(Role.UNIT_MANAGER, FROM), intake(make_user, TO)
    answered, old = (old_file(sender, monkeypatch, unit_code=FROM) for _ in range(2))
    referral = draft_referral(
        by=sender,
        from_unit=unit(FROM),
        about=About(role=answered.kind, person=answered),
        content=content(
            ReferralKind.CONSULTATION,
            TO,
            ground=ReferralGround.LEGAL,
            ground_note="Planterad grund",
        ),
        referral_id=uuid7(),
    )
    move_referral(by=sender, referral_id=referral.pk, act=Act.SEND)
    move_referral(
        by=receiver, referral_id=referral.pk, act=Act.REPLY, said=Said(words="Planterat svar")
    )
    with acting_as(DISPOSAL):
        assert last_days([answered.pk, old.pk]) == {answered.pk: timezone.localdate()}
    propose_lists(by=DISPOSAL)
    with acting_as(manager):
        assert list(DisposalItem.objects.values_list("label", flat=True)) == [old.pseudonym]
