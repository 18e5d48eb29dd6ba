"""What exact figures leave out is solved once and kept, sealed, for the page of the audit."""

from __future__ import annotations

from casework.actions.base import action
from casework.actions.sweeping import each
from casework.actors import RELEASER, SystemActor, acting_as
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from reports.models import Edition, EditionRests
from reports.queries.rests import Asked, ask, unasked


def keep_missing_rests() -> int:
    """Solve and keep what is missing or of another day; of how many editions."""
    return each(unasked(), _ask_and_keep)


def _ask_and_keep(edition: Edition) -> None:
    # Outside any transaction that writes: the programmes take their time.
    with acting_as(RELEASER):
        asked = ask(edition)
    keep_rests(by=RELEASER, asked=asked)


@action
def keep_rests(*, by: SystemActor, asked: Asked) -> None:
    """Keep what was found, in the place of what was kept before."""
    rows = EditionRests.objects.select_for_update().order_by("id")
    held = rows.filter(edition_id=asked.edition_id).first()
    kept = held or EditionRests(edition_id=asked.edition_id)
    kept.basis = asked.basis
    kept.seal_rests(asked.rests)
    kept.save(force_insert=held is None)
    record(FigureEvent.EDITION_RESTS_KEPT, by=by, obj=Edition(pk=asked.edition_id))
