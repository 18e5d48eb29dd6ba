"""Weeks of concentrated police work."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.base import UuidModel
from casework.privacy import COUNTABLE


class OperationWeek(UuidModel):
    """A week of concentrated police work against buyers, three or four times a year."""

    name = models.CharField(_("name"), max_length=100)
    year = models.PositiveSmallIntegerField(_("year"))
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        ordering = ["-year", "name"]
        verbose_name = _("operation week")
        verbose_name_plural = _("operation weeks")
        constraints = [
            models.UniqueConstraint(fields=["year", "name"], name="operation_week_once"),
            models.CheckConstraint(
                condition=Q(starts_on=None, ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="operation_week_dates_in_order",
            ),
        ]

    class Privacy:
        all = COUNTABLE

    def __str__(self) -> str:
        return f"{self.name} {self.year}"
