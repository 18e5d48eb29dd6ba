"""What the person wants, and what became of it."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.person import PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL
from referrals.models.plan import PlanRow
from referrals.plan_enums import GoalResult, GoalTerm


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Goal(PlanRow):
    """One goal in the person's words. *result* is the latest that was said of it."""

    term = models.CharField(_("how far ahead"), max_length=6, choices=GoalTerm.choices)
    words = PersonSealedTextField(verbose_name=_("the goal, in the person's words"))
    result = models.CharField(
        _("how it goes"), max_length=12, choices=GoalResult.choices, blank=True, default=""
    )

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "-term", "created_at", "id"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            models.CheckConstraint(
                condition=Q(term__in=GoalTerm.values, result__in=["", *GoalResult.values]),
                name="goal_words_known",
            ),
            models.CheckConstraint(condition=Q(words__isnull=False), name="goal_says_something"),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"term": COUNTABLE, "words": IDENTIFYING, "result": COUNTABLE}

    def __str__(self) -> str:
        return self.get_term_display()
