"""Writing a published edition from the command line."""

from __future__ import annotations

from casework.actions.base import action
from casework.actors import SystemActor
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from reports.enums import ReportFormat
from reports.exports.released import written
from reports.models import Edition, EditionUniverse
from reports.queries.editions import book_of


@action
def export_edition(*, by: SystemActor, edition: Edition, form: ReportFormat) -> bytes:
    """The file of a published edition. That it was written is in the log."""
    rows = EditionUniverse.objects.filter(edition=edition, cells_csv__isnull=False)
    cells = {row.universe: bytes(row.cells_csv or b"") for row in rows}
    content = written(book_of(edition), form, cells)
    record(
        FigureEvent.EDITION_EXPORTED, by=by, obj=edition, form=form.value, code=edition.period.code
    )
    return content
