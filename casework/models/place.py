"""Municipalities, their agreements, and countries."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from casework.enums import AgreementStatus, Region
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL


class Municipality(UuidModel):
    """One of the 290 municipalities (Statistics Sweden's code and name)."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("name"), max_length=100)
    county_code = models.CharField(_("county code"), max_length=2)
    county_name = models.CharField(_("county"), max_length=100)
    in_offer_area = models.BooleanField(
        _("in the area of the offer"),
        default=False,
        help_text=_("The offer goes to this municipality; the area need not be the county."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{4}$"), name="municipality_code_four_digits"
            )
        ]

    class Privacy:
        all = COUNTABLE

    def __str__(self) -> str:
        return self.name

    def agreement_on(self, day: date) -> AgreementStatus:
        """Whether the municipality had joined the offer on *day*."""
        rows = self.agreements.filter(valid_from__lte=day).exclude(valid_to__lt=day)
        found = rows.order_by("-valid_from").first()
        return AgreementStatus(found.status) if found else AgreementStatus.UNKNOWN


class MunicipalityAgreement(UuidModel):
    """A period in which a municipality had joined the offer, or is known not to have."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="agreements")
    status = models.CharField(
        _("status"),
        max_length=20,
        choices=[c for c in AgreementStatus.choices if c[0] != AgreementStatus.UNKNOWN],
    )
    valid_from = models.DateField(_("from"))
    valid_to = models.DateField(_("to"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)

    class Meta:
        ordering = ["municipality__name", "valid_from"]
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "valid_from"], name="agreement_once_from_a_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="agreement_dates_in_order",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.municipality}: {self.get_status_display()}"


class Country(models.Model):
    """A country (ISO 3166-1 alpha-2) with its names and the region it is counted in."""

    code = models.CharField(_("code"), max_length=2, primary_key=True)
    name_sv = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100)
    region = models.CharField(_("region"), max_length=20, choices=Region.choices)

    class Meta:
        ordering = ["name_sv"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    class Privacy:
        all = COUNTABLE

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name_sv
