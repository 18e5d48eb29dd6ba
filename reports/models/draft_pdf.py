"""The report of an edition that is not published yet, while somebody reads it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import seal_bytes, unseal_bytes
from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from casework.sealed_columns import SealedBytesField
from reports.enums import DraftPdfState
from reports.models.edition import Edition

# After so many tries something is wrong that another try won't put right.
MOST_ATTEMPTS = 3
UNWRITTEN = [DraftPdfState.WAITING, DraftPdfState.FAILED]


class DraftPdfQuerySet(models.QuerySet["DraftPdf"]):
    """Reports of drafts by who may see them."""

    def visible_to(self, user: User) -> DraftPdfQuerySet:
        """All of them, for a statistics manager."""
        from reports.access import manages_statistics

        return self.filter(manages_statistics(user))


class DraftPdf(UuidModel):
    """One report in one language: ordered, then written by a worker and sealed.

    *basis* tells what it is made of beside the draft: of another basis it is not shown. It goes
    when the draft is published or refused, and the database takes in none of another edition.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="draft_pdfs")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    basis = models.CharField(max_length=64)
    ordered_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    ordered_at = models.DateTimeField(auto_now_add=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=DraftPdfState.choices, default=DraftPdfState.WAITING
    )
    sealed_content = SealedBytesField(null=True)

    objects = DraftPdfQuerySet.as_manager()

    class Meta:
        ordering = ["edition", "language"]
        verbose_name = _("report of a draft")
        verbose_name_plural = _("reports of drafts")
        constraints = [
            models.UniqueConstraint(fields=["edition", "language"], name="draft_pdf_once"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _label in settings.LANGUAGES]),
                name="draft_pdf_language_known",
            ),
            models.CheckConstraint(
                condition=Q(state=DraftPdfState.WRITTEN, sealed_content__isnull=False)
                | Q(state__in=UNWRITTEN, sealed_content=None),
                name="draft_pdf_when_written",
            ),
            models.CheckConstraint(
                condition=Q(attempt__lte=MOST_ATTEMPTS), name="draft_pdf_attempts"
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.edition_id} ({self.language})"

    @property
    def _place(self) -> str:
        return f"{self._meta.db_table}.sealed_content:{self.pk}"

    def seal_content(self, content: bytes) -> None:
        """Keep *content* so that it opens only in this row."""
        self.sealed_content = seal_bytes(content, self._place)

    def open_content(self) -> bytes | None:
        """The report; ``None`` while there is none."""
        if self.sealed_content is None:
            return None
        return unseal_bytes(bytes(self.sealed_content), self._place)
