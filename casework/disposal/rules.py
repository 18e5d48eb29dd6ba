"""Keep or destroy: a pure function of the file, the rules and the day.

Nothing here asks the clock, the database or a setting. The reference date is that of the last note,
and is worked out anew each time somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from casework.disposal.words import Basis, Reason


@dataclass(frozen=True)
class Rules:
    """The rules in force from a day for files about *about*, as the law or a board has set them.

    *reference* is the code of the statute in ``legal_references.toml``.
    """

    name: str
    about: frozenset[str]
    valid_from: date
    reference: str
    source: str
    years_after_last_note: int
    child_investigation_until_age: int
    years_after_concern: int
    keep_placements: bool
    research_counties: frozenset[str] = frozenset()
    research_municipalities: frozenset[str] = frozenset()
    research_birth_days: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Hold:
    """Why a file must not be destroyed, until a day or until it is lifted."""

    until_day: date | None = None

    def binds_on(self, day: date) -> bool:
        """Whether it still holds on *day*, the last one included."""
        return self.until_day is None or day <= self.until_day


@dataclass(frozen=True)
class Facts:
    """What the rules ask about one file. *adult_from* is the day the person turned 18, if known."""

    last_note: date
    basis: Basis = Basis.ORDINARY
    adult_from: date | None = None
    birth_day: int | None = None
    county: str = ""
    municipality: str = ""
    has_open_case: bool = False
    has_request: bool = False
    has_active_link: bool = False
    holds: Sequence[Hold] = ()


@dataclass(frozen=True)
class Verdict:
    """Whether a file may be destroyed, why, counted from which day, and by when it has to be.

    *rules* names those that were asked.
    """

    destroy: bool
    reason: Reason
    reference_date: date
    destroy_from: date | None = None
    finish_by: date | None = None
    rules: str = ""


def years_after(day: date, years: int) -> date:
    """The same day so many years later; the first of March for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def rules_for(all_rules: Sequence[Rules], about: str, day: date) -> Rules | None:
    """The rules in force on *day* for a file about *about*; the latest that had begun.

    Who the file is about picks them: an exploited person's and a suspected buyer's each have their
    own, so that a board changes one without the other.
    """
    begun = [rules for rules in all_rules if about in rules.about and rules.valid_from <= day]
    return max(begun, key=lambda rules: rules.valid_from, default=None)


def decide(facts: Facts, rules: Rules | None, day: date) -> Verdict:
    """Whether *rules* keep or destroy the file that *facts* tell of, on *day*."""
    if rules is None:
        return Verdict(destroy=False, reason=Reason.UNKNOWN_RULES, reference_date=facts.last_note)
    kept = _always_kept(facts, rules)
    if kept is not None:
        return Verdict(destroy=False, reason=kept, reference_date=facts.last_note, rules=rules.name)
    start, reason = _time_up(facts, rules)
    finish_by = date(start.year + 1, 12, 31)
    if day < start:
        reason, destroy = Reason.NOT_YET, False
    else:
        hindrance = _hindrance(facts, day)
        reason, destroy = (reason, True) if hindrance is None else (hindrance, False)
    return Verdict(destroy, reason, facts.last_note, start, finish_by, rules.name)


def _always_kept(facts: Facts, rules: Rules) -> Reason | None:
    """Why a file is never destroyed, whatever time has passed."""
    if facts.basis == Basis.PLACEMENT and rules.keep_placements:
        return Reason.PLACEMENT
    if (
        facts.county in rules.research_counties
        or facts.municipality in rules.research_municipalities
    ):
        return Reason.RESEARCH_AREA
    if facts.birth_day in rules.research_birth_days:
        return Reason.RESEARCH_SAMPLE
    return None


def _time_up(facts: Facts, rules: Rules) -> tuple[date, Reason]:
    """The first day on which the file may be destroyed, and by which rule."""
    years = rules.years_after_last_note
    if facts.basis == Basis.CONCERN_ONLY:
        years = rules.years_after_concern
    start = years_after(facts.last_note, years)
    if facts.basis != Basis.CHILD_INVESTIGATION:
        return start, Reason.FIVE_YEARS
    until_age = rules.child_investigation_until_age
    # Of an unknown age the person may have been born yesterday: the longest time is the safe one.
    thirty = (
        years_after(facts.adult_from, until_age - 18)
        if facts.adult_from is not None
        else years_after(facts.last_note, until_age)
    )
    return max(start, thirty), Reason.AGE_OF_THIRTY


def _hindrance(facts: Facts, day: date) -> Reason | None:
    """What keeps a file whose time is up, for as long as it lasts."""
    if facts.has_open_case:
        return Reason.OPEN_CASE
    if any(hold.binds_on(day) for hold in facts.holds):
        return Reason.HELD
    if facts.has_request:
        return Reason.EXTRACT
    return Reason.LINKED if facts.has_active_link else None
