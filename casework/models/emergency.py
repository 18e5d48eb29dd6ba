"""Emergency access: who opened what, why, for how long, and what the review found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models.base import UuidModel
from casework.models.organisation import Unit
from casework.models.person import Person
from casework.models.user import User
from casework.notice_enums import EmergencyKind, ReviewOutcome
from casework.privacy import IDENTIFYING, OPERATIONAL, SPECIAL
from casework.said_dates import moment_in_words


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    """Emergencies by who may see them."""

    def visible_to(self, user: User) -> EmergencyAccessQuerySet:
        """One's own, those of files that one decides over, and all for a log reviewer."""
        from casework.access.requests import visible_emergencies

        return self.filter(visible_emergencies(user))


class EmergencyAccess(UuidModel):
    """One emergency opening, or one lock after too many tries. Reviewed by somebody else.

    Written by a function of the database, which checks and logs; reviewed by an action.
    """

    kind = models.CharField(_("what happened"), max_length=10, choices=EmergencyKind.choices)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="emergencies"
    )
    opened_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("opened by")
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    reason = SealedTextField(verbose_name=_("why"))
    opened_at = models.DateTimeField(_("opened"), db_default=Now())
    ends_at = models.DateTimeField(_("until"))
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=ReviewOutcome.choices, blank=True, default=""
    )

    objects = EmergencyAccessQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("emergency access")
        verbose_name_plural = _("emergency accesses")
        indexes = [
            models.Index(
                fields=["opened_at"], condition=Q(reviewed_at=None), name="emergency_unreviewed"
            ),
            models.Index(fields=["person"], name="emergency_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=EmergencyKind.OPENED, person__isnull=False)
                | Q(kind=EmergencyKind.LOCKED, person=None),
                name="emergency_opened_something",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("opened_at")), name="emergency_times_in_order"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None, outcome="")
                | Q(
                    reviewed_at__isnull=False,
                    reviewed_by__isnull=False,
                    outcome__in=ReviewOutcome.values,
                ),
                name="emergency_review_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("opened_by")),
                name="emergency_not_reviewed_by_opener",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"person": SPECIAL, "reason": IDENTIFYING}

    def __str__(self) -> str:
        return moment_in_words(self.opened_at)

    @property
    def is_going_on(self) -> bool:
        """Whether the hours have not passed yet."""
        return self.kind == EmergencyKind.OPENED and timezone.now() < self.ends_at
