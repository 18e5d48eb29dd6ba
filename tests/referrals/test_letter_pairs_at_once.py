"""Every pair of acts with a letter to a municipality at the same moment, and two letters to one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from itertools import count, product

import pytest
from django.db import connection
from django.utils import timezone

from casework.actions.base import ActionRefused
from casework.actors import CLOCK, acting_as
from casework.enums import AgreementStatus, Role
from casework.models import Municipality, User
from referrals.actions.letters import drop_letter, register_sent, write_letter
from referrals.letter_enums import DropReason, LetterState, LetterWay
from referrals.models import MunicipalityLetter
from tests.conftest import MakeUser
from tests.referrals.test_pairs_at_once import waits

S = LetterState
# What each act leads to, and what may follow upon what.
TABLE: dict[S, tuple[S, ...]] = {
    S.PREPARED: (S.WRITTEN, S.DROPPED),
    S.WRITTEN: (S.WRITTEN, S.SENT, S.DROPPED),
    S.SENT: (),
    S.DROPPED: (),
}


def write(by: User, pk: uuid.UUID) -> None:
    write_letter(by=by, letter_id=pk)


def send(by: User, pk: uuid.UUID) -> None:
    register_sent(by=by, letter_id=pk, sent_on=timezone.localdate(), way=LetterWay.POST)


def drop(by: User, pk: uuid.UUID) -> None:
    drop_letter(by=by, letter_id=pk, because=DropReason.MISTAKE)


ACTS: dict[S, Callable[[User, uuid.UUID], None]] = {S.WRITTEN: write, S.SENT: send, S.DROPPED: drop}
Letters = Iterator[MunicipalityLetter]


def letters() -> Letters:
    """Letters that wait to be written: of another municipality each, as long as there are some."""
    today = timezone.localdate()
    rows = [
        m for m in Municipality.objects.all() if m.agreement_on(today) == AgreementStatus.NOT_JOINED
    ]
    for number in count():
        quarter = date(2000 + number // len(rows), 1, 1)
        made = MunicipalityLetter(municipality=rows[number % len(rows)], quarter=quarter)
        with acting_as(CLOCK):
            MunicipalityLetter.objects.bulk_create([made])
        yield made


def at_the_same_moment(by: User, first: Callable[[], None], second: Callable[[], None]) -> bool:
    """*first*, and before it is committed *second*; whether that one was done."""

    def elsewhere() -> bool:
        try:
            with acting_as(by):
                second()
        except ActionRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(1) as pool:
        with acting_as(by):
            first()
            found = pool.submit(elsewhere)
            assert waits(found)
        return found.result(timeout=60)


def state_of(by: User, letter: MunicipalityLetter) -> str:
    with acting_as(by):
        letter.refresh_from_db()
    return letter.state


@pytest.mark.parametrize("state", [state for state, after in TABLE.items() if after])
def test_whoever_comes_second_meets_the_letter_that_the_first_left(
    commit_user: MakeUser, state: LetterState
) -> None:
    by = commit_user(Role.UNIT_WORKER, "stab")
    made = letters()
    for first, second in product(TABLE[state], TABLE[state]):
        letter = next(made)
        if state == S.WRITTEN:
            write(by, letter.pk)
        acts = (partial(ACTS[to], by, letter.pk) for to in (first, second))
        done = at_the_same_moment(by, *acts)
        assert done == (second in TABLE[first]), (first, second)
        assert state_of(by, letter) == (second if done else first)


def test_of_two_letters_to_one_municipality_one_is_sent(commit_user: MakeUser) -> None:
    by = commit_user(Role.UNIT_WORKER, "stab")
    one = next(letters())
    other = MunicipalityLetter(municipality=one.municipality, quarter=date(2001, 4, 1))
    with acting_as(CLOCK):
        MunicipalityLetter.objects.bulk_create([other])
    for letter in (one, other):
        write(by, letter.pk)
    assert not at_the_same_moment(by, partial(send, by, one.pk), partial(send, by, other.pk))
    assert (state_of(by, one), state_of(by, other)) == (S.SENT, S.WRITTEN)
