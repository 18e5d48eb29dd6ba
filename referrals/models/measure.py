"""Who does what and until when, what leans on what, and what stands in when something falls."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import User
from casework.models.person import PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from referrals.models.goal import Goal
from referrals.models.plan import PlanRow
from referrals.plan_enums import TOPPLING, MeasureState, Principal


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Measure(PlanRow):
    """One measure. *answers* is a colleague here who answers for it; else a name in words."""

    goal = models.ForeignKey(
        Goal, models.RESTRICT, null=True, blank=True, related_name="+", verbose_name=_("goal")
    )
    what = PersonSealedTextField(verbose_name=_("what is to be done"))
    principal = models.CharField(_("done by"), max_length=12, choices=Principal.choices)
    body = PersonSealedTextField(verbose_name=_("body"))
    responsible = PersonSealedTextField(verbose_name=_("person responsible"))
    answers = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague who answers for it"),
    )
    due_on = models.DateField(_("to be done by"))
    # Of the latest move to a later day; the earlier ones are in the history.
    moved_why = PersonSealedTextField(verbose_name=_("why the day was moved"))
    cost_bearer = PersonSealedTextField(verbose_name=_("who pays"))
    state = models.CharField(
        _("state"), max_length=10, choices=MeasureState.choices, default=MeasureState.PLANNED
    )
    state_on = models.DateField(_("since"), null=True, blank=True)
    state_why = PersonSealedTextField(verbose_name=_("why"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "due_on", "created_at", "id"]
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        indexes = [models.Index(fields=["answers", "state"], name="measure_answers_state")]
        constraints = [
            models.CheckConstraint(
                condition=Q(principal__in=Principal.values, state__in=MeasureState.values),
                name="measure_words_known",
            ),
            models.CheckConstraint(
                condition=Q(what__isnull=False, body__isnull=False), name="measure_says_who_what"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=TOPPLING)
                | Q(state_on__isnull=False, state_why__isnull=False),
                name="measure_fell_why",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "goal": SPECIAL,
            "what": IDENTIFYING,
            "principal": COUNTABLE,
            "body": IDENTIFYING,
            "responsible": IDENTIFYING,
            "due_on": SPECIAL,
            "moved_why": IDENTIFYING,
            "cost_bearer": IDENTIFYING,
            "state": COUNTABLE,
            "state_on": SPECIAL,
            "state_why": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self.get_state_display()


class MeasureDependency(PlanRow):
    """*measure* leans on *needs*. Triggers refuse a circle and a measure of another plan."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="leans", verbose_name=_("measure")
    )
    needs = models.ForeignKey(
        Measure, models.CASCADE, related_name="carries", verbose_name=_("leans on")
    )

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "created_at", "id"]
        verbose_name = _("what a measure leans on")
        verbose_name_plural = _("what measures lean on")
        constraints = [
            models.UniqueConstraint(fields=["measure", "needs"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(measure=F("needs")), name="dependency_of_two"),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"measure": SPECIAL, "needs": SPECIAL}

    def __str__(self) -> str:
        return str(self.pk)


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Bridge(PlanRow):
    """What stands in for *measure* when it has fallen, or why nothing does."""

    measure = models.ForeignKey(
        Measure, models.CASCADE, related_name="bridges", verbose_name=_("measure that fell")
    )
    what = PersonSealedTextField(verbose_name=_("what stands in"))
    owner = PersonSealedTextField(verbose_name=_("who sees to it"))
    answers = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("colleague who answers for it"),
    )
    due_on = models.DateField(_("in place by"), null=True, blank=True)
    in_place_on = models.DateField(_("in place since"), null=True, blank=True)
    none_why = PersonSealedTextField(verbose_name=_("why there is none"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-created_at", "id"]
        verbose_name = _("bridge")
        verbose_name_plural = _("bridges")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    what__isnull=False, owner__isnull=False, due_on__isnull=False, none_why=None
                )
                | Q(what=None, owner=None, due_on=None, in_place_on=None, none_why__isnull=False),
                name="bridge_or_why_none",
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "measure": SPECIAL,
            "what": IDENTIFYING,
            "owner": IDENTIFYING,
            "due_on": SPECIAL,
            "in_place_on": SPECIAL,
            "none_why": IDENTIFYING,
        }

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def is_one(self) -> bool:
        """Whether something stands in at all."""
        return self.due_on is not None
