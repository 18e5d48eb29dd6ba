"""Logs that were kept elsewhere before, and which of their rows are here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from casework.sealed_columns import DigestField


class ImportedLog(UuidModel):
    """An earlier log under the name that its row ids are unique within."""

    name = models.CharField(_("name"), max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    shift_count = models.PositiveIntegerField(_("shifts"), default=0)
    encounter_count = models.PositiveIntegerField(_("people met"), default=0)
    deviation_count = models.PositiveIntegerField(_("deviations"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("imported log")
        verbose_name_plural = _("imported logs")
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="imported_log_once")]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name


class ImportedRow(UuidModel):
    """That one row of an earlier log is here, and what it held, as a digest."""

    class Table(models.TextChoices):
        """Which of the two files the row stood in."""

        SHIFT = "shift", _("Shift")
        ENCOUNTER = "encounter", _("Person met")

    log = models.ForeignKey(ImportedLog, models.CASCADE, related_name="rows")
    table = models.CharField(max_length=10, choices=Table.choices)
    external_id = models.CharField(max_length=100)
    # A keyed digest: a plain one could be searched for by trying every possible row.
    digest = DigestField(max_length=32, purpose="imported-row")
    object_id = models.UUIDField()

    class Meta:
        ordering = ["log", "table", "external_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["log", "table", "external_id"], name="imported_row_once"
            )
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.external_id
