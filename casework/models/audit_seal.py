"""The seals of the audit log: one a day, each naming the one before it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL


class AuditSeal(UuidModel):
    """What the log of one Swedish day held, proven by a digest. Never changed, never removed."""

    day = models.DateField(_("day"), unique=True)
    # How a row becomes bytes (casework/audit/digests.py).
    form = models.PositiveSmallIntegerField()
    count = models.PositiveBigIntegerField(_("events"))
    root = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("sealed"))

    class Meta:
        ordering = ["day"]
        verbose_name = _("seal of the log")
        verbose_name_plural = _("seals of the log")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.digest[:12]}"


class AuditSealBlock(UuidModel):
    """Some hundred events of a sealed day: by this a fault is found to the row and the column.

    Goes with the rows when their time is up; the seal of the day stays.
    """

    seal = models.ForeignKey(AuditSeal, models.PROTECT, related_name="blocks")
    number = models.PositiveIntegerField()
    salt = models.BinaryField(max_length=16)
    ids = ArrayField(models.UUIDField())
    marks = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["seal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["seal", "number"], name="seal_block_once"),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.seal_id} {self.number}"


class AuditSealExport(UuidModel):
    """A seal that has been written outside the database."""

    seal = models.OneToOneField(AuditSeal, models.PROTECT, related_name="export")
    at = models.DateTimeField(_("written outside"))

    class Meta:
        ordering = ["at", "id"]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.seal_id)


class AuditDayGone(UuidModel):
    """A sealed day whose events were removed because their time was up. The seal stays."""

    seal = models.OneToOneField(AuditSeal, models.PROTECT, related_name="gone")
    at = models.DateTimeField(_("removed"))
    count = models.PositiveBigIntegerField(_("events"))

    class Meta:
        ordering = ["at", "id"]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.seal_id)
