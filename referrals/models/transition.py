"""The table of ``referrals/machine.py`` as the database holds it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from referrals.enums import Act, ReferralKind, ReferralState, Side


class Transition(UuidModel):
    """What may be done in a state. Written by migrations alone; a trigger asks it."""

    kind = models.CharField(max_length=20, choices=ReferralKind.choices)
    state = models.CharField(max_length=20, choices=ReferralState.choices)
    act = models.CharField(max_length=20, choices=Act.choices)
    who = models.CharField(max_length=20, choices=Side.choices)
    next = models.CharField(max_length=20, choices=ReferralState.choices)

    class Meta:
        ordering = ["kind", "state", "act"]
        verbose_name = _("transition of a referral")
        verbose_name_plural = _("transitions of referrals")
        constraints = [
            models.UniqueConstraint(fields=["kind", "state", "act"], name="transition_once")
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.kind}: {self.state} → {self.next} ({self.act})"
