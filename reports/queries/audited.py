"""The audit page: errors and spans, exact figures and what they leave out; no raw cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from reports.disclosure.published import read
from reports.disclosure.spans import Span
from reports.models import Edition, EditionPeriod, EditionUniverse, ExactFigure
from reports.presentation.numbers import percent
from reports.queries.editions import refusal_words
from reports.queries.engine_words import told
from reports.queries.rests import rests_of
from reports.tables.levels import universe_words, value_words


@dataclass(frozen=True)
class UniverseRow:
    """One universe on the audit page: errors and what was tried, and no raw count of a cell.

    *bound* is how far a number may be from the true one; nothing where there are no figures.
    """

    name: str
    made: EditionUniverse
    because: str
    findings: tuple[str, ...]
    bound: int | None

    @property
    def median(self) -> str:
        """The median error of large numbers, as the certificate says it."""
        return percent(self.made.median_share)


@dataclass(frozen=True)
class FigureRow:
    """An exact figure, whom it is about in words, and what can be proved of those it leaves out."""

    figure: ExactFigure
    people: str
    about: str
    rest: Span | None = None


def universes_of(edition: Edition) -> list[UniverseRow]:
    """What was made and audited of *edition*, in order."""
    return [
        UniverseRow(
            universe_words(made.universe),
            made,
            refusal_words(made.refused_because),
            tuple(map(told, made.findings)),
            _bound(made),
        )
        for made in EditionUniverse.objects.filter(edition=edition).defer("document")
    ]


def _bound(made: EditionUniverse) -> int | None:
    """As it was kept; of rows of before, and of them alone, the document is read."""
    if made.bound is None and not made.refused_because:
        return read(bytes(made.document or b"")).bound
    return made.bound


def against(edition: Edition, universes: list[UniverseRow]) -> list[str]:
    """What speaks against approving *edition*, in sentences: as far as a program can tell."""
    found = [
        _("%(part)s: the audit found something.") % {"part": row.name}
        for row in universes
        if row.findings
    ]
    found += [
        _("%(part)s: the largest error is beyond the span.") % {"part": row.name}
        for row in universes
        if row.bound is not None and row.made.largest_error > row.bound
    ]
    if ExactFigure.objects.filter(registered_at__gt=edition.ordered_at).exists():
        found.append(_("An exact figure was registered after the edition was ordered."))
    return found


def figures_of(period: EditionPeriod) -> list[FigureRow]:
    """The exact figures about *period*."""
    found = ExactFigure.objects.filter(period=period).select_related("registered_by")
    return [FigureRow(f, universe_words(f.universe), value_words(f.level, f.value)) for f in found]


def figures_beside(edition: Edition) -> list[FigureRow]:
    """The exact figures beside *edition*, with the span of the rest that the files leave open."""
    figures = figures_of(edition.period)
    spans = rests_of(edition, [row.figure for row in figures]) if figures else {}
    return [replace(row, rest=_span(spans.get(row.figure.pk))) for row in figures]


def _span(kept: tuple[int, int | None] | None) -> Span | None:
    return None if kept is None else Span(*kept)
