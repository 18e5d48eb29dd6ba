"""The audit page: errors and spans, exact figures and what they leave out; no raw cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from casework.models import User
from reports.disclosure.published import read
from reports.disclosure.spans import Span
from reports.enums import FigureSaid
from reports.models import Edition, EditionPeriod, EditionUniverse, ExactFigure, FigureAnswer
from reports.models.figure_answer import ENDED_BY_TWO
from reports.presentation.numbers import percent
from reports.queries.editions import refusal_words
from reports.queries.engine_words import told
from reports.queries.knowing import a_figure_waits, figures_changed_since
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
    """An exact figure, whom it is about in words, and what can be proved of those it leaves out.

    *answers* are what was said of it, oldest first.
    """

    figure: ExactFigure
    people: str
    about: str
    answers: tuple[FigureAnswer, ...] = ()
    rest: Span | None = None

    @property
    def is_declined(self) -> bool:
        """Whether it was declined before it counted."""
        return bool(self._that(FigureSaid.DECLINED))

    @property
    def withdrawals(self) -> list[FigureAnswer]:
        """Who wants it taken back: with a second it is."""
        return self._that(FigureSaid.WITHDRAWN)

    @property
    def is_withdrawn(self) -> bool:
        """Whether two have taken it back."""
        return len(self.withdrawals) >= ENDED_BY_TWO

    @property
    def is_over(self) -> bool:
        """Whether it counts no more and never will."""
        return self.is_declined or self.is_withdrawn

    @property
    def confirmed(self) -> FigureAnswer | None:
        """Who confirmed it, if somebody has."""
        return next(iter(self._that(FigureSaid.CONFIRMED)), None)

    @property
    def is_unanswered(self) -> bool:
        """Whether it waits for a colleague."""
        return self.confirmed is None and not self.is_declined

    def _that(self, said: FigureSaid) -> list[FigureAnswer]:
        return [answer for answer in self.answers if answer.said == said]


@dataclass(frozen=True)
class AnswerableRow:
    """A figure on the page of its period, and what *user* can say of it."""

    row: FigureRow
    user: User

    @property
    def may_confirm(self) -> bool:
        """A colleague of whoever registered it may."""
        return self.row.is_unanswered and self.row.figure.registered_by_id != self.user.pk

    @property
    def may_withdraw(self) -> bool:
        """Whoever has not said so yet may, of one that counts."""
        said = [answer.answered_by_id for answer in self.row.withdrawals]
        return bool(self.row.confirmed) and not self.row.is_over and self.user.pk not in said


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
    return found + hindering(edition)


def hindering(edition: Edition) -> list[str]:
    """Why *edition* can be neither approved nor published now, in sentences; mostly nothing."""
    found: list[str] = []
    if a_figure_waits():
        found.append(_("An exact figure waits for a colleague's answer."))
    if figures_changed_since(edition):
        found.append(
            _("An exact figure was confirmed or taken back after the edition was ordered.")
        )
    return found


def figures_of(period: EditionPeriod) -> list[FigureRow]:
    """The exact figures about *period*, also those that count no more."""
    found = ExactFigure.objects.filter(period=period).select_related("registered_by")
    return [row_of(figure) for figure in found.prefetch_related("answers__answered_by")]


def row_of(figure: ExactFigure) -> FigureRow:
    """One exact figure as it is shown."""
    return FigureRow(
        figure,
        universe_words(figure.universe),
        value_words(figure.level, figure.value),
        tuple(figure.answers.all()),
    )


def figures_beside(edition: Edition) -> list[FigureRow]:
    """The exact figures beside *edition*, with the span of the rest that the files leave open."""
    figures = [row for row in figures_of(edition.period) if not row.is_over]
    spans = rests_of(edition, [row.figure for row in figures]) if figures else {}
    return [replace(row, rest=_span(spans.get(row.figure.pk))) for row in figures]


def _span(kept: tuple[int, int | None] | None) -> Span | None:
    return None if kept is None else Span(*kept)
