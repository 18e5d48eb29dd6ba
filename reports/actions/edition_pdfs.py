"""The report of a published edition is written once, by a worker, and kept as it is."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.utils import translation

from casework.actions.base import ActionRefused, action
from casework.actions.sweeping import each
from casework.actors import RELEASER, SETUP, SystemActor, acting_as
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from reports.actions.draft_pdfs import write_draft
from reports.enums import EditionState
from reports.exports.editions.pdf_file import as_pdf
from reports.models import Edition, EditionPdf
from reports.queries.colophon import colophon_of
from reports.queries.edition_pdfs import unwritten_pdfs, waiting_drafts
from reports.queries.editions import book_of
from reports.queries.turn import WRITING, my_turn


def write_pdfs() -> int:
    """Write every report that is missing; how many. One that can't be written stops no other.

    Does nothing while another worker writes: the clock asks again within a minute.
    """
    with my_turn(WRITING) as mine:
        if not mine:
            return 0
        published = each(unwritten_pdfs(), lambda missing: _write(*missing))
        return published + each(waiting_drafts(), write_draft)


def _write(edition_id: uuid.UUID, language: str, corrections: int) -> None:
    with acting_as(SETUP), translation.override(language):
        rows = Edition.objects.select_related("period", "prepared_by", "approved_by")
        book = book_of(rows.get(pk=edition_id))
        content = as_pdf(book, colophon_of(book))
    keep_pdf(
        by=RELEASER,
        edition_id=edition_id,
        language=language,
        corrections=corrections,
        content=content,
    )


@action
def keep_pdf(
    *, by: SystemActor, edition_id: uuid.UUID, language: str, corrections: int, content: bytes
) -> EditionPdf:
    """Keep a report. Raises :class:`ActionRefused` when another was faster, or it is withdrawn."""
    # Not for the user, both: only the worker sees them, and goes on with the next. The lock keeps
    # off a withdrawal until the report lies there.
    rows = Edition.objects.select_for_update(of=("self",)).filter(pk=edition_id)
    if not rows.filter(state=EditionState.PUBLISHED).order_by().values_list("pk", flat=True):
        raise ActionRefused("The edition is not published any more.")
    pdf = EditionPdf(
        edition_id=edition_id, language=language, corrections=corrections, content=content
    )
    try:
        with transaction.atomic():
            pdf.save(force_insert=True)
    except IntegrityError:
        raise ActionRefused("The report is kept already.") from None
    record(
        FigureEvent.EDITION_PDF_WRITTEN, by=by, obj=Edition(pk=edition_id), language=language,
        corrections=corrections,
    )  # fmt: skip
    return pdf
