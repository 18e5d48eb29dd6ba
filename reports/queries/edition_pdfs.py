"""Reports of published editions: which are kept, and which are still to be written."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db.models import Count

from casework.actors import SETUP, acting_as
from reports.enums import EditionState
from reports.models import Edition, EditionPdf

LANGUAGES = tuple(code for code, _label in settings.LANGUAGES)


def kept_pdf(edition_id: uuid.UUID, language: str) -> bytes | None:
    """The newest report of a published edition in *language*; ``None`` while it is written."""
    told = _told().get(edition_id, 0)
    rows = EditionPdf.objects.filter(edition_id=edition_id, language=language, corrections=told)
    found = rows.first()
    return bytes(found.content) if found is not None else None


def is_published(edition_id: uuid.UUID) -> bool:
    """Whether the edition is out: its report is then kept, and nobody writes it on request."""
    return Edition.objects.filter(pk=edition_id, state=EditionState.PUBLISHED).exists()


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
