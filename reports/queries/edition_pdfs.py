"""Reports of editions: which are kept, and which are still to be written.

Those of published editions are kept for ever, those of drafts sealed and for as long as the draft.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.conf import settings
from django.db.models import Count, Q, QuerySet, Subquery

from casework.actors import RELEASER, SETUP, acting_as
from casework.audit.figure_events import FigureEvent
from casework.audit.record import record
from casework.models import User
from reports.enums import DraftPdfState, EditionState
from reports.models import DraftPdf, Edition, EditionPdf

READ = ("id", "edition_id", "language", "ordered_by_id", "attempt")
STANDINGS = (DraftPdfState.WRITTEN, DraftPdfState.WAITING, DraftPdfState.FAILED)
LANGUAGES = tuple(code for code, _label in settings.LANGUAGES)


def kept_pdf(edition_id: uuid.UUID, language: str) -> bytes | None:
    """The newest report of a published edition in *language*; ``None`` while it is written."""
    found = _kept(edition_id, language, _told().get(edition_id, 0)).first()
    return bytes(found.content) if found is not None else None


def _kept(edition_id: uuid.UUID, language: str, told: int) -> QuerySet[EditionPdf]:
    return EditionPdf.objects.filter(edition_id=edition_id, language=language, corrections=told)


def is_published(edition_id: uuid.UUID) -> bool:
    """Whether the edition is out: its report is then kept, and nobody writes it on request."""
    return Edition.objects.filter(pk=edition_id, state=EditionState.PUBLISHED).exists()


@dataclass(frozen=True)
class Standing:
    """How far the report of an edition is; nothing of it: a draft's that nobody has ordered."""

    is_written: bool = False
    is_writing: bool = False
    has_failed: bool = False


def standing_of(user: User, edition_id: uuid.UUID, language: str) -> Standing:
    """How far the report is. What a draft's was made of and what is published is asked at once."""
    mine = DraftPdf.objects.visible_to(user).filter(edition_id=edition_id, language=language)
    rows = Edition.objects.filter(Q(state=EditionState.PUBLISHED) | Q(pk=edition_id)).annotate(
        told=Count("corrections"),
        draft_state=Subquery(mine.values("state")[:1]),
        draft_basis=Subquery(mine.values("basis")[:1]),
    )
    found = list(rows.order_by("id").values("pk", "state", "told", "draft_state", "draft_basis"))
    told = {r["pk"]: r["told"] for r in found if r["state"] == EditionState.PUBLISHED}
    if edition_id in told:
        is_written = _kept(edition_id, language, told[edition_id]).exists()
        return Standing(is_written=is_written, is_writing=not is_written)
    own = next((r for r in found if r["pk"] == edition_id), None)
    if own is None or own["draft_basis"] != _basis(told):
        return Standing()
    return Standing(*(own["draft_state"] == one for one in STANDINGS))


def draft_pdf(user: User, edition_id: uuid.UUID, language: str) -> DraftPdf | None:
    """The report of a draft, ordered or written, of what it would be made of now."""
    rows = DraftPdf.objects.visible_to(user)
    return rows.filter(edition_id=edition_id, language=language, basis=basis()).first()


def opened_draft_pdf(user: User, draft: DraftPdf) -> bytes | None:
    """The written report of a draft that *user* sees. That it was opened is in the log."""
    content = draft.open_content()
    if content is not None:
        record(
            FigureEvent.EDITION_DRAFT_PDF_READ,
            by=user, obj=Edition(pk=draft.edition_id), language=draft.language,
        )  # fmt: skip
    return content


def basis() -> str:
    """What a draft's report is made of beside the draft: the published editions around it."""
    return _basis(_told())


def _basis(told: Mapping[uuid.UUID, int]) -> str:
    words = "".join(f"{pk}{corrections}" for pk, corrections in sorted(told.items()))
    return hashlib.sha256(words.encode()).hexdigest()


class Waiting(NamedTuple):
    """A draft's report that nobody has written yet, and who ordered it."""

    id: uuid.UUID
    edition_id: uuid.UUID
    language: str
    ordered_by_id: uuid.UUID
    attempt: int


def waiting_drafts() -> list[Waiting]:
    """The ordered reports of drafts that are still to be written, the oldest first."""
    with acting_as(RELEASER):
        rows = DraftPdf.objects.filter(state=DraftPdfState.WAITING)
        return [Waiting(*row) for row in rows.order_by("ordered_at", "id").values_list(*READ)]


def unwritten_pdfs() -> list[tuple[uuid.UUID, str, int]]:
    """The reports that are missing: edition, language and how many corrections are to be in it."""
    with acting_as(SETUP):
        editions = _told()
        kept = set(EditionPdf.objects.values_list("edition_id", "language", "corrections"))
    wanted = [(pk, language, told) for pk, told in editions.items() for language in LANGUAGES]
    return [one for one in wanted if one not in kept]


def _told() -> dict[uuid.UUID, int]:
    """How many corrections each published edition has, those that came out first before others."""
    rows = Edition.objects.filter(state=EditionState.PUBLISHED).order_by("published_at", "id")
    return dict(rows.annotate(told=Count("corrections")).values_list("pk", "told"))
