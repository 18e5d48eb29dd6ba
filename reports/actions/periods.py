"""Registering periods of editions, before anything of them is out."""

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
from reports.actions.ledger_keeping import open_ledger, save_ledger
from reports.actions.managers import must_manage_statistics
from reports.disclosure.ledger import Ledger, LedgerError
from reports.enums import PeriodKind
from reports.models import EditionPeriod
from reports.periods import Period

# The half of a year that is drawn. The other follows from it and the year.
HALF, SECOND_HALF = "H1", "H2"


@action
def register_year(*, by: User | SystemActor, year: int) -> EditionPeriod:
    """Register a calendar year and its half-years; the year's period.

    Raises :class:`ActionRefused` where figures of its months are out, or it is registered.
    """
    must_manage_statistics(by)
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
    must_manage_statistics(by)
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
