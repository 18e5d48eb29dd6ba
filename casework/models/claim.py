"""Claims for state compensation of what a municipality paid (återsökning)."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.organisation import Unit
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words
from casework.trafficking.enums import ClaimState, CostKind

DECIDED = [ClaimState.GRANTED, ClaimState.PARTLY, ClaimState.REFUSED, ClaimState.APPEALED]


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class CompensationClaim(PersonRow):
    """One kind of cost in one period. *unit* bore the cost, and its manager follows the claim."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    cost_kind = models.CharField(_("kind of cost"), max_length=20, choices=CostKind.choices)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    amount = models.DecimalField(_("amount in SEK"), max_digits=11, decimal_places=2)
    state = models.CharField(
        _("state"), max_length=10, choices=ClaimState.choices, default=ClaimState.DRAFT
    )
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    decided_on = models.DateField(_("we were told of the decision on"), null=True, blank=True)
    granted_amount = models.DecimalField(
        _("granted in SEK"), max_digits=11, decimal_places=2, null=True, blank=True
    )
    appealed_on = models.DateField(_("appealed on"), null=True, blank=True)
    reference = PersonSealedTextField(verbose_name=_("reference"))
    supported_by = PersonSealedTextField(verbose_name=_("what supports it"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-first_day", "cost_kind", "id"]
        verbose_name = _("claim for state compensation")
        verbose_name_plural = _("claims for state compensation")
        indexes = [models.Index(fields=["unit", "state"], name="claim_unit_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=ClaimState.values) & Q(cost_kind__in=CostKind.values),
                name="claim_words_known",
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day"))
                & (Q(sent_on=None) | Q(sent_on__gte=F("first_day")))
                & (Q(decided_on=None) | Q(decided_on__gte=F("sent_on")))
                & (Q(appealed_on=None) | Q(appealed_on__gte=F("decided_on"))),
                name="claim_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0)
                & (
                    Q(granted_amount=None)
                    | Q(granted_amount__gte=0, granted_amount__lte=F("amount"))
                ),
                name="claim_amounts_fit",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.DRAFT, sent_on=None, decided_on=None)
                | Q(state=ClaimState.SENT, sent_on__isnull=False, decided_on=None)
                | Q(
                    state__in=DECIDED,
                    sent_on__isnull=False,
                    decided_on__isnull=False,
                    granted_amount__isnull=False,
                ),
                name="claim_state_has_its_days",
            ),
            models.CheckConstraint(
                condition=Q(state=ClaimState.APPEALED, appealed_on__isnull=False)
                | (~Q(state=ClaimState.APPEALED) & Q(appealed_on=None))
                | Q(state__in=[ClaimState.GRANTED, ClaimState.PARTLY, ClaimState.REFUSED]),
                name="claim_appealed_has_day",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "cost_kind": SPECIAL,
            "first_day": SPECIAL,
            "last_day": SPECIAL,
            "amount": SPECIAL,
            "state": COUNTABLE,
            "granted_amount": SPECIAL,
            "reference": IDENTIFYING,
            "supported_by": IDENTIFYING,
        }

    def __str__(self) -> str:
        days = f"{day_in_words(self.first_day)} – {day_in_words(self.last_day)}"
        return f"{self.get_cost_kind_display()} {days}"


class ClaimEvidence(PersonRow):
    """A row of the file that supports a claim: its kind and identifier, without a foreign key."""

    claim = models.ForeignKey(CompensationClaim, models.CASCADE, related_name="evidence")
    kind = models.SlugField(_("kind of row"), max_length=40)
    row_id = models.UUIDField(_("row"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("evidence of a claim")
        verbose_name_plural = _("evidence of claims")
        constraints = [
            models.UniqueConstraint(fields=["claim", "kind", "row_id"], name="evidence_once")
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"kind": SPECIAL, "row_id": SPECIAL}

    def __str__(self) -> str:
        return f"{self.kind} {self.row_id}"
