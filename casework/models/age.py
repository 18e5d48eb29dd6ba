"""Ages as they were stated, assessed or documented."""

from __future__ import annotations

from typing import ClassVar

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.enums import (
    AgeSource,
)
from casework.models.person import PersonRow, PersonRowQuerySet
from casework.privacy import COUNTABLE, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words


# What a number told goes with the number, out of the history too.
@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old),
    pghistory.DeleteEvent(condition=pgtrigger.Q(old__identifier__isnull=True)),
    append_only=True,
    exclude=["identifier"],
)
class AgeStatement(PersonRow):
    """An age as it was stated, assessed or documented on a day. The latest of a kind counts."""

    source = models.CharField(_("how it is known"), max_length=12, choices=AgeSource.choices)
    years_from = models.PositiveSmallIntegerField(_("youngest age"), null=True, blank=True)
    years_to = models.PositiveSmallIntegerField(_("oldest age"), null=True, blank=True)
    possibly_under_18 = models.BooleanField(_("possibly under 18"), default=False)
    on_day = models.DateField(_("on the day"), default=timezone.localdate)
    # The number that told it: without the number there is no such age.
    identifier = models.ForeignKey(
        "casework.Identifier",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="ages",
        verbose_name=_("told by the number"),
    )

    objects = PersonRowQuerySet.as_manager()

    class Meta:
        ordering = ["person", "-on_day", "-created_at"]
        verbose_name = _("statement of age")
        verbose_name_plural = _("statements of age")
        constraints = [
            models.CheckConstraint(
                condition=Q(years_from=None)
                | Q(years_to=None)
                | Q(years_from__lte=models.F("years_to")),
                name="age_years_in_order",
            ),
            models.CheckConstraint(
                condition=Q(years_from__isnull=False)
                | Q(years_to__isnull=False)
                | Q(possibly_under_18=True),
                name="age_says_something",
            ),
            models.CheckConstraint(
                condition=Q(source__in=AgeSource.values), name="age_source_known"
            ),
            models.CheckConstraint(
                condition=Q(identifier=None) | Q(source=AgeSource.DOCUMENTED),
                name="age_of_a_number_is_documented",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {
            "source": COUNTABLE,
            "years_from": SPECIAL,
            "years_to": SPECIAL,
            "possibly_under_18": COUNTABLE,
            "on_day": SPECIAL,
        }

    def __str__(self) -> str:
        return f"{self.get_source_display()} {day_in_words(self.on_day)}"
