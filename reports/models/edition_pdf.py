"""The report of a published edition, as it was written once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL
from reports.models.edition import Edition


class EditionPdf(UuidModel):
    """One report in one language. It is added and never touched again.

    A correction in words makes a new one beside it: *corrections* tells how many it has in it.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="pdfs")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    corrections = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["edition", "language", "-corrections"]
        verbose_name = _("report of an edition")
        verbose_name_plural = _("reports of editions")
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "corrections"], name="edition_pdf_once"
            ),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _label in settings.LANGUAGES]),
                name="edition_pdf_language_known",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"content": COUNTABLE}

    def __str__(self) -> str:
        return f"{self.edition_id} ({self.language})"
