"""A placement that was asked for by its real problem, with every no on the way."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models.person import PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from referrals.models.plan import PlanRow
from referrals.plan_enums import (
    PlacementFor,
    PlacementKind,
    PlacementProblem,
    PlacementRefusalReason,
    PlacementState,
)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class PlacementRequest(PlanRow):
    """One request. No address: protected housing stands in the vault."""

    problem = models.CharField(
        _("the problem, by its name"), max_length=15, choices=PlacementProblem.choices
    )
    kind = models.CharField(_("kind of placement"), max_length=12, choices=PlacementKind.choices)
    for_whom = models.CharField(_("for whom"), max_length=15, choices=PlacementFor.choices)
    needs = PersonSealedTextField(verbose_name=_("what the place must be able to do"))
    asked_of = PersonSealedTextField(verbose_name=_("asked of"))
    asked_on = models.DateField(_("asked on"), default=timezone.localdate)
    state = models.CharField(
        _("state"), max_length=12, choices=PlacementState.choices, default=PlacementState.ASKED
    )
    from_day = models.DateField(_("first night"), null=True, blank=True)
    until_day = models.DateField(_("left on"), null=True, blank=True)
    words = PersonSealedTextField(verbose_name=_("how it ended, in words"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-asked_on", "-created_at", "id"]
        verbose_name = _("request for a placement")
        verbose_name_plural = _("requests for a placement")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    problem__in=PlacementProblem.values,
                    kind__in=PlacementKind.values,
                    for_whom__in=PlacementFor.values,
                    state__in=PlacementState.values,
                ),
                name="placement_words_known",
            ),
            models.CheckConstraint(
                condition=Q(state=PlacementState.PLACED, from_day__isnull=False, until_day=None)
                | Q(state=PlacementState.ENDED, from_day__isnull=False, until_day__isnull=False)
                | ~Q(state__in=[PlacementState.PLACED, PlacementState.ENDED])
                & Q(from_day=None, until_day=None),
                name="placement_state_has_nights",
            ),
            models.CheckConstraint(
                condition=(Q(from_day=None) | Q(from_day__gte=F("asked_on")))
                & (Q(until_day=None) | Q(until_day__gte=F("from_day"))),
                name="placement_days_in_order",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "problem": COUNTABLE,
            "kind": COUNTABLE,
            "for_whom": COUNTABLE,
            "needs": IDENTIFYING,
            "asked_of": IDENTIFYING,
            "asked_on": SPECIAL,
            "state": COUNTABLE,
            "from_day": SPECIAL,
            "until_day": SPECIAL,
            "words": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def nights(self) -> int:
        """How many nights the placement has lasted by today."""
        if self.from_day is None:
            return 0
        return max(0, ((self.until_day or timezone.localdate()) - self.from_day).days)


class PlacementRefusal(PlanRow):
    """One place that said no, on a day, with its reason."""

    request = models.ForeignKey(
        PlacementRequest,
        models.CASCADE,
        related_name="refusals",
        verbose_name=_("request for a placement"),
    )
    on_day = models.DateField(_("on the day"), default=timezone.localdate)
    reason = models.CharField(_("why"), max_length=12, choices=PlacementRefusalReason.choices)
    words = PersonSealedTextField(verbose_name=_("in words"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["request", "-on_day", "-created_at", "id"]
        verbose_name = _("refused placement")
        verbose_name_plural = _("refused placements")
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__in=PlacementRefusalReason.values),
                name="placement_refusal_words_known",
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"on_day": SPECIAL, "reason": COUNTABLE, "words": IDENTIFYING}

    def __str__(self) -> str:
        return self.get_reason_display()
