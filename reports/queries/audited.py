"""The audit page: errors and spans, exact figures and what they leave out; no raw cell."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reports.disclosure.published import Published, read
from reports.disclosure.spans import Span, rests
from reports.enums import EditionState
from reports.models import Edition, EditionPeriod, EditionUniverse, ExactFigure
from reports.presentation.numbers import percent
from reports.queries.editions import refusal_words
from reports.queries.engine_words import told
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
            read(bytes(made.document)).bound if made.document is not None else None,
        )
        for made in EditionUniverse.objects.filter(edition=edition)
    ]


def figures_of(period: EditionPeriod) -> list[FigureRow]:
    """The exact figures about *period*."""
    found = ExactFigure.objects.filter(period=period).select_related("registered_by")
    return [FigureRow(f, universe_words(f.universe), value_words(f.level, f.value)) for f in found]


def figures_beside(edition: Edition) -> list[FigureRow]:
    """The exact figures beside *edition*, with the span of the rest that the files leave open."""
    figures = figures_of(edition.period)
    spans = _rests(edition, [row.figure for row in figures])
    return [
        FigureRow(row.figure, row.people, row.about, spans.get(row.figure.pk)) for row in figures
    ]


def _rests(edition: Edition, figures: Iterable[ExactFigure]) -> dict[uuid.UUID, Span | None]:
    """By figure. Asked of *edition* and all that is published, of all that is out exactly."""
    universes = {figure.universe for figure in figures}
    documents = _documents(edition, universes) if universes else {}
    found: dict[uuid.UUID, Span | None] = {}
    for universe, editions in documents.items():
        out = [
            figure
            for figure in ExactFigure.objects.filter(universe=universe).select_related("period")
            if figure.period.code in editions[-1].periods
        ]
        asked = [(figure.period.code, figure.at, figure.count) for figure in out]
        spans = zip(out, rests(editions, asked), strict=True)
        found |= {figure.pk: span for figure, span in spans}
    return found


def _documents(edition: Edition, universes: set[str]) -> dict[str, list[Published]]:
    """What *edition* and the published ones say, by universe; *edition* itself last."""
    found: dict[str, list[Published]] = defaultdict(list)
    own = EditionUniverse.objects.filter(edition=edition)
    others = EditionUniverse.objects.filter(edition__state=EditionState.PUBLISHED)
    for rows in (others.exclude(edition=edition), own):
        for row in rows.filter(universe__in=universes, document__isnull=False):
            found[row.universe].append(read(bytes(row.document or b"")))
    ours = set(own.filter(document__isnull=False).values_list("universe", flat=True))
    return {universe: editions for universe, editions in found.items() if universe in ours}
