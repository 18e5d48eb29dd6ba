"""The reflection period, and the permit for the criminal process."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.person import PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.trafficking.enums import PermitApplicant, PermitDecision, PermitKind


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class ResidencePermit(PersonRow):
    """A temporary permit from its application to its end. *extended_to* moves the end."""

    kind = models.CharField(_("kind of permit"), max_length=20, choices=PermitKind.choices)
    applied_by = models.CharField(
        _("applied for by"), max_length=30, choices=PermitApplicant.choices
    )
    applied_on = models.DateField(_("applied for on"))
    decision = models.CharField(
        _("decision"), max_length=10, choices=PermitDecision.choices, blank=True, default=""
    )
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    starts_on = models.DateField(_("first day"), null=True, blank=True)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    extended_to = models.DateField(_("extended to"), null=True, blank=True)
    ended_early_on = models.DateField(_("ended early on"), null=True, blank=True)
    ended_why = PersonSealedTextField(verbose_name=_("why it ended early"))
    # Another authority's number leads to the person in its register.
    reference = PersonSealedTextField(verbose_name=_("reference of the application"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-applied_on", "-created_at", "id"]
        verbose_name = _("residence permit")
        verbose_name_plural = _("residence permits")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=PermitKind.values)
                & Q(applied_by__in=PermitApplicant.values)
                & Q(decision__in=["", *PermitDecision.values]),
                name="permit_words_known",
            ),
            # The Aliens Act lets the social board apply for the reflection period alone.
            models.CheckConstraint(
                condition=Q(kind=PermitKind.REFLECTION)
                | Q(applied_by=PermitApplicant.INVESTIGATION_LEADER),
                name="permit_court_by_leader",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None)
                | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="permit_decision_has_day",
            ),
            models.CheckConstraint(
                condition=Q(
                    decision=PermitDecision.GRANTED, starts_on__isnull=False, ends_on__isnull=False
                )
                | (
                    ~Q(decision=PermitDecision.GRANTED)
                    & Q(starts_on=None, ends_on=None, extended_to=None, ended_early_on=None)
                ),
                name="permit_granted_has_days",
            ),
            models.CheckConstraint(
                condition=(Q(decided_on=None) | Q(decided_on__gte=F("applied_on")))
                & (Q(ends_on=None) | Q(ends_on__gte=F("starts_on")))
                & (Q(extended_to=None) | Q(extended_to__gt=F("ends_on")))
                & (Q(ended_early_on=None) | Q(ended_early_on__gte=F("starts_on"))),
                name="permit_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(ended_early_on=None) | Q(ended_why__isnull=False),
                name="permit_ended_early_why",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "kind": COUNTABLE,
            "applied_by": COUNTABLE,
            "applied_on": SPECIAL,
            "decision": COUNTABLE,
            "decided_on": SPECIAL,
            "starts_on": SPECIAL,
            "ends_on": SPECIAL,
            "extended_to": SPECIAL,
            "ended_early_on": SPECIAL,
            "ended_why": IDENTIFYING,
            "reference": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self.get_kind_display()
