"""Statutes as dated rows: paragraphs move."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL


class LegalReferenceQuerySet(models.QuerySet["LegalReference"]):
    """References by day."""

    def on(self, day: date) -> LegalReferenceQuerySet:
        """Those in force on *day*."""
        return self.filter(valid_from__lte=day).exclude(valid_to__lt=day)


class LegalReference(UuidModel):
    """What a rule leans on, under the code that the program names it by."""

    code = models.SlugField(_("code"), max_length=60)
    label = models.CharField(_("reference"), max_length=200)
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    objects = LegalReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["code", "valid_from"]
        verbose_name = _("legal reference")
        verbose_name_plural = _("legal references")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="reference_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="reference_dates_in_order",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.label
