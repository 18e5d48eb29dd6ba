"""Tablets, the keys that they seal to, and which life of the server they have talked to."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models import Unit, User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from outreach.tablet_enums import RevokeReason

# A clock may go a little wrong: nobody means a minute when they say when it was.
CLOCK_IS_RIGHT = timedelta(minutes=2)


class DeviceQuerySet(models.QuerySet["Device"]):
    """Tablets by who may see them."""

    def visible_to(self, user: User) -> DeviceQuerySet:
        """An administrator's all, a manager's those of the own unit."""
        from outreach.access import visible_devices

        return self.filter(visible_devices(user))


class Device(UuidModel):
    """A tablet that a unit takes out. It holds no key of ours: registering it only names it."""

    name = models.CharField(_("name"), max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    registered_at = models.DateTimeField(_("registered"), auto_now_add=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_why = models.CharField(
        _("why revoked"), max_length=10, choices=RevokeReason.choices, blank=True, default=""
    )
    seen_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    # How far the tablet's clock was ahead of the server's, at the last contact.
    skew_seconds = models.IntegerField(_("clock ahead by seconds"), null=True, blank=True)

    objects = DeviceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("tablet")
        verbose_name_plural = _("tablets")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None, revoked_why="")
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_why="")),
                name="device_revoked_by_somebody_for_a_reason",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.name

    @property
    def clock_is_wrong(self) -> bool:
        """Whether its clock was far off when it was last heard of."""
        return abs(self.skew_seconds or 0) > CLOCK_IS_RIGHT.total_seconds()


class TabletKey(models.Model):
    """A public key that tablets seal to. The private one lies with the process that opens."""

    id = models.CharField(primary_key=True, max_length=20)
    # An uncompressed point on P-256.
    public_key = models.BinaryField(max_length=65)
    made_at = models.DateTimeField(auto_now_add=True)
    # Not handed out from then on; what was sealed to it is still opened.
    retired_at = models.DateTimeField(null=True, blank=True)
    # The private key is gone: nothing sealed to it can be opened any more.
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        verbose_name = _("key of the tablets")
        verbose_name_plural = _("keys of the tablets")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.id


class SyncEpoch(UuidModel):
    """One life of the server as tablets see it. A restored backup begins another.

    A tablet that finds another epoch than that of its receipts offers its sealed copies again.
    """

    begun_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-begun_at", "-id"]
        verbose_name = _("life of the server")
        verbose_name_plural = _("lives of the server")

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.pk)
