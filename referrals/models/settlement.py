"""That an accepted offer has been settled, and how. Nothing of the encounter or the person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL
from outreach.enums import SupportKind
from referrals.enums import Outcome


class OfferSettlementQuerySet(models.QuerySet["OfferSettlement"]):
    """Settled offers by who may see them."""

    def visible_to(self, user: User) -> OfferSettlementQuerySet:
        """Those of units where *user* works now."""
        from referrals.access import visible_settlements

        return self.filter(visible_settlements(user))


class OfferSettlement(UuidModel):
    """What the receiving unit did about one acceptance; the contact details are gone by then."""

    # No foreign key: the unit does not read the offer, and the trace outlives it.
    offer_id = models.UUIDField()
    receiving_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("unit")
    )
    kind = models.CharField(_("support"), max_length=30, choices=SupportKind.choices)
    accepted_at = models.DateTimeField(_("accepted"))
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    settled_at = models.DateTimeField(_("settled"), auto_now_add=True)
    settled_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OfferSettlementQuerySet.as_manager()

    class Meta:
        ordering = ["-settled_at", "-id"]
        verbose_name = _("settled offer")
        verbose_name_plural = _("settled offers")
        indexes = [models.Index(fields=["receiving_unit", "-settled_at"], name="settlement_unit")]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"kind": COUNTABLE, "outcome": COUNTABLE}

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_outcome_display()}"
