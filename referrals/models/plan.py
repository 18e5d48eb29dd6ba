"""A plan that several bodies hold together: SIP, plan for leaving, a child's plan."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import Unit, User
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from referrals.plan_enums import (
    CLOSING_IN_WORDS,
    PRINCIPALS,
    InitiatedBy,
    PlanClosing,
    PlanState,
    PlanType,
    RelativesPart,
    TakesPart,
)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class CoordinatedPlan(PersonRow):
    """A plan from the request to its closing. *coordinator* empty: it waits with the manager."""

    plan_type = models.CharField(_("kind of plan"), max_length=10, choices=PlanType.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", verbose_name=_("coordinating unit")
    )
    coordinator = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("coordinator"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=PlanState.choices, default=PlanState.DRAFT
    )
    initiated_by = models.CharField(_("asked for by"), max_length=10, choices=InitiatedBy.choices)
    initiator = PersonSealedTextField(verbose_name=_("who that is"))
    asked_on = models.DateField(_("asked for on"), default=timezone.localdate)
    need = PersonSealedTextField(verbose_name=_("what the person needs, in their own words"))
    takes_part = models.CharField(
        _("the person's part"), max_length=12, choices=TakesPart.choices, blank=True, default=""
    )
    takes_part_why = PersonSealedTextField(verbose_name=_("why, or who represents them"))
    relatives_part = models.CharField(
        _("those close to the person"),
        max_length=12,
        choices=RelativesPart.choices,
        blank=True,
        default="",
    )
    principal = models.CharField(
        _("principal with the overall responsibility"),
        max_length=12,
        choices=[(p.value, p.label) for p in PRINCIPALS],
        blank=True,
        default="",
    )
    responsible_body = PersonSealedTextField(verbose_name=_("body with the overall responsibility"))
    contact_name = PersonSealedTextField(verbose_name=_("named contact"))
    contact_reach = PersonSealedTextField(verbose_name=_("how the contact is reached"))
    crisis_plan = PersonSealedTextField(verbose_name=_("if it becomes too much: crisis plan"))
    safety_plan = PersonSealedTextField(verbose_name=_("if there is a threat: safety plan"))
    meeting_at = models.DateTimeField(_("next meeting"), null=True, blank=True)
    meeting_place = PersonSealedTextField(verbose_name=_("where"))
    invited_at = models.DateTimeField(_("called"), null=True, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    next_follow_up = models.DateField(_("next follow-up"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closing = models.CharField(
        _("why closed"), max_length=12, choices=PlanClosing.choices, blank=True, default=""
    )
    closing_words = PersonSealedTextField(verbose_name=_("why, in words"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-asked_on", "-created_at", "id"]
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        indexes = [
            models.Index(fields=["coordinator", "state"], name="plan_coordinator_state"),
            models.Index(fields=["unit", "state"], name="plan_unit_state"),
            models.Index(fields=["person", "state"], name="plan_person_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    plan_type__in=PlanType.values,
                    state__in=PlanState.values,
                    initiated_by__in=InitiatedBy.values,
                    takes_part__in=["", *TakesPart.values],
                    relatives_part__in=["", *RelativesPart.values],
                    principal__in=["", *PRINCIPALS],
                    closing__in=["", *PlanClosing.values],
                ),
                name="plan_words_known",
            ),
            # Nobody is called to a plan about a need that the person has not been heard about.
            models.CheckConstraint(
                condition=~Q(state__in=[PlanState.INVITED, PlanState.AGREED])
                | Q(need__isnull=False, invited_at__isnull=False),
                name="plan_need_before_call",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlanState.AGREED)
                | Q(agreed_on__isnull=False, next_follow_up__isnull=False),
                name="plan_agreed_is_followed_up",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closing="") & ~Q(state=PlanState.CLOSED)
                | Q(state=PlanState.CLOSED, closed_on__isnull=False) & ~Q(closing=""),
                name="plan_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(closing__in=CLOSING_IN_WORDS) | Q(closing_words__isnull=False),
                name="plan_closing_in_words",
            ),
            # A refusal is an answer to a request: what was agreed is closed, not refused.
            models.CheckConstraint(
                condition=~Q(closing=PlanClosing.REFUSED) | Q(agreed_on=None, invited_at=None),
                name="plan_refused_before_call",
            ),
            models.CheckConstraint(
                condition=(Q(next_follow_up=None) | Q(next_follow_up__gte=F("asked_on")))
                & (Q(agreed_on=None) | Q(agreed_on__gte=F("asked_on")))
                & (Q(closed_on=None) | Q(closed_on__gte=F("asked_on"))),
                name="plan_days_in_order",
            ),
            models.CheckConstraint(
                condition=~Q(takes_part=TakesPart.NOT_POSSIBLE) | Q(takes_part_why__isnull=False),
                name="plan_without_person_why",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "plan_type": COUNTABLE,
            "state": COUNTABLE,
            "initiated_by": COUNTABLE,
            "initiator": IDENTIFYING,
            "asked_on": SPECIAL,
            "need": IDENTIFYING,
            "takes_part": COUNTABLE,
            "takes_part_why": IDENTIFYING,
            "relatives_part": COUNTABLE,
            "principal": COUNTABLE,
            "responsible_body": IDENTIFYING,
            "contact_name": IDENTIFYING,
            "contact_reach": IDENTIFYING,
            "crisis_plan": IDENTIFYING,
            "safety_plan": IDENTIFYING,
            "meeting_at": SPECIAL,
            "meeting_place": IDENTIFYING,
            "agreed_on": SPECIAL,
            "next_follow_up": SPECIAL,
            "closed_on": SPECIAL,
            "closing": COUNTABLE,
            "closing_words": IDENTIFYING,
        }
        third_party: ClassVar = {"initiator"}

    def __str__(self) -> str:
        return self.get_plan_type_display()

    @property
    def is_open(self) -> bool:
        """Whether anything can still be done in it."""
        return self.state != PlanState.CLOSED


class PlanRow(PersonRow):
    """A row of a plan. A trigger keeps its file and that of the plan the same."""

    plan = models.ForeignKey(
        CoordinatedPlan, models.CASCADE, related_name="%(class)s_set", verbose_name=_("plan")
    )

    class Meta:
        abstract = True
