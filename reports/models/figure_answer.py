"""What is said of exact figures by others than whoever registered them, and their taking back."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from reports.enums import FigureSaid
from reports.models.exact_figure import ExactFigure

ENDED_BY_TWO = 2
FIRST_ANSWERS = [FigureSaid.CONFIRMED, FigureSaid.DECLINED]


class FigureAnswer(UuidModel):
    """One answer to an exact figure. It is added and never changed: triggers know every rule.

    A figure counts once somebody else has confirmed it. Unconfirmed it is declined by any one;
    confirmed it is withdrawn by two.
    """

    figure = models.ForeignKey(ExactFigure, models.PROTECT, related_name="answers")
    said = models.CharField(_("answer"), max_length=10, choices=FigureSaid.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(auto_now_add=True)
    answered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["figure", "answered_at", "id"]
        verbose_name = _("answer to an exact figure")
        verbose_name_plural = _("answers to exact figures")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["figure"], condition=Q(said__in=FIRST_ANSWERS), name="figure_answered_once"
            ),
            models.UniqueConstraint(
                fields=["figure", "answered_by"],
                condition=Q(said=FigureSaid.WITHDRAWN),
                name="figure_withdrawn_once_by_each",
            ),
            models.CheckConstraint(
                condition=Q(said__in=FigureSaid.values), name="figure_answer_known"
            ),
            models.CheckConstraint(
                condition=Q(said=FigureSaid.CONFIRMED, reason="")
                | ~Q(said=FigureSaid.CONFIRMED) & ~Q(reason=""),
                name="figure_answer_no_has_reason",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.figure}: {self.said}"
