"""Shifts: one outing each, and the denominator of every figure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models import (
    District,
    Municipality,
    PoliceUnit,
    Unit,
    User,
    VoluntaryOrganisation,
)
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words
from outreach.enums import Arena, Origin, ShiftKind, ShiftState
from outreach.models.operation_week import OperationWeek


class ShiftQuerySet(models.QuerySet["Shift"]):
    """Shifts by who may see them."""

    def visible_to(self, user: User) -> ShiftQuerySet:
        """Those of units where *user* works now."""
        from outreach.access import visible_shifts

        return self.filter(visible_shifts(user))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Shift(UuidModel):
    """One outing of a team. A shift with nobody met is recorded too."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    units = models.ManyToManyField(
        Unit, through="outreach.ShiftUnit", related_name="+", verbose_name=_("participating units")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=ShiftKind.choices)
    operation_week = models.ForeignKey(
        OperationWeek, models.PROTECT, null=True, blank=True, verbose_name=_("operation week")
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name=_("municipality")
    )
    district = models.ForeignKey(
        District,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("district"),
    )
    arena = models.CharField(_("arena"), max_length=20, choices=Arena.choices)
    police_unit = models.ForeignKey(
        PoliceUnit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("police unit"),
    )
    officer_count = models.PositiveSmallIntegerField(_("number of police officers"), default=0)
    voluntary_organisation = models.ForeignKey(
        VoluntaryOrganisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("voluntary organisation"),
    )
    # The crew is named for shifts kept here; an imported one only has its number.
    social_worker_count = models.PositiveSmallIntegerField(_("number of social workers"), default=0)
    # The day of the start in Stockholm: what everybody means by "the shift on the 14th", and the
    # day on which everybody met on it is counted, also after midnight.
    day = models.DateField(_("day"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ShiftState.choices, default=ShiftState.PLANNED
    )
    nobody_met = models.BooleanField(_("nobody met"), default=False)
    handover_note = SealedTextField(verbose_name=_("hand-over note"))
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.ENTERED)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = ShiftQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_at", "-id"]
        verbose_name = _("shift")
        verbose_name_plural = _("shifts")
        indexes = [
            models.Index(fields=["unit", "-starts_at"], name="shift_unit_start"),
            # The order of the list: a page is read off the index, however many shifts there are.
            models.Index(fields=["-starts_at", "-id"], name="shift_start"),
            models.Index(fields=["day"], name="shift_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="shift_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ShiftState.PLANNED, ShiftState.ONGOING, ShiftState.CANCELLED]
                )
                | Q(ends_at__isnull=False),
                name="shift_ended_has_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=ShiftState.SIGNED)
                | Q(origin=Origin.IMPORTED)
                | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="shift_signed_has_signature",
            ),
            models.CheckConstraint(
                condition=~Q(nobody_met=True) | Q(state__in=[ShiftState.ENDED, ShiftState.SIGNED]),
                name="shift_nobody_met_when_ended",
            ),
        ]

    class Privacy:
        all = COUNTABLE
        exceptions: ClassVar = {
            "id": OPERATIONAL,
            "handover_note": SPECIAL,
            "police_unit": OPERATIONAL,
            "signed_by": OPERATIONAL,
            "signed_at": OPERATIONAL,
            "created_at": OPERATIONAL,
            "updated_at": OPERATIONAL,
            "updated_by": OPERATIONAL,
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {day_in_words(self.day)}"

    @property
    def is_open(self) -> bool:
        """Whether encounters may still be added and edited in place."""
        return self.state in (ShiftState.ONGOING, ShiftState.ENDED)

    @property
    def start_has_passed(self) -> bool:
        """Whether the planned start lies so far back that one must ask when the shift began."""
        planned = self.state == ShiftState.PLANNED
        return planned and self.starts_at < timezone.now() - timedelta(minutes=30)

    @property
    def partner_units(self) -> list[Unit]:
        """The participating units except the leading one."""
        return [su.unit for su in self.shift_units.all() if su.unit_id != self.unit_id]

    def duration(self, now: datetime) -> timedelta:
        """How long the shift lasted, or has lasted until *now*."""
        return (self.ends_at or now) - self.starts_at


class ShiftUnit(UuidModel):
    """A unit that took part in a shift, the leading one included.

    No row-level security here: the policies of the shift and of what hangs on it ask this table,
    and it holds nothing but two identifiers.
    """

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="shift_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["unit__name"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "unit"], name="shift_unit_once"),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.unit_id)


class CrewMember(UuidModel):
    """A colleague on a shift."""

    shift = models.ForeignKey(Shift, models.CASCADE, related_name="crew")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["user__full_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["shift", "user"], name="crew_member_once"),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.user)
