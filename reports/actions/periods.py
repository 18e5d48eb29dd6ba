"""Registering periods of editions and exact figures, before anything of them is out."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.access import can_see_follow_up
from reports.actions.ledger_keeping import open_ledger, save_ledger
from reports.disclosure.ledger import Ledger, LedgerError
from reports.enums import EditionState, PeriodKind
from reports.models import Edition, EditionPeriod, ExactFigure
from reports.models.edition import OVER
from reports.periods import Period
from reports.queries.freezing import spec_of

# The half of a year that is drawn. The other follows from it and the year.
HALF, SECOND_HALF = "H1", "H2"
FEWEST_PINNED = 10


def _may(by: User | SystemActor) -> None:
    if isinstance(by, User) and not can_see_follow_up(by):
        raise ActionRefused(_("Only a statistics manager works on editions."))


@action
def register_year(*, by: User | SystemActor, year: int) -> EditionPeriod:
    """Register a calendar year and its half-years; the year's period.

    Raises :class:`ActionRefused` where figures of its months are out, or it is registered.
    """
    _may(by)
    _in_ledger(lambda ledger: ledger.register_year(year, (HALF,)))
    whole = _made(by, str(year), PeriodKind.YEAR, date(year, 1, 1), date(year, 12, 31))
    halves = {
        HALF: (date(year, 1, 1), date(year, 6, 30)),
        SECOND_HALF: (date(year, 7, 1), date(year, 12, 31)),
    }
    for half, (start, end) in halves.items():
        _made(by, f"{year}-{half}", PeriodKind.HALF_YEAR, start, end)
    return whole


@action
def register_period(*, by: User, code: str, start: date, end: date) -> EditionPeriod:
    """Register whole months, from that of *start* to that of *end*, as a period of its own.

    Raises :class:`ActionRefused` where figures of its months are out, the code is taken, or the
    same months are registered already: each period of them would be one more guess at its figures.
    """
    _may(by)
    last = calendar.monthrange(end.year, end.month)[1]
    period = Period(start.replace(day=1), end.replace(day=last))
    same = EditionPeriod.objects.filter(start=period.start, end=period.end)
    if (found := same.values_list("code", flat=True).first()) is not None:
        raise ActionRefused(
            _("These months are registered already, as %(code)s.") % {"code": found}
        )
    months = period.months()

    def register(ledger: Ledger) -> None:
        for month in months:
            ledger.register(month, [month])
        ledger.register(code, months, own_edition=True)

    _in_ledger(register)
    return _made(by, code, PeriodKind.OTHER, period.start, period.end)


def _in_ledger(register: Callable[[Ledger], None]) -> None:
    opened = open_ledger(why="register")
    try:
        register(opened.ledger)
    except LedgerError:
        raise ActionRefused(
            _(
                "Figures of some of these months are out already, or the period is registered as "
                "something else. A period is registered before anything of it is published."
            )
        ) from None
    save_ledger(opened, why="register")


def _made(
    by: User | SystemActor, code: str, kind: PeriodKind, start: date, end: date
) -> EditionPeriod:
    period = EditionPeriod(
        code=code,
        kind=kind,
        start=start,
        end=end,
        registered_by=by if isinstance(by, User) else None,
    )
    try:
        with transaction.atomic():
            period.save(force_insert=True)
    except IntegrityError:
        raise ActionRefused(_("The period is registered already.")) from None
    record(FigureEvent.PERIOD_REGISTERED, by=by, obj=period, code=code, kind=kind.value)
    return period


@action
def register_figure(*, by: User, figure: ExactFigure) -> ExactFigure:
    """Register an exact figure that somebody has made public: to be printed, or known to be out.

    Raises :class:`ActionRefused` for a figure about nothing that is counted, and for one to be
    printed in an edition that is made already.
    """
    _may(by)
    if figure.level and figure.value not in _values(figure.universe, figure.level):
        raise ActionRefused(fields={"value": _("The tables have no such value.")})
    if figure.is_pinned:
        _may_be_pinned(figure)
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


def _may_be_pinned(figure: ExactFigure) -> None:
    if figure.count < FEWEST_PINNED:
        raise ActionRefused(
            fields={"count": _("A figure of fewer than ten people is never printed.")}
        )
    editions = Edition.objects.filter(period=figure.period).exclude(state__in=OVER)
    if editions.exclude(state=EditionState.DRAFT).exists():
        raise ActionRefused(
            _("The edition of the period is made: a figure to be printed comes before it.")
        )


def _values(universe: str, level: str) -> set[str]:
    spec = spec_of(universe)
    try:
        return set(spec.variable(spec.variable_of(level)).values(level))
    except (ValueError, KeyError, StopIteration):
        return set()
