"""Every pair of acts at the same moment: whoever comes second finds what the first has made of it.

One begins and has not committed yet when another does something with the same referral. That one
waits, and is then measured by the table of the state that the first left. Pairs that read alike in
the table, whatever the kind, are tried once.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import product
from time import monotonic, sleep

import pytest
from django.db import connection

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.models import User
from referrals import machine
from referrals.actions.moving import move_referral
from referrals.enums import Act, ReferralKind, ReferralState, Side
from referrals.machine import Transition
from referrals.models import Referral, ReferralEvent
from tests.conftest import MakeUser
from tests.referrals.build import People, content, drafted, moved, of_file, people, said_for, way_to

Pair = tuple[Transition, Transition]
# A report goes to a social service, and to no other unit.
RECEIVER = dict.fromkeys(ReferralKind, "mika") | {ReferralKind.REPORT: "socialjour"}
BY_PEOPLE = (Side.SENDER, Side.RECEIVER)


def all_pairs() -> dict[ReferralState, list[Pair]]:
    """Every ordered pair of acts that people may do in a state, the same act twice included."""
    found: dict[tuple[object, ...], Pair] = {}
    for kind, state in product(ReferralKind, ReferralState):
        steps = [step for step in machine.possible(kind, state) if step.who in BY_PEOPLE]
        for first, second in product(steps, steps):
            after = machine.transition(kind, first.next, second.act)
            key = (state, first.act, first.next, second.act, second.who, after and after.next)
            found.setdefault(key, (first, second))
    by_state: dict[ReferralState, list[Pair]] = {}
    for first, second in found.values():
        by_state.setdefault(first.state, []).append((first, second))
    return by_state


PAIRS = all_pairs()


def test_no_act_of_the_table_is_left_out() -> None:
    tried = {(first.state, first.act) for pairs in PAIRS.values() for first, _second in pairs}
    assert tried == {(step.state, step.act) for step in machine.TABLE if step.who in BY_PEOPLE}


def in_state(who: People, kind: ReferralKind, state: ReferralState) -> Referral:
    way = way_to(kind, state)
    assert way is not None
    if kind == ReferralKind.HANDOVER:
        return moved(of_file(who.sender, kind), who, *way)
    return moved(drafted(who.sender, said=content(kind, RECEIVER[kind])), who, *way)


def does(by: User, step: Transition, referral: Referral, who: People) -> None:
    move_referral(
        by=by,
        referral_id=referral.pk,
        act=step.act,
        said=said_for(step.act, who.receiver_colleague),
    )


def second_to(by: User, step: Transition, referral: Referral, who: People) -> bool:
    """Whether *by* could do it; in a connection of its own."""
    try:
        with acting_as(by):
            does(by, step, referral, who)
    except ActionRefused:
        return False
    finally:
        connection.close()
    return True


def waits(found: Future[bool]) -> bool:
    """Whether *found* stands still before a lock, soon; not if it was done without one."""
    until = monotonic() + 20
    while not found.done() and monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return True
        sleep(0.002)
    return False


def history(who: People, referral: Referral) -> Iterator[ReferralEvent]:
    with acting_as(who.sender):
        yield from ReferralEvent.objects.filter(referral=referral).order_by("at", "id")


@pytest.mark.parametrize("state", PAIRS)
def test_whoever_comes_second_meets_the_state_that_the_first_left(
    commit_user: MakeUser, state: ReferralState
) -> None:
    at = {to: people(commit_user, to) for to in {RECEIVER[row.kind] for row, _ in PAIRS[state]}}
    outcomes = set()
    with ThreadPoolExecutor(1) as pool:
        for first, second in PAIRS[state]:
            who = at[RECEIVER[first.kind]]
            sides = {Side.SENDER: who.sender, Side.RECEIVER: who.receiver}
            referral = in_state(who, first.kind, state)
            if first.act == Act.HAND_BACK:
                moved(referral, who, Act.TAKE)
            before = len(list(history(who, referral)))
            with acting_as(sides[first.who]):
                does(sides[first.who], first, referral, who)
                found = pool.submit(second_to, sides[second.who], second, referral, who)
                assert waits(found), (first, second.act)
            done = found.result(timeout=60)
            after = machine.transition(first.kind, first.next, second.act)
            # What the table does not know in the new state is refused, whatever was on the screen.
            assert not done or after is not None, (first, second.act)
            events = list(history(who, referral))
            assert len(events) == before + 1 + done, (first, second.act)
            with acting_as(who.sender):
                referral.refresh_from_db()
            assert referral.state == (after.next if done and after else first.next)
            for event in events:
                step = machine.transition(first.kind, event.from_state, event.act)
                assert step is not None
                assert step.next == event.to_state
            outcomes.add((done, after is not None))
    # Where more than one thing can be done, some of what comes second still can, and is.
    assert (True, True) in outcomes or len(PAIRS[state]) == 1
