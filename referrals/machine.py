"""What may be done with a referral: a plain table of kind, state, act, who and next.

The database holds the same rows (``referrals_transition``) and refuses everything else, whoever
asks; a test compares the two, and draws the picture in ``docs/referrals.md`` from this one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from referrals.enums import Act, ReferralKind, ReferralState, Side

S = ReferralState
SENDER, RECEIVER, CONSENT, CLOCK = Side.SENDER, Side.RECEIVER, Side.CONSENT, Side.CLOCK


@dataclass(frozen=True)
class Transition:
    """One row. The obvious ones say whose turn it is: exactly one in every state that waits."""

    kind: ReferralKind
    state: ReferralState
    act: Act
    who: Side
    next: ReferralState
    is_obvious: bool = False


Row = tuple[ReferralState, Act, Side, ReferralState, bool]

_HANDLING: tuple[Row, ...] = (
    (S.SENT, Act.ASSIGN, RECEIVER, S.RECEIVED, False),
    (S.RECEIVED, Act.TAKE, RECEIVER, S.RECEIVED, False),
    (S.RECEIVED, Act.ASSIGN, RECEIVER, S.RECEIVED, False),
    (S.RECEIVED, Act.HAND_BACK, RECEIVER, S.RECEIVED, False),
    (S.SENT, Act.POSTPONE, SENDER, S.SENT, False),
    (S.RECEIVED, Act.POSTPONE, SENDER, S.RECEIVED, False),
    (S.SENT, Act.ESCALATE, CLOCK, S.SENT, False),
    (S.RECEIVED, Act.ESCALATE, CLOCK, S.RECEIVED, False),
)
_ASKING: tuple[Row, ...] = (
    (S.SENT, Act.ASK, RECEIVER, S.QUESTION, False),
    (S.RECEIVED, Act.ASK, RECEIVER, S.QUESTION, False),
    (S.QUESTION, Act.ANSWER, SENDER, S.RECEIVED, True),
    (S.QUESTION, Act.TAKE, RECEIVER, S.QUESTION, False),
    (S.QUESTION, Act.ASSIGN, RECEIVER, S.QUESTION, False),
    (S.QUESTION, Act.HAND_BACK, RECEIVER, S.QUESTION, False),
    (S.QUESTION, Act.POSTPONE, SENDER, S.QUESTION, False),
    (S.QUESTION, Act.ESCALATE, CLOCK, S.QUESTION, False),
)
_REVOKING: tuple[Row, ...] = tuple(
    (state, Act.REVOKE, SENDER, S.REVOKED, False) for state in (S.SENT, S.RECEIVED, S.QUESTION)
)
_STOPPING: tuple[Row, ...] = tuple(
    (state, Act.STOP, CONSENT, S.REVOKED, False) for state in (S.SENT, S.RECEIVED, S.QUESTION)
)
_DECIDING: tuple[Row, ...] = (
    (S.SENT, Act.TAKE, RECEIVER, S.RECEIVED, True),
    (S.SENT, Act.RECEIVE, RECEIVER, S.RECEIVED, False),
    (S.SENT, Act.ACCEPT, RECEIVER, S.ACCEPTED, False),
    (S.SENT, Act.DECLINE, RECEIVER, S.DECLINED, False),
    (S.RECEIVED, Act.ACCEPT, RECEIVER, S.ACCEPTED, True),
    (S.RECEIVED, Act.DECLINE, RECEIVER, S.DECLINED, False),
    (S.QUESTION, Act.ACCEPT, RECEIVER, S.ACCEPTED, False),
    (S.QUESTION, Act.DECLINE, RECEIVER, S.DECLINED, False),
)
# After acceptance the responsibility is the receiver's: so are the clock and the end.
_WORKING: tuple[Row, ...] = (
    (S.ACCEPTED, Act.START, RECEIVER, S.STARTED, True),
    (S.STARTED, Act.FINISH, RECEIVER, S.DONE, True),
    *(
        row
        for state in (S.ACCEPTED, S.STARTED)
        for row in (
            (state, Act.NOT_REACHED, RECEIVER, S.NOT_REACHED, False),
            (state, Act.ASSIGN, RECEIVER, state, False),
            (state, Act.POSTPONE, RECEIVER, state, False),
            (state, Act.ESCALATE, CLOCK, state, False),
            (state, Act.STOP, CONSENT, S.REVOKED, False),
        )
    ),
    (S.DECLINED, Act.NOTE, SENDER, S.DECLINED, True),
    (S.NOT_REACHED, Act.NOTE, SENDER, S.NOT_REACHED, True),
)
_SENDING: tuple[Row, ...] = ((S.DRAFT, Act.SEND, SENDER, S.SENT, True),)

_REFERRAL = (*_SENDING, *_DECIDING, *_HANDLING, *_ASKING, *_REVOKING, *_STOPPING, *_WORKING)
# Advice is given, or a question is asked first. Nothing moves, so nothing is declined.
_CONSULTATION: tuple[Row, ...] = (
    *_SENDING,
    (S.SENT, Act.TAKE, RECEIVER, S.RECEIVED, True),
    (S.SENT, Act.RECEIVE, RECEIVER, S.RECEIVED, False),
    (S.SENT, Act.REPLY, RECEIVER, S.DONE, False),
    (S.RECEIVED, Act.REPLY, RECEIVER, S.DONE, True),
    (S.QUESTION, Act.REPLY, RECEIVER, S.DONE, False),
    *_HANDLING,
    *_ASKING,
    *_REVOKING,
    *_STOPPING,
)
# A report is sent, received and fed back. Nobody declines it, and nobody takes it back.
_REPORT: tuple[Row, ...] = (
    *_SENDING,
    (S.SENT, Act.RECEIVE, RECEIVER, S.RECEIVED, True),
    (S.SENT, Act.TAKE, RECEIVER, S.RECEIVED, False),
    (S.RECEIVED, Act.FEED_BACK, RECEIVER, S.DONE, True),
    *_HANDLING,
)

_TABLES: dict[ReferralKind, tuple[Row, ...]] = {
    ReferralKind.REFERRAL: _REFERRAL,
    ReferralKind.CONSULTATION: _CONSULTATION,
    ReferralKind.HANDOVER: _REFERRAL,
    ReferralKind.REPORT: _REPORT,
}
TABLE: tuple[Transition, ...] = tuple(
    Transition(kind, *row) for kind, rows in _TABLES.items() for row in rows
)
_BY_KEY = {(t.kind, t.state, t.act): t for t in TABLE}

CLOSED = frozenset({S.DECLINED, S.DONE, S.NOT_REACHED, S.REVOKED})
# The receiver works with it: before, nobody knows whether the person wants to.
WORKED_WITH = frozenset({S.ACCEPTED, S.STARTED})
# It ended without any work: the sender may ask somebody else.
ENDED_WITHOUT = frozenset({S.DECLINED, S.NOT_REACHED, S.REVOKED})
OPEN = frozenset({S.SENT, S.RECEIVED, S.QUESTION, S.ACCEPTED, S.STARTED})


def transition(kind: str, state: str, act: str) -> Transition | None:
    """The row for *act* in *state*; ``None`` where it can't be done."""
    return _BY_KEY.get((ReferralKind(kind), ReferralState(state), Act(act)))


def possible(kind: str, state: str) -> tuple[Transition, ...]:
    """Everything that can be done in *state*, in the order of the table."""
    return tuple(t for t in TABLE if (t.kind, t.state) == (kind, state))


def turn(kind: str, state: str) -> Side | None:
    """Whose turn it is; ``None`` when nobody waits for anybody."""
    obvious = next((t for t in possible(kind, state) if t.is_obvious), None)
    return obvious.who if obvious else None


def picture(kind: ReferralKind) -> str:
    """The states of *kind* as a Mermaid diagram. What leaves the state as it is stays out."""
    return "\n".join(_lines(kind))


def _lines(kind: ReferralKind) -> Iterator[str]:
    yield "stateDiagram-v2"
    yield "    [*] --> draft"
    ends = set()
    for t in TABLE:
        if t.kind == kind and t.state != t.next:
            yield f"    {t.state} --> {t.next}: {t.act} ({t.who})"
            ends |= {t.next} & CLOSED
    for end in (s for s in ReferralState if s in ends):
        yield f"    {end} --> [*]"
