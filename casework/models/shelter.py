"""Protected housing: known by an alias, with the address in a vault of its own.

An alias tells nothing of where it is. The address is in no file, no export and no document.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models.base import UuidModel
from casework.models.organisation import Unit
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words


class Shelter(UuidModel):
    """A place to live in safety, as everybody may name it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("kept by"))
    alias = models.CharField(_("alias"), max_length=60, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["alias"]
        verbose_name = _("protected housing")
        verbose_name_plural = _("protected housing")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.alias


class ShelterAddress(models.Model):
    """Where it is. In no history table: what is changed leaves no copy behind."""

    shelter = models.OneToOneField(Shelter, models.CASCADE, primary_key=True, related_name="where")
    address = SealedTextField(verbose_name=_("address"))
    phone = SealedTextField(verbose_name=_("telephone"))
    contact = SealedTextField(verbose_name=_("whom to ask for"))

    class Meta:
        verbose_name = _("address of protected housing")
        verbose_name_plural = _("addresses of protected housing")

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "address": IDENTIFYING,
            "phone": IDENTIFYING,
            "contact": IDENTIFYING,
        }

    def __str__(self) -> str:
        return str(self.pk)


class ShelterStayQuerySet(PersonRowQuerySet["ShelterStay"]):
    """Stays by day."""

    def ongoing(self) -> ShelterStayQuerySet:
        """Those that the keeper has confirmed and nobody has ended: they open the address."""
        return self.filter(confirmed_at__isnull=False, until_day=None)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class ShelterStay(PersonRow):
    """That somebody lives there, both days included.

    Whoever works with them asks; the keeper confirms, and only then does the address open. What was
    confirmed stays as it is, its end apart: a function of the database alone confirms.
    """

    shelter = models.ForeignKey(Shelter, models.PROTECT, related_name="+")
    from_day = models.DateField(_("from"), default=timezone.localdate)
    until_day = models.DateField(_("to"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("confirmed by"),
    )

    objects = ShelterStayQuerySet.as_manager()

    class Meta:
        ordering = ["-from_day", "-id"]
        verbose_name = _("stay in protected housing")
        verbose_name_plural = _("stays in protected housing")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day=None) | Q(until_day__gte=F("from_day")),
                name="stay_days_in_order",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(until_day=None), name="stay_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="stay_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(from_day__gte=date(2000, 1, 1)), name="stay_in_our_time"
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "shelter": SPECIAL,
            "from_day": COUNTABLE,
            "until_day": COUNTABLE,
        }

    def __str__(self) -> str:
        return f"{self.shelter} {day_in_words(self.from_day)}"
