"""Who works where, as what, and for how long."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import Role
from casework.models.base import UuidModel
from casework.models.organisation import Unit
from casework.models.user import User
from casework.privacy import OPERATIONAL

# Roles for the whole city: they read no person and belong to no unit.
CITY_ROLES = [Role.STATISTICS_MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR]


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Memberships by day and role."""

    def active(self, day: date | None = None) -> MembershipQuerySet:
        """Those in force on *day* (today unless told otherwise), both ends included."""
        day = day or timezone.localdate()
        return self.filter(valid_from__lte=day).exclude(valid_to__lt=day)


class Membership(UuidModel):
    """A dated role in a unit, approved by somebody else than the one who gets it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    # Who takes in new people for the unit sees the files that come to it; the manager always does.
    takes_intake = models.BooleanField(_("takes in new people for the unit"), default=False)
    valid_from = models.DateField(_("from"), default=timezone.localdate)
    valid_to = models.DateField(_("to"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__full_name", "unit__name", "role", "id"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="membership_dates_in_order",
            ),
            models.CheckConstraint(
                condition=Q(role__in=CITY_ROLES, unit=None)
                | (~Q(role__in=CITY_ROLES) & Q(unit__isnull=False)),
                name="membership_unit_unless_city_role",
            ),
            # No approver at all is the set-up of a city; approving oneself never is.
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("user")),
                name="membership_not_approved_by_oneself",
            ),
        ]
        indexes = [models.Index(fields=["user", "unit"], name="membership_user_unit")]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
