"""Where a city sends whom, and how long an answer may take. Data of the city."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.enums import PersonRole
from casework.models import Unit
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from referrals.enums import ReferralKind, RouteWhen, TimeLimit
from referrals.models.outside_body import OutsideBody


class Route(UuidModel):
    """A receiver to suggest for somebody. It suggests: a person chooses and sends."""

    role = models.CharField(_("who was met"), max_length=20, choices=PersonRole.choices)
    # None: whatever the age.
    is_child = models.BooleanField(_("under 18"), null=True, blank=True)
    when = models.CharField(
        _("when"), max_length=20, choices=RouteWhen.choices, default=RouteWhen.ALWAYS
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ReferralKind.choices)
    to_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    to_body = models.ForeignKey(
        OutsideBody, models.PROTECT, null=True, blank=True, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("route of a referral")
        verbose_name_plural = _("routes of referrals")
        constraints = [
            models.CheckConstraint(
                condition=Q(to_unit__isnull=False, to_body=None)
                | Q(to_unit=None, to_body__isnull=False),
                name="route_has_one_receiver",
            ),
            models.UniqueConstraint(
                fields=["role", "is_child", "when", "kind", "to_unit", "to_body"],
                nulls_distinct=False,
                name="route_once",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.get_role_display()} → {self.to_unit or self.to_body}"


class AnswerTime(UuidModel):
    """How long a step may take: working days, or hours around the clock."""

    limit = models.CharField(_("step"), max_length=20, choices=TimeLimit.choices, unique=True)
    working_days = models.PositiveSmallIntegerField(_("working days"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("hours"), null=True, blank=True)

    class Meta:
        ordering = ["limit"]
        verbose_name = _("time to answer")
        verbose_name_plural = _("times to answer")
        constraints = [
            models.CheckConstraint(
                condition=Q(working_days__gt=0, hours=None) | Q(working_days=None, hours__gt=0),
                name="answer_time_is_days_or_hours",
            )
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.get_limit_display()
