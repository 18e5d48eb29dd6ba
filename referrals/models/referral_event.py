"""What happened to a referral: the one way in which its state changes, kept for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.enums import ClosingReason
from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL
from referrals.enums import Act, DeclineReason, ReferralState
from referrals.models.referral import Referral

# What nobody may do without saying why, in words.
SAYS_WHY = [
    Act.ASK,
    Act.ANSWER,
    Act.REPLY,
    Act.FEED_BACK,
    Act.NOT_REACHED,
    Act.REVOKE,
    Act.POSTPONE,
]


class ReferralEventQuerySet(models.QuerySet["ReferralEvent"]):
    """Events by who may see them."""

    def visible_to(self, user: User) -> ReferralEventQuerySet:
        """Those of the referrals that *user* sees."""
        from referrals.access import visible_referral_events

        return self.filter(visible_referral_events(user))


class ReferralEvent(UuidModel):
    """One act. A trigger asks the table of transitions, and moves the referral.

    It says from where to where, and refuses what the table does not hold. An event never changes.
    """

    # A draft has none, and only a draft is ever deleted by hand.
    referral = models.ForeignKey(
        Referral, models.DO_NOTHING, related_name="events", verbose_name=_("referral")
    )
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by whom")
    )
    act = models.CharField(_("what"), max_length=20, choices=Act.choices)
    from_state = models.CharField(
        _("from the state"), max_length=20, choices=ReferralState.choices, blank=True
    )
    to_state = models.CharField(
        _("to the state"), max_length=20, choices=ReferralState.choices, blank=True
    )
    words = SealedTextField(verbose_name=_("in words"))
    # Somebody without an account answered, and it is registered by hand.
    said_by = SealedTextField(verbose_name=_("who said it"))
    reason = models.CharField(_("reason"), max_length=20, blank=True, default="")
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to whom")
    )
    due_at = models.DateTimeField(_("by when"), null=True, blank=True)

    objects = ReferralEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("event of a referral")
        verbose_name_plural = _("events of referrals")
        indexes = [models.Index(fields=["referral", "at"], name="referral_event_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(act__in=Act.values)
                & Q(from_state__in=ReferralState.values)
                & Q(to_state__in=ReferralState.values),
                name="referral_event_words_known",
            ),
            models.CheckConstraint(
                condition=~Q(act__in=SAYS_WHY) | Q(words__isnull=False),
                name="referral_event_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(act=Act.DECLINE) | ~Q(reason=""), name="referral_event_no_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(act=Act.ASSIGN) | Q(assigned_to__isnull=False),
                name="referral_event_assigns_somebody",
            ),
            # The hour of the day apart, the 90 days of referrals/due.py. The trigger writes *at*.
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(due_at__lte=F("at") + timedelta(days=91)),
                name="referral_event_time_is_bounded",
            ),
            models.CheckConstraint(
                condition=~Q(act=Act.POSTPONE) | Q(due_at__isnull=False),
                name="referral_event_postpones_to_a_day",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "act": COUNTABLE,
            "words": IDENTIFYING,
            "said_by": IDENTIFYING,
            "reason": COUNTABLE,
        }

    def __str__(self) -> str:
        return self.get_act_display()

    @property
    def reason_label(self) -> str:
        """Why a receiver said no, or how their work ended, in words."""
        reasons = {Act.DECLINE: DeclineReason, Act.FINISH: ClosingReason}.get(Act(self.act))
        known = reasons is not None and self.reason in reasons.values
        return str(reasons(self.reason).label) if reasons is not None and known else ""
