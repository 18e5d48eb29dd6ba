"""Writing a published edition from the command line."""

from __future__ import annotations

from django.utils.translation import get_language

from casework.actions.base import action
from casework.actors import SystemActor
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from reports.enums import ReportFormat
from reports.exports import released
from reports.exports.editions import files
from reports.models import Edition
from reports.queries.colophon import colophon_of
from reports.queries.edition_pdfs import kept_pdf
from reports.queries.editions import book_of


@action
def export_edition(*, by: SystemActor, edition: Edition, form: ReportFormat) -> bytes:
    """The file of a published edition, in the language in force; the log tells of it."""
    book = book_of(edition)
    if form == ReportFormat.JSON:
        content = released.as_json(book)
    else:
        language = get_language() or "sv"
        kept = kept_pdf(edition.pk, language) if form == ReportFormat.PDF else None
        content = kept or files.written(
            book, form.value, language=language, colophon=colophon_of(book)
        )
    record(
        FigureEvent.EDITION_EXPORTED, by=by, obj=edition, form=form.value, code=edition.period.code
    )
    return content
