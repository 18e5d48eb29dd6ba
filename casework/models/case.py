"""One unit's work in a file."""

from __future__ import annotations

from typing import ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import CaseState, ClosingReason
from casework.models.organisation import Unit
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.models.user import User
from casework.privacy import COUNTABLE, OPERATIONAL


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Case(PersonRow):
    """A unit's work with a person, from a day to a day. A file has one or more.

    *responsible* may be empty: then it waits with the unit's manager, and nobody is overlooked.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    responsible = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("responsible"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=CaseState.choices, default=CaseState.OPEN
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closing_reason = models.CharField(
        _("why closed"), max_length=20, choices=ClosingReason.choices, blank=True, default=""
    )

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "opened_at", "id"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["unit", "state"], name="case_unit_state"),
            models.Index(fields=["responsible", "state"], name="case_responsible_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                condition=Q(state=CaseState.OPEN),
                name="case_open_once_a_unit",
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, closed_at=None, closed_by=None, closing_reason="")
                | (
                    Q(state=CaseState.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                    & ~Q(closing_reason="")
                ),
                name="case_closed_with_reason",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "unit": COUNTABLE,
            "state": COUNTABLE,
            "opened_at": COUNTABLE,
            "closed_at": COUNTABLE,
            "closing_reason": COUNTABLE,
        }

    def __str__(self) -> str:
        return f"{self.person}: {self.unit}"
