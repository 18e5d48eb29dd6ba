"""The city, its boards and its units."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.enums import UnitKind
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL


class City(UuidModel):
    """The city that runs this installation: one row."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=100)
    municipality = models.ForeignKey("casework.Municipality", models.PROTECT, related_name="+")
    only_one = models.BooleanField(default=True, unique=True, editable=False)
    settings_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [models.CheckConstraint(condition=Q(only_one=True), name="city_only_one")]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name


class Board(UuidModel):
    """A board (nämnd) of the city."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        ordering = ["name"]
        verbose_name = _("board")
        verbose_name_plural = _("boards")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name


class Unit(UuidModel):
    """A unit of a board. Its limits and rules are data: they differ from city to city."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    board = models.ForeignKey(Board, models.PROTECT, related_name="units", verbose_name=_("board"))
    kind = models.CharField(_("kind"), max_length=30, choices=UnitKind.choices)
    age_from = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    reads_roles = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        verbose_name=_("reads encounters with"),
        help_text=_("The roles met whose encounters this unit reads on a shift it took part in."),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True, default="")
    always_open = models.BooleanField(_("open day and night"), default=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_from__lte=F("age_to")),
                name="unit_ages_in_order",
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"kind": COUNTABLE}

    def __str__(self) -> str:
        return self.name

    def takes_age(self, youngest: int | None, oldest: int | None) -> bool:
        """Whether somebody who is between *youngest* and *oldest* years old may be sent here.

        An unknown end is passed as ``None`` and is given the benefit of the doubt.
        """
        known = [age for age in (youngest, oldest) if age is not None]
        too_young = self.age_from is not None and any(age < self.age_from for age in known)
        too_old = self.age_to is not None and any(age > self.age_to for age in known)
        return not too_young and not too_old


class District(UuidModel):
    """A part of the city, as the city itself names it."""

    municipality = models.ForeignKey(
        "casework.Municipality", models.PROTECT, related_name="districts"
    )
    name = models.CharField(_("name"), max_length=100)

    class Meta:
        ordering = ["name"]
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "name"], name="district_once")
        ]

    class Privacy:
        all = COUNTABLE

    def __str__(self) -> str:
        return self.name


class PoliceUnit(UuidModel):
    """A police unit that joins shifts. Its officers are counted, never named."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("police unit")
        verbose_name_plural = _("police units")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name


class VoluntaryOrganisation(UuidModel):
    """A voluntary organisation that joins shifts."""

    name = models.CharField(_("name"), max_length=200, unique=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("voluntary organisation")
        verbose_name_plural = _("voluntary organisations")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name
