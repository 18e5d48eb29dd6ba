"""The areas of need of a plan: each is looked at, and what is not met can be counted."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.models.person import PersonRowQuerySet
from casework.person_keys import PersonSealedTextField
from casework.privacy import COUNTABLE, IDENTIFYING, OPERATIONAL
from referrals.models.plan import PlanRow
from referrals.plan_enums import NeedKind, NeedState, UnmetReason


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class AreaOfNeed(PlanRow):
    """One area of one plan. A plan is begun with all of them."""

    kind = models.CharField(_("area of need"), max_length=12, choices=NeedKind.choices)
    state = models.CharField(
        _("state"), max_length=15, choices=NeedState.choices, default=NeedState.NOT_LOOKED_AT
    )
    reason = models.CharField(
        _("why it is not met"), max_length=12, choices=UnmetReason.choices, blank=True, default=""
    )
    words = PersonSealedTextField(verbose_name=_("in words"))

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "created_at", "id"]
        verbose_name = _("area of need")
        verbose_name_plural = _("areas of need")
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="need_once_a_plan"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=NeedKind.values,
                    state__in=NeedState.values,
                    reason__in=["", *UnmetReason.values],
                ),
                name="need_words_known",
            ),
            models.CheckConstraint(
                condition=Q(state=NeedState.UNMET) & ~Q(reason="")
                | ~Q(state=NeedState.UNMET) & Q(reason=""),
                name="need_unmet_why",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "kind": COUNTABLE,
            "state": COUNTABLE,
            "reason": COUNTABLE,
            "words": IDENTIFYING,
        }

    def __str__(self) -> str:
        return self.get_kind_display()
