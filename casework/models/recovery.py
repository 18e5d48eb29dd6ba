"""Helping somebody back in who has lost their second factor or their password."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.enums import RecoveryKind, RecoveryState
from casework.models.base import UuidModel
from casework.models.user import User
from casework.privacy import OPERATIONAL

# After a day nobody remembers why: ask again.
KEPT = timedelta(hours=24)


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    """Requests by who may see them."""

    def visible_to(self, user: User) -> RecoveryQuerySet:
        """Those that *user* may see: an administrator's all, a manager's about the own staff."""
        from casework.access.recovery import visible_recoveries

        return self.filter(visible_recoveries(user))

    def waiting(self) -> RecoveryQuerySet:
        """Those that may still be confirmed."""
        return self.filter(state=RecoveryState.WAITING, expires_at__gt=timezone.now())


class Recovery(UuidModel):
    """A request by an administrator, done only when a second person has confirmed it.

    For a password each of the two is shown one half, so that neither can sign in as its holder.
    """

    holder = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("account"))
    kind = models.CharField(_("what is lost"), max_length=10, choices=RecoveryKind.choices)
    reason = SealedTextField(verbose_name=_("reason"))
    state = models.CharField(
        _("state"), max_length=10, choices=RecoveryState.choices, default=RecoveryState.WAITING
    )
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    # Who confirmed or stopped it; nobody where the clock did.
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # What the asker was told of a new password, until the other half is made.
    first_half = SealedTextField()

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("request for recovery")
        verbose_name_plural = _("requests for recovery")
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("holder")), name="recovery_not_asked_by_holder"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (
                    Q(settled_by__isnull=False)
                    & ~Q(settled_by=F("asked_by"))
                    & ~Q(settled_by=F("holder"))
                    & Q(settled_at__lte=F("expires_at"))
                ),
                name="recovery_confirmed_by_another_in_time",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", settled_by=None, settled_at=None)
                | Q(state="expired", settled_by=None, settled_at__isnull=False)
                | Q(
                    state__in=["confirmed", "stopped"],
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                ),
                name="recovery_settled_as_its_state_says",
            ),
            models.CheckConstraint(
                condition=Q(
                    expires_at__gt=F("asked_at"),
                    expires_at__lte=F("asked_at") + timedelta(hours=24),
                ),
                name="recovery_within_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", kind="password", first_half__isnull=False)
                | (~Q(state="waiting", kind="password") & Q(first_half=None)),
                name="recovery_half_while_needed",
            ),
            models.UniqueConstraint(
                fields=["holder", "kind"], condition=Q(state="waiting"), name="recovery_asked_once"
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.holder}"

    @property
    def is_waiting(self) -> bool:
        """Whether it may still be confirmed, also before the clock has noted that it can't."""
        return self.state == RecoveryState.WAITING and self.expires_at > timezone.now()
