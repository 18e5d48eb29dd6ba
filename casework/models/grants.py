"""Who may use a file, on what ground and until when: grants to one user and grants to a unit.

The tables are django-guardian's direct foreign-key permissions, extended. Nobody inserts into
them: ``app_grant_person`` and ``app_end_person_grant`` do (``casework/migrations``), and check.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from casework.enums import AccessGround, AccessLevel, GrantEnd, GrantReach
from casework.grant_enums import GrantTask
from casework.models.base import UuidModel
from casework.models.case import Case
from casework.models.organisation import Unit
from casework.models.person import Person
from casework.models.user import User
from casework.privacy import OPERATIONAL

G = TypeVar("G", bound="Grant")


class GrantQuerySet(models.QuerySet[G]):
    """Grants by time."""

    def in_force(self) -> GrantQuerySet[G]:
        """Those that have not ended."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=Now()))

    def is_generic(self) -> bool:
        """What guardian's functions ask of a table of grants: these point at files alone."""
        return False


class Grant(UuidModel):
    """What both kinds of grant have."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    level = models.CharField(
        pgettext_lazy("a right", "may"), max_length=10, choices=AccessLevel.choices
    )
    ground = models.CharField(_("ground"), max_length=20, choices=AccessGround.choices)
    reason = models.CharField(
        _("task"), max_length=20, choices=GrantTask.choices, blank=True, default=""
    )
    # The work that the access is for: when the case is closed, the access ends.
    case = models.ForeignKey(Case, models.CASCADE, null=True, blank=True, related_name="+")
    given_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("given by")
    )
    given_at = models.DateTimeField(_("from"), db_default=Now())
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    ended_why = models.CharField(
        _("why ended"), max_length=20, choices=GrantEnd.choices, blank=True, default=""
    )

    class Meta:
        abstract = True
        ordering = ["given_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=AccessLevel.values)
                & Q(ground__in=AccessGround.values)
                & Q(reason__in=["", *GrantTask.values])
                & Q(ended_why__in=["", *GrantEnd.values]),
                name="%(class)s_words_known",
            ),
            # Nobody gives themselves access: opening a file and an emergency are told apart.
            models.CheckConstraint(
                condition=~Q(ground=AccessGround.EMERGENCY) | Q(ends_at__isnull=False),
                name="%(class)s_emergency_ends",
            ),
        ]


class PersonUserPermission(UserObjectPermissionBase, Grant):
    """Access for one colleague, in the work of one unit: it reaches as long as they work there."""

    user = models.ForeignKey(User, models.PROTECT, related_name="person_grants")
    content_object = models.ForeignKey(Person, models.CASCADE, related_name="user_grants")

    objects: ClassVar[Any] = GrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Grant.Meta):
        abstract = False
        verbose_name = _("access of a colleague")
        verbose_name_plural = _("access of colleagues")
        indexes = [
            # They hold what the policies ask, so that a list reads the index and not the grants.
            models.Index(
                fields=["user", "content_object"],
                include=["unit", "ends_at", "level"],
                name="user_grant_user_person",
            ),
            models.Index(
                fields=["content_object", "user"],
                include=["unit", "ends_at"],
                name="user_grant_person",
            ),
        ]
        constraints = [
            *Grant.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ground__in=[AccessGround.OPENED, AccessGround.EMERGENCY])
                | Q(given_by=None)
                | ~Q(given_by=models.F("user")),
                name="user_grant_not_to_oneself",
            ),
        ]

    class Privacy:
        all = OPERATIONAL


class PersonUnitPermission(GroupObjectPermissionBase, Grant):
    """Access for the intake of a unit or for its manager alone; never for the whole unit."""

    content_object = models.ForeignKey(Person, models.CASCADE, related_name="unit_grants")
    reach = models.CharField(_("reaches"), max_length=10, choices=GrantReach.choices)

    objects: ClassVar[Any] = GrantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Grant.Meta):
        abstract = False
        verbose_name = _("access of a unit")
        verbose_name_plural = _("access of units")
        indexes = [
            models.Index(
                fields=["unit", "content_object"],
                include=["reach", "ends_at", "level"],
                name="unit_grant_unit_person",
            ),
            models.Index(
                fields=["content_object"],
                include=["unit", "reach", "ends_at"],
                name="unit_grant_person",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
