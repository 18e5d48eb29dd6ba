"""What the clock does with editions: last year's is prepared, and what was left behind goes on."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from casework.actions.base import action
from casework.actions.sweeping import each, hold_left
from casework.actors import RELEASER, SystemActor, acting_as
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.queries.left_behind import READ, LeftBehind
from reports.actions.editions import order_edition
from reports.actions.ledger_keeping import open_ledger, save_ledger
from reports.actions.periods import register_year
from reports.actions.preparing import MOST_ATTEMPTS, send_when_committed
from reports.enums import EditionState, RefusedBecause
from reports.models import Edition, EditionPeriod
from reports.models.edition import OPEN_EDITIONS
from reports.models.report_request import STALE


def prepare_last_year(*, by: SystemActor, today: date) -> Edition | None:
    """Begin the edition of the year before *today*, unless there has been one."""
    code = str(today.year - 1)
    with acting_as(by):
        period = EditionPeriod.objects.filter(code=code).first()
        if period is not None and period.editions.exists():
            return None
    if period is None:
        period = register_year(by=by, year=today.year - 1)
    return order_edition(by=by, period=period)


def sweep_editions(*, by: SystemActor) -> int:
    """Put back the editions that nobody has given a sign of life for; how many."""
    with acting_as(RELEASER):
        waiting = Edition.objects.filter(
            state__in=OPEN_EDITIONS, seen_at__lt=timezone.now() - STALE
        ).order_by("seen_at", "id")
        left = [LeftBehind(*row) for row in waiting.values_list(*READ)]
    return each(left, lambda edition: requeue_edition(by=by, edition=edition))


@action
def requeue_edition(*, by: SystemActor, edition: LeftBehind) -> None:
    """Send an edition to the workers again; after too many attempts it is refused instead."""
    # The ledger first, as whoever keeps a draw locks it.
    opened = open_ledger(why="refuse") if edition.attempt >= MOST_ATTEMPTS else None
    still = hold_left(Edition.objects.all(), edition)
    now = timezone.now()
    if opened is not None:
        still.update(
            state=EditionState.REFUSED, refused_because=RefusedBecause.INTERRUPTED, seen_at=now
        )
        # The next edition of the period freezes its own: these rows have no use any more.
        if opened.forget(edition.id):
            save_ledger(opened, why="refuse")
        event = FigureEvent.EDITION_REFUSED
    else:
        still.update(seen_at=now)
        send_when_committed(edition.id)
        event = FigureEvent.EDITION_REQUEUED
    record(event, by=by, obj=Edition(pk=edition.id), attempt=edition.attempt)
