"""Under 18, or possibly under 18, is a child in every rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.actions.persons import AgeGiven
from casework.ages import child_until, child_until_known
from casework.enums import AgeSource

DAY = date(2026, 3, 14)
STATED, ASSESSED, DOCUMENTED = AgeSource.STATED, AgeSource.ASSESSED, AgeSource.DOCUMENTED


def said(
    source: AgeSource,
    years_from: int | None = None,
    years_to: int | None = None,
    *,
    possibly: bool = False,
    day: date = DAY,
) -> AgeGiven:
    return AgeGiven(source, years_from, years_to, possibly, day)


@pytest.mark.parametrize(
    ("statements", "until"),
    [
        ([], None),
        ([said(STATED, 31, 31)], None),
        ([said(STATED, 18, 18)], None),
        ([said(STATED, 16, 16)], date(2028, 3, 14)),
        # The youngest age that the words allow.
        ([said(ASSESSED, 15, 20)], date(2029, 3, 14)),
        ([said(ASSESSED, None, 16)], date(2044, 3, 14)),
        ([said(ASSESSED, None, 40)], None),
        ([said(ASSESSED, 25, None)], None),
        ([said(ASSESSED, possibly=True)], date(2044, 3, 14)),
        ([said(ASSESSED, 20, 25, possibly=True)], date(2044, 3, 14)),
        ([said(ASSESSED, 16, 25, possibly=True)], date(2028, 3, 14)),
        # Two that differ: a child as long as either says so.
        ([said(STATED, 20, 20), said(ASSESSED, 16, 17)], date(2028, 3, 14)),
        # A later one of the same kind takes the place of the earlier.
        ([said(STATED, 16, 16), said(STATED, 20, 20, day=date(2026, 4, 1))], None),
        # A document decides alone, whichever way it says.
        ([said(ASSESSED, 16, 17), said(DOCUMENTED, 19, 19)], None),
        ([said(STATED, 22, 22), said(DOCUMENTED, 17, 17)], date(2027, 3, 14)),
        ([said(STATED, 0, 0, day=date(2024, 2, 29))], date(2042, 3, 1)),
    ],
)
def test_until_when(statements: list[AgeGiven], until: date | None) -> None:
    assert child_until(statements) == until


@pytest.mark.parametrize(
    ("statements", "until_known"),
    [
        ([said(ASSESSED, possibly=True)], True),
        ([said(ASSESSED, 20, 25, possibly=True)], True),
        ([said(ASSESSED, None, 16)], True),
        ([said(STATED, 16, 16), said(ASSESSED, possibly=True)], True),
        ([said(ASSESSED, 16, 25, possibly=True)], False),
        ([said(STATED, 16, 16)], False),
        ([said(ASSESSED, possibly=True), said(DOCUMENTED, 17, 17)], False),
        ([said(ASSESSED, possibly=True), said(ASSESSED, 17, 17, day=date(2026, 4, 1))], False),
        ([], False),
    ],
)
def test_until_the_age_is_known(statements: list[AgeGiven], until_known: bool) -> None:
    assert child_until_known(statements) is until_known


@given(st.integers(0, 17), st.integers(0, 30))
def test_whoever_is_said_to_be_a_child_is_one_that_day(youngest: int, more: int) -> None:
    until = child_until([said(ASSESSED, youngest, youngest + more)])
    assert until is not None
    assert until > DAY
