"""The report of a draft: ordered by whoever reads the draft, written by a worker, and sealed.

The row is the order. Whoever is killed while writing leaves it waiting, and the clock lets it be
written again; what is kept is whole, with its state, or not there.
"""

from __future__ import annotations

import uuid

from celery import current_app
from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused, action
from casework.actors import RELEASER, SystemActor, acting_as
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.actions.managers import must_manage_statistics
from reports.enums import DraftPdfState, EditionState
from reports.exports.editions.pdf_file import as_pdf
from reports.models import DraftPdf, Edition
from reports.models.draft_pdf import MOST_ATTEMPTS
from reports.queries.colophon import colophon_of
from reports.queries.edition_pdfs import Waiting, basis
from reports.queries.editions import book_of, edition_rows

TASK = "reports.write_edition_pdfs"
UNPUBLISHED = [EditionState.AUDITED, EditionState.APPROVED]
# Not for the user: only the worker sees it, and goes on with the next.
_GONE = "The report was written, given up or thrown away meanwhile."


def send_pdfs_when_committed() -> None:
    """Let a worker write what is missing. The clock asks for it too, every minute."""
    transaction.on_commit(lambda: current_app.send_task(TASK), robust=True)


@action
def order_draft_pdf(*, by: User, edition_id: uuid.UUID, language: str) -> DraftPdf:
    """Order the report of a draft, or find the one that is ordered or written.

    What has failed, or was made of other editions than are published now, is ordered anew.
    """
    must_manage_statistics(by)
    # The lock keeps off a second press, and whoever refuses or publishes it meanwhile.
    held = Edition.objects.visible_to(by).select_for_update(of=("self",))
    if not held.filter(pk=edition_id, state__in=UNPUBLISHED).order_by().values_list("pk").first():
        raise ActionRefused(_("The edition has moved on meanwhile. Look at it again."))
    rows = DraftPdf.objects.filter(edition_id=edition_id, language=language)
    now = basis()
    draft = rows.filter(basis=now).exclude(state=DraftPdfState.FAILED).first()
    is_new = draft is None
    if draft is None:
        rows.delete()
        draft = DraftPdf(edition_id=edition_id, language=language, basis=now, ordered_by=by)
        draft.save(force_insert=True)
        send_pdfs_when_committed()
    record(
        FigureEvent.EDITION_DRAFT_PDF_ORDERED,
        by=by, obj=Edition(pk=edition_id), language=language, is_new=is_new,
    )  # fmt: skip
    return draft


def write_draft(waiting: Waiting) -> None:
    """Write one ordered report as whoever ordered it. Too many tries, and it is given up.

    Nobody else writes: whoever began it before is gone.
    """
    if waiting.attempt >= MOST_ATTEMPTS:
        give_up_draft_pdf(by=RELEASER, waiting=waiting)
        return
    start_draft_pdf(by=RELEASER, waiting=waiting)
    by = User.objects.filter(pk=waiting.ordered_by_id, is_active=True).first()
    if by is None:
        raise ActionRefused(_GONE)
    with acting_as(by), translation.override(waiting.language):
        book = book_of(edition_rows(by).get(pk=waiting.edition_id))
        content = as_pdf(book, colophon_of(book))
    keep_draft_pdf(by=by, draft_id=waiting.id, content=content)


@action
def start_draft_pdf(*, by: SystemActor, waiting: Waiting) -> None:
    """Count a try. Raises :class:`ActionRefused` when there is nothing to write any more."""
    rows = DraftPdf.objects.filter(pk=waiting.id, state=DraftPdfState.WAITING)
    if not rows.update(attempt=F("attempt") + 1):
        raise ActionRefused(_GONE)
    record(
        FigureEvent.EDITION_DRAFT_PDF_STARTED,
        by=by, obj=Edition(pk=waiting.edition_id), language=waiting.language,
    )  # fmt: skip


@action
def give_up_draft_pdf(*, by: SystemActor, waiting: Waiting) -> None:
    """Say of a report that it was tried in vain. Raises :class:`ActionRefused` when it is gone."""
    rows = DraftPdf.objects.filter(pk=waiting.id, state=DraftPdfState.WAITING)
    if not rows.update(state=DraftPdfState.FAILED):
        raise ActionRefused(_GONE)
    record(
        FigureEvent.EDITION_DRAFT_PDF_FAILED,
        by=by, obj=Edition(pk=waiting.edition_id), language=waiting.language,
    )  # fmt: skip


@action
def keep_draft_pdf(*, by: User, draft_id: uuid.UUID, content: bytes) -> None:
    """Seal a written report. Raises :class:`ActionRefused` when the draft is gone meanwhile."""
    rows = DraftPdf.objects.visible_to(by).select_for_update(of=("self",))
    draft = rows.filter(pk=draft_id, state=DraftPdfState.WAITING).first()
    if draft is None:
        raise ActionRefused(_GONE)
    draft.seal_content(content)
    draft.state = DraftPdfState.WRITTEN
    draft.save(update_fields=["sealed_content", "state"])
    record(
        FigureEvent.EDITION_DRAFT_PDF_WRITTEN,
        by=by, obj=Edition(pk=draft.edition_id), language=draft.language,
    )  # fmt: skip
