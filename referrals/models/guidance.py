"""Advice and training given to other professionals: part of the yearly follow-up."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import SealedTextField
from casework.models import Municipality, Unit, User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL, SPECIAL
from casework.said_dates import day_in_words
from referrals.guidance_enums import GuidanceBody, GuidanceForm, GuidanceKind, GuidanceTopic


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    """Advice and training by who may see it."""

    def visible_to(self, user: User) -> GuidanceQuerySet:
        """What units of *user* have given."""
        from referrals.outward_access import visible_guidance

        return self.filter(visible_guidance(user))

    def listed(self) -> GuidanceQuerySet:
        """Without what is sealed, for lists."""
        return self.select_related("unit", "municipality").defer("words")


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class Guidance(UuidModel):
    """One occasion. It is about our own work and holds nobody who was met or who attended."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("what was given"), max_length=20, choices=GuidanceKind.choices)
    form = models.CharField(_("how"), max_length=20, choices=GuidanceForm.choices)
    body = models.CharField(_("to whom"), max_length=20, choices=GuidanceBody.choices)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("municipality"),
    )
    topics = ArrayField(
        models.CharField(max_length=20, choices=GuidanceTopic.choices), verbose_name=_("topics")
    )
    # Sealed: somebody may write of a person here although the form asks them not to.
    words = SealedTextField(verbose_name=_("in your own words"))
    attended = models.PositiveIntegerField(_("how many took part"))
    # Written by mistake: kept, and not counted.
    is_struck = models.BooleanField(_("struck"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = _("advice or training given")
        verbose_name_plural = _("advice and training given")
        indexes = [models.Index(fields=["unit", "-day"], name="guidance_unit_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(attended__gte=1, attended__lte=5000), name="guidance_somebody_attended"
            ),
            models.CheckConstraint(
                condition=Q(topics__len__gte=1)
                & Q(topics__contained_by=[str(topic) for topic in GuidanceTopic]),
                name="guidance_topics_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    kind__in=GuidanceKind.values,
                    form__in=GuidanceForm.values,
                    body__in=GuidanceBody.values,
                ),
                name="guidance_codes_known",
            ),
            models.CheckConstraint(
                condition=~Q(body=GuidanceBody.MUNICIPALITY) | Q(municipality__isnull=False),
                name="guidance_names_municipality",
            ),
            models.CheckConstraint(
                condition=~Q(body=GuidanceBody.MUNICIPALITIES) | Q(municipality=None),
                name="guidance_several_name_none",
            ),
            models.CheckConstraint(
                condition=Q(day__gte=date(2000, 1, 1)), name="guidance_in_our_time"
            ),
        ]

    class Privacy:
        all = COUNTABLE
        exceptions: ClassVar = {
            "id": OPERATIONAL,
            "unit": OPERATIONAL,
            "words": SPECIAL,
            "is_struck": OPERATIONAL,
            "created_at": OPERATIONAL,
            "created_by": OPERATIONAL,
            "updated_at": OPERATIONAL,
            "updated_by": OPERATIONAL,
        }

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {day_in_words(self.day)}"

    @property
    def topic_words(self) -> list[str]:
        """The topics in words, in their own order."""
        return [str(label) for code, label in GuidanceTopic.choices if code in self.topics]
