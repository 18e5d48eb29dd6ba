"""Meetings that follow a plan up: who came, how each goal goes, when the next one is."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models.person import PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words
from referrals.models.goal import Goal
from referrals.models.plan import PlanRow
from referrals.models.plan_participant import PlanParticipant
from referrals.plan_enums import GoalResult


class FollowUp(PlanRow):
    """One meeting, recorded once. The last one of a closed plan has no next."""

    held_on = models.DateField(_("held on"))
    person_came = models.BooleanField(_("the person was there"))
    was_due_on = models.DateField(_("was to be held by"), null=True, blank=True)
    words = PersonSealedTextField(verbose_name=_("what was said"))
    next_on = models.DateField(_("next follow-up"), null=True, blank=True)

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-held_on", "-created_at", "id"]
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gt=F("held_on")), name="followup_next_later"
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "held_on": SPECIAL,
            "person_came": COUNTABLE,
            "was_due_on": SPECIAL,
            "words": IDENTIFYING,
            "next_on": SPECIAL,
        }

    def __str__(self) -> str:
        return day_in_words(self.held_on)

    @property
    def was_late(self) -> bool:
        """Whether it was held after its day."""
        return self.was_due_on is not None and self.held_on > self.was_due_on


class Attendance(PlanRow):
    """Whether one participant came to one meeting: without a follow-up, where it was agreed."""

    follow_up = models.ForeignKey(
        FollowUp,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="attendances",
        verbose_name=_("follow-up"),
    )
    participant = models.ForeignKey(
        PlanParticipant, models.CASCADE, related_name="+", verbose_name=_("participant of a plan")
    )
    came = models.BooleanField(_("was there"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "created_at", "id"]
        verbose_name = _("attendance")
        verbose_name_plural = _("attendances")
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "participant"], name="attendance_once", nulls_distinct=False
            )
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"participant": SPECIAL, "came": COUNTABLE}

    def __str__(self) -> str:
        return str(self.pk)


class GoalOutcome(PlanRow):
    """What was said of one goal, at a meeting or when the plan was closed."""

    follow_up = models.ForeignKey(
        FollowUp,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="outcomes",
        verbose_name=_("follow-up"),
    )
    goal = models.ForeignKey(Goal, models.CASCADE, related_name="outcomes", verbose_name=_("goal"))
    result = models.CharField(_("how it goes"), max_length=12, choices=GoalResult.choices)
    words = PersonSealedTextField(verbose_name=_("in words"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "created_at", "id"]
        verbose_name = _("outcome of a goal")
        verbose_name_plural = _("outcomes of goals")
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=GoalResult.values), name="outcome_words_known"
            ),
            models.UniqueConstraint(
                fields=["follow_up", "goal"], name="outcome_once_a_meeting", nulls_distinct=False
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"goal": SPECIAL, "result": COUNTABLE, "words": IDENTIFYING}

    def __str__(self) -> str:
        return self.get_result_display()
