"""Registering periods of editions, before anything of them is out."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from contextlib import suppress
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
    return _year(by, year, halved=True)


def _year(by: User | SystemActor, year: int, *, halved: bool) -> EditionPeriod:
    """Register a year, and where it is *halved* its half-years as editions of their own."""
    _in_ledger(lambda ledger: ledger.register_year(year, (HALF,) if halved else ()))
    whole = _made(by, str(year), PeriodKind.YEAR, date(year, 1, 1), date(year, 12, 31))
    if not halved:
        return whole
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

    The calendar years that it touches are registered with it, else none of them could have an
    edition once it is out; of a year whose first half-year is within it the half-years have none.
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
    for year in range(period.start.year, period.end.year + 1):
        _with_its_year(by, year, months)
    if (came := same.all().first()) is not None:
        # It is a year, or a half of one, and came with it under the name that those have.
        return came

    def register(ledger: Ledger) -> None:
        for month in months:
            ledger.register(month, [month])
        ledger.register(code, months, own_edition=True)

    _in_ledger(register)
    return _made(by, code, PeriodKind.OTHER, period.start, period.end)


def _with_its_year(by: User, year: int, months: list[str]) -> None:
    """Register a year that *months* touch, unless it is registered, or some of it is out already.

    A half-year inside them would have to keep the bound when they are drawn, and gets no edition of
    its own; a half-year that they are is one.
    """
    if EditionPeriod.objects.filter(code=str(year)).exists():
        return
    of_year = [f"{year}-{month:02}" for month in range(1, 13)]
    alone = months in (of_year, of_year[:6], of_year[6:])
    # A ledger of before may have figures of parts of the year: then the year has no edition.
    with suppress(ActionRefused):
        _year(by, year, halved=alone or not set(of_year[:6]) <= set(months))


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
