"""Destroying what editions were made of, once no edition can extend it: two people stand for it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.access import can_see_follow_up
from reports.actions.ledger_keeping import open_ledger, save_ledger
from reports.disclosure.ledger import LedgerError
from reports.enums import EditionState
from reports.models import Edition, EditionPeriod

FINAL = [EditionState.PUBLISHED, EditionState.WITHDRAWN, EditionState.REFUSED]


@action
def destroy_material(*, by: User, second: User, period: EditionPeriod) -> None:
    """Destroy the frozen rows, the substitute sets and the key of the noise of *period*.

    What is published stays as it is. No edition is made of these months any more, and no late rows
    are added. Raises :class:`ActionRefused` where an edition of them is not at its end.
    """
    if by.pk == second.pk or not (can_see_follow_up(by) and can_see_follow_up(second)):
        raise ActionRefused(_("Two statistics managers stand for the destruction."))
    _must_be_at_its_end(by, period)
    opened = open_ledger(why="destroy")
    try:
        opened.destroy(period.code)
    except LedgerError:
        raise ActionRefused(
            _("A longer period has these months in it: an edition of it can still extend them.")
        ) from None
    save_ledger(opened, why="destroy")
    record(
        FigureEvent.LEDGER_DESTROYED,
        by=by,
        obj=period,
        code=period.code,
        second=str(second.pk),
        version=opened.version,
    )


def _must_be_at_its_end(by: User, period: EditionPeriod) -> None:
    out = Edition.objects.visible_to(by).filter(period=period)
    if not out.filter(state__in=[EditionState.PUBLISHED, EditionState.WITHDRAWN]).exists():
        raise ActionRefused(_("The period has no published edition: nothing is at its end."))
    inside = Edition.objects.visible_to(by).filter(
        period__start__lte=period.end, period__end__gte=period.start
    )
    if inside.exclude(state__in=FINAL).exists():
        raise ActionRefused(_("An edition of these months is being made, or waits for somebody."))
