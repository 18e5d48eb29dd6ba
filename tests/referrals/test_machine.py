"""The table itself, in Python and in the database, and its picture in the docs."""

import pytest

from referrals import machine
from referrals.enums import Act, ReferralKind, ReferralState, Side
from referrals.models import Transition
from tests.rules.code import ROOT

S = ReferralState


@pytest.mark.django_db
def test_the_database_holds_the_same_table() -> None:
    kept = set(Transition.objects.values_list("kind", "state", "act", "who", "next"))
    ours = {(t.kind, t.state, t.act, t.who, t.next) for t in machine.TABLE}
    assert kept == {tuple(map(str, row)) for row in ours}
    assert len(ours) == len(machine.TABLE)


@pytest.mark.parametrize("kind", ReferralKind)
def test_every_state_that_waits_has_one_obvious_step(kind: ReferralKind) -> None:
    reached = {S.DRAFT} | {t.next for t in machine.TABLE if t.kind == kind}
    for state in reached:
        obvious = [t for t in machine.possible(kind, state) if t.is_obvious]
        ended = state in (S.DONE, S.REVOKED)
        assert len(obvious) == (0 if ended else 1), (kind, state)


def test_nobody_declines_or_takes_back_a_report() -> None:
    acts = {t.act for t in machine.TABLE if t.kind == ReferralKind.REPORT}
    assert acts & {Act.DECLINE, Act.ACCEPT, Act.REVOKE, Act.STOP, Act.NOT_REACHED} == set()
    states = {t.next for t in machine.TABLE if t.kind == ReferralKind.REPORT}
    assert states == {S.SENT, S.RECEIVED, S.DONE}


def test_nothing_moves_a_closed_referral_but_seeing_it() -> None:
    found = {(t.state, t.act, t.next) for t in machine.TABLE if t.state in machine.CLOSED}
    assert found == {
        (S.DECLINED, Act.NOTE, S.DECLINED),
        (S.NOT_REACHED, Act.NOTE, S.NOT_REACHED),
    }


def test_whose_turn_it_is() -> None:
    kind = ReferralKind.REFERRAL
    turns = {state: machine.turn(kind, state) for state in S}
    assert turns == {
        S.DRAFT: Side.SENDER,
        S.SENT: Side.RECEIVER,
        S.RECEIVED: Side.RECEIVER,
        S.QUESTION: Side.SENDER,
        S.ACCEPTED: Side.RECEIVER,
        S.STARTED: Side.RECEIVER,
        S.DECLINED: Side.SENDER,
        S.NOT_REACHED: Side.SENDER,
        S.DONE: None,
        S.REVOKED: None,
    }


@pytest.mark.parametrize("kind", ReferralKind)
def test_the_picture_in_the_docs_is_the_table(kind: ReferralKind) -> None:
    text = (ROOT / "docs" / "referrals.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{machine.picture(kind)}\n```" in text
