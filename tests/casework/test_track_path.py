"""The six steps, the deadlines and the clocks: plain functions, and the lists that they read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from django.utils import translation

from casework.clocks import Clock, Reading, reading
from casework.models import Person
from casework.trafficking.data import grounds, indicator_groups, indicators, times
from casework.trafficking.deadlines import (
    appeal_deadline,
    claim_deadline,
    decision_expected,
    reflection_end,
    reintegration_end,
)
from casework.trafficking.enums import ClaimState, ReturnState, Suspicion
from casework.trafficking.path import Support, TrackFacts, path_of
from casework.trafficking.transitions import CLAIM, RETURN

DAY = date(2026, 3, 1)


def states(facts: TrackFacts) -> list[str]:
    return [step.state.value for step in path_of(facts)]


def test_nothing_recorded_begins_with_identification() -> None:
    assert states(TrackFacts()) == ["next", "later", "later", "later", "later", "later"]


def test_indicators_alone_leave_identification_under_way() -> None:
    facts = TrackFacts(observed_on=DAY)
    assert states(facts) == ["ongoing", "next", "later", "later", "later", "later"]


def test_a_suspicion_leads_on_to_protection() -> None:
    facts = TrackFacts(suspicion="suspected", status_on=DAY)
    assert states(facts) == ["done", "next", "later", "later", "later", "later"]


@pytest.mark.parametrize("suspicion", [Suspicion.NONE, Suspicion.RULED_OUT])
def test_without_a_suspicion_nothing_is_next_and_nothing_advised(suspicion: str) -> None:
    steps = path_of(TrackFacts(suspicion=suspicion, status_on=DAY))
    assert [step.state.value for step in steps] == ["done", *["later"] * 5]
    assert {str(step.advice) for step in steps} == {""}


def test_each_step_is_derived_from_its_own_facts() -> None:
    facts = TrackFacts(
        suspicion="confirmed",
        status_on=DAY,
        supports=(
            Support("acute", "Boende", DAY, DAY),
            Support("initial", "Samtal", DAY, None),
        ),
        told_police_on=DAY,
        return_state="reintegrated",
        return_on=DAY,
    )
    assert states(facts) == ["done", "done", "ongoing", "next", "ongoing", "done"]


def test_a_reflection_period_is_initial_support_and_a_court_permit_the_process() -> None:
    facts = TrackFacts(
        suspicion="presumed", status_on=DAY, reflection_applied_on=DAY, court_permit_on=DAY
    )
    assert states(facts) == ["done", "next", "ongoing", "later", "ongoing", "later"]


def test_the_path_holds_no_number_that_ranks_anybody() -> None:
    step = path_of(TrackFacts(suspicion="presumed", status_on=DAY))[0]
    assert sorted(vars(step)) == ["advice", "code", "facts", "state"]


def test_a_reflection_period_has_thirty_days_and_both_ends_count() -> None:
    assert reflection_end(date(2026, 3, 1), times()) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 9, 30)),
        (date(2026, 3, 31), date(2026, 9, 30)),
        (date(2026, 4, 1), date(2026, 12, 31)),
        (date(2026, 10, 5), date(2027, 6, 30)),
    ],
)
def test_a_claim_is_in_six_months_after_its_first_quarter(first: date, last: date) -> None:
    assert claim_deadline(first, times()) == last


def test_other_deadlines() -> None:
    assert decision_expected(date(2026, 2, 27), times()) == date(2026, 3, 2)
    assert reintegration_end(date(2026, 8, 31), times()) == date(2027, 2, 28)
    assert appeal_deadline(date(2026, 3, 1), times()) == date(2026, 3, 22)


def clock(*, ends: bool) -> Clock:
    return Clock(Person(pseudonym="Ärla-1"), "x", "X", DAY, "Chef", "/", ends, "What now?")


@pytest.mark.parametrize(
    ("ends", "days", "expected"),
    [
        (True, 20, Reading("info", "Ends in 20 days.", is_late=False)),
        (True, 6, Reading("warning", "Ends in 6 days.", is_late=False)),
        (True, 1, Reading("danger", "Ends in 1 day.", is_late=False)),
        (True, 0, Reading("danger", "Ends today.", is_late=False)),
        (True, -2, Reading("danger", "Ended 2 days ago. What now?", is_late=True)),
        (False, 11, Reading("info", "11 days left.", is_late=False)),
        (False, 0, Reading("danger", "Due today.", is_late=False)),
        (False, -1, Reading("danger", "1 day late. What now?", is_late=True)),
    ],
)
def test_a_clock_says_in_words_what_its_colour_says(
    *, ends: bool, days: int, expected: Reading
) -> None:
    with translation.override("en"):
        assert reading(clock(ends=ends), days, 10, 3) == expected


def test_a_clock_speaks_swedish() -> None:
    with translation.override("sv"):
        assert reading(clock(ends=True), 6, 10, 3).words == "Slutar om 6 dagar."


def test_a_clock_counts_days_of_the_calendar_over_the_change_of_hours() -> None:
    over = Clock(Person(), "x", "X", date(2026, 3, 30), "Chef", "/", ends=True)
    with translation.override("en"):
        shown = over.on(date(2026, 3, 28), warn_days=10, urgent_days=3)
    assert shown.words == "Ends in 2 days."


def test_every_indicator_has_both_languages_a_group_and_is_marked_as_ours_or_not() -> None:
    listed = [i for group in indicator_groups() for i in group.indicators]
    assert len(listed) == len(indicators()) > 20
    assert all(i.label.sv and i.label.en for i in listed)
    assert {i.is_ours for i in listed} == {True, False}
    assert all(group.indicators for group in indicator_groups())


def test_every_ground_asks_something_and_none_is_confirmed_by_us() -> None:
    assert all(ground.questions for ground in grounds().values())
    assert not any(ground.confirmed for ground in grounds().values())
    apart = [code for code, ground in grounds().items() if ground.contact_details_only]
    assert apart == ["contact-details-request"]


def test_the_tables_of_steps_name_every_state_and_lead_somewhere() -> None:
    assert set(RETURN) == set(ReturnState)
    assert set(CLAIM) == set(ClaimState)
    for earlier, later in pairwise([s for s in ReturnState if s != ReturnState.BROKEN_OFF]):
        assert RETURN[earlier] == (later, ReturnState.BROKEN_OFF)
