"""Exact figures: registered by one, confirmed by another, and taken back by two.

One of them alone can do nothing: a false figure that counted would keep an edition from being
published for ever, and a guess that was tried would tell a number.
"""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.actions.managers import given_reason, must_manage_statistics
from reports.enums import FigureSaid
from reports.models import Edition, EditionUniverse, ExactFigure, FigureAnswer
from reports.models.edition import OPEN_EDITIONS, OVER
from reports.models.exact_figure import ExactFigureQuerySet
from reports.queries.freezing import spec_of

FEWEST_PINNED = 10
EVENTS = {
    FigureSaid.CONFIRMED: FigureEvent.FIGURE_CONFIRMED,
    FigureSaid.DECLINED: FigureEvent.FIGURE_DECLINED,
    FigureSaid.WITHDRAWN: FigureEvent.FIGURE_WITHDRAWN,
}


@action
def register_figure(*, by: User, figure: ExactFigure) -> ExactFigure:
    """Register an exact figure that somebody has made public: to be printed, or known to be out.

    It counts once a colleague has confirmed it. Raises :class:`ActionRefused` for a figure about
    nothing that is counted, about people of whom another stands, and for one to be printed in an
    edition that is made already.
    """
    must_manage_statistics(by)
    if figure.level and figure.value not in _values(figure.universe, figure.level):
        raise ActionRefused(fields={"value": _("The tables have no such value.")})
    before = _about_the_same(figure)
    if figure.is_pinned:
        _may_be_pinned(figure, before)
    figure.version = (before.aggregate(latest=Max("version"))["latest"] or 0) + 1
    if before.exclude(pk__in=before.over()).exists():
        raise ActionRefused(_("A figure about the same people is registered already."))
    figure.registered_by = by
    try:
        with transaction.atomic():
            figure.save(force_insert=True)
    except IntegrityError:
        raise ActionRefused(_("A figure about the same people is registered already.")) from None
    record(
        FigureEvent.FIGURE_REGISTERED,
        by=by,
        obj=figure,
        universe=figure.universe,
        level=figure.level,
        is_pinned=figure.is_pinned,
    )
    return figure


def _about_the_same(figure: ExactFigure) -> ExactFigureQuerySet:
    return ExactFigure.objects.filter(
        period=figure.period, universe=figure.universe, level=figure.level, value=figure.value
    )


def _may_be_pinned(figure: ExactFigure, before: ExactFigureQuerySet) -> None:
    if figure.count < FEWEST_PINNED:
        raise ActionRefused(
            fields={"count": _("A figure of fewer than ten people is never printed.")}
        )
    if figure.period.follows:
        raise ActionRefused(
            fields={
                "is_pinned": _(
                    "The second half-year follows from the year and the first half-year: no figure "
                    "is printed beside it. Register it as known."
                )
            }
        )
    made = Edition.objects.filter(period=figure.period).exclude(state__in=OVER)
    if made.exists() or _is_drawn(figure):
        raise ActionRefused(
            _("The edition of the period is made: a figure to be printed comes before it.")
        )
    # Whether a figure fits tells how many there are: about the same people it is tried once.
    if before.filter(answers__said=FigureSaid.CONFIRMED).exists():
        raise ActionRefused(
            _(
                "Another figure about these people was confirmed once and taken back. This one can "
                "be registered as known, and is not printed."
            )
        )


def _values(universe: str, level: str) -> set[str]:
    spec = spec_of(universe)
    try:
        return set(spec.variable(spec.variable_of(level)).values(level))
    except (ValueError, KeyError, StopIteration):
        return set()


@action
def confirm_figure(*, by: User, figure_id: uuid.UUID) -> FigureAnswer:
    """Say that a figure is out as a colleague has registered it: it counts from now on.

    Raises :class:`ActionRefused` for one's own figure, and where somebody has answered.
    """
    figure = _found(by, figure_id)
    if figure.registered_by_id == by.pk:
        raise ActionRefused(_("You registered the figure: a colleague looks at it."))
    if figure.is_pinned and _is_drawn(figure):
        raise ActionRefused(
            _(
                "The figures of the period are drawn without it, and it can't be printed any more. "
                "Decline it; it may be registered as known."
            )
        )
    return _answered(by, figure, FigureSaid.CONFIRMED, "")


@action
def decline_figure(*, by: User, figure_id: uuid.UUID, reason: str) -> FigureAnswer:
    """Say that a figure which nobody has confirmed is not so: it never counts.

    Also whoever registered it may. Raises :class:`ActionRefused` where somebody has answered.
    """
    return _answered(by, _found(by, figure_id), FigureSaid.DECLINED, given_reason(reason))


@action
def withdraw_figure(*, by: User, figure_id: uuid.UUID, reason: str) -> FigureAnswer:
    """Take back a figure that counts: so says one, and with a second it counts no more.

    Raises :class:`ActionRefused` where it was not confirmed, is over, is printed in an edition
    that is made, or *by* has said so already.
    """
    figure = _found(by, figure_id)
    if not figure.answers.filter(said=FigureSaid.CONFIRMED).exists():
        raise ActionRefused(_("Nobody has confirmed the figure: decline it instead."))
    if ExactFigure.objects.filter(pk=figure.pk).over().exists():
        raise ActionRefused(_("The figure counts no more already."))
    if figure.is_pinned and _is_drawn(figure):
        raise ActionRefused(
            _("The figure is printed in an edition whose figures are drawn: it stays.")
        )
    return _answered(by, figure, FigureSaid.WITHDRAWN, given_reason(reason))


def _found(by: User, figure_id: uuid.UUID) -> ExactFigure:
    must_manage_statistics(by)
    figure = ExactFigure.objects.visible_to(by).filter(pk=figure_id).first()
    if figure is None:
        raise ActionRefused(_("The figure is not there."))
    return figure


def _is_drawn(figure: ExactFigure) -> bool:
    """Whether figures of its people are drawn for its period, or are being drawn just now.

    What is drawn is never drawn again: a figure that counted before is printed beside it for ever,
    and one that did not never is.
    """
    editions = Edition.objects.filter(period=figure.period)
    drawn = EditionUniverse.objects.filter(
        edition__in=editions, universe=figure.universe, document__isnull=False
    )
    return editions.filter(state__in=OPEN_EDITIONS).exists() or drawn.exists()


def _answered(by: User, figure: ExactFigure, said: FigureSaid, reason: str) -> FigureAnswer:
    answer = FigureAnswer(figure=figure, said=said, reason=reason, answered_by=by)
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError:
        raise ActionRefused(
            _("Somebody has answered to the figure meanwhile. Look at it again.")
        ) from None
    record(EVENTS[said], by=by, obj=figure, universe=figure.universe, level=figure.level)
    return answer
