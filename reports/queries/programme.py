"""The programme for its screens, and as the tables of a report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from casework.models import Board, User
from reports.models import ProgrammeAim, ProgrammeMeasure
from reports.models.programme import ProgrammeAimQuerySet, ProgrammeMeasureQuerySet
from reports.programme_enums import MeasureState

# The overall aims are followed up every fourth year (the programme of 2006, section 6).
ROUND = 4


def aims_of(user: User) -> ProgrammeAimQuerySet:
    """The aims, in their order."""
    return ProgrammeAim.objects.visible_to(user)


def measures_of(user: User) -> ProgrammeMeasureQuerySet:
    """The measures, with what a list says of them."""
    return ProgrammeMeasure.objects.visible_to(user).select_related("aim", "board")


def narrowed(rows: ProgrammeMeasureQuerySet, wanted: dict[str, Any]) -> ProgrammeMeasureQuerySet:
    """*rows* narrowed by the answers of the filter; an empty answer narrows nothing."""
    found = Q()
    for name in ("year", "aim", "board", "state"):
        if wanted.get(name):
            found &= Q(**{name: wanted[name]})
    for word in str(wanted.get("words", "")).split():
        found &= Q(title__icontains=word) | Q(planned__icontains=word) | Q(answer__icontains=word)
    return rows.filter(found)


def planned_years(user: User) -> list[int]:
    """The years that there is a plan of, and this one, the latest first."""
    years = ProgrammeMeasure.objects.visible_to(user).order_by().values_list("year", flat=True)
    return sorted({*years.distinct(), timezone.localdate().year}, reverse=True)


def boards_named(user: User) -> list[Board]:
    """The boards that some measure is of."""
    named = ProgrammeMeasure.objects.visible_to(user).order_by().values("board")
    return list(Board.objects.filter(pk__in=named))


@dataclass(frozen=True)
class Line:
    """One measure as a table says it. Plain words: it can be kept as it was."""

    year: int
    board: str
    title: str
    planned: str
    state: str
    state_words: str
    answer: str


@dataclass(frozen=True)
class AimOfYears:
    """An aim with its measures of some years, and what has become of them by year."""

    title: str
    position: int
    years: str
    lines: tuple[Line, ...]
    # By year, then by state: how many. Every year and every state stands, also with none.
    counts: dict[int, dict[str, int]]

    @property
    def rows(self) -> list[tuple[str, str, list[int]]]:
        """Each state with its words and how many of each year, the earliest first."""
        return [
            (state, str(words), [by_state[state] for by_state in self.counts.values()])
            for state, words in MeasureState.choices
        ]


@dataclass(frozen=True)
class ProgrammeTables:
    """The programme from *first* to *last*: exact, for it is our own work and nobody's life."""

    first: int
    last: int
    aims: tuple[AimOfYears, ...]

    @property
    def years(self) -> list[int]:
        """The years, the earliest first."""
        return list(range(self.first, self.last + 1))


def programme_tables(user: User, last: int, *, years: int = ROUND) -> ProgrammeTables:
    """The *years* years up to *last*, aim by aim, as *user* may see them. Two queries."""
    first = last - years + 1
    by_aim: dict[object, list[ProgrammeMeasure]] = {}
    wanted = measures_of(user).filter(year__gte=first, year__lte=last)
    for measure in wanted.order_by("year", "board__name", "title", "id"):
        by_aim.setdefault(measure.aim_id, []).append(measure)
    aims = aims_of(user).holding_in(first, last)
    return ProgrammeTables(
        first,
        last,
        tuple(_aim(aim, by_aim.get(aim.pk, []), range(first, last + 1)) for aim in aims),
    )


def _aim(aim: ProgrammeAim, measures: list[ProgrammeMeasure], years: range) -> AimOfYears:
    counted = Counter((measure.year, measure.state) for measure in measures)
    return AimOfYears(
        title=aim.title,
        position=aim.position,
        years=aim.years,
        lines=tuple(map(_line, measures)),
        counts={
            year: {str(state): counted[year, state.value] for state in MeasureState}
            for year in years
        },
    )


def _line(measure: ProgrammeMeasure) -> Line:
    return Line(
        year=measure.year,
        board=measure.board.name,
        title=measure.title,
        planned=measure.planned,
        state=measure.state,
        state_words=str(MeasureState(measure.state).label),
        answer=measure.answer,
    )
