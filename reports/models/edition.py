"""Editions of the statistics, from the draft to what is published for ever."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL
from reports.enums import EditionState, RefusedBecause
from reports.models.edition_period import EditionPeriod

OPEN_EDITIONS = [EditionState.DRAFT, EditionState.AUDITING]
# What a later edition of the same period may stand beside.
OVER = [EditionState.REFUSED, EditionState.WITHDRAWN]
# The universes, in the order in which they are made.
UNIVERSES = ("exploited", "suspected_buyers", "kast", "plans", "referrals", "protection")


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions by who may see them."""

    def visible_to(self, user: User) -> EditionQuerySet:
        """All of them, for a statistics manager."""
        from reports.access import manages_statistics

        return self.filter(manages_statistics(user))


class Edition(UuidModel):
    """One edition of one period. A trigger keeps the order of states and what is published.

    *prepared_by* is empty until somebody answers for what the clock has made. *own_work* has the
    exact tables about our own work; figures about people are in :class:`EditionUniverse` alone.
    """

    period = models.ForeignKey(EditionPeriod, models.PROTECT, related_name="editions")
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    state = models.CharField(
        _("state"), max_length=10, choices=EditionState.choices, default=EditionState.DRAFT
    )
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    ordered_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    # The last sign of life of whoever makes it.
    seen_at = models.DateTimeField()
    made_at = models.DateTimeField(_("made and audited"), null=True)
    own_work = models.JSONField(default=list)
    # What was found to be different since it was published: sentences without a number.
    notices = ArrayField(models.CharField(max_length=200), default=list)

    prepared_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("prepared by")
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    published_at = models.DateTimeField(_("published"), null=True)
    refused_because = models.CharField(
        max_length=12, choices=RefusedBecause.choices, blank=True, default=""
    )
    # By whom, where it was a person.
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    refused_at = models.DateTimeField(_("refused"), null=True)
    withdrawn_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    # Why it was refused by somebody, or withdrawn.
    reason = models.CharField(_("reason"), max_length=500, blank=True, default="")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-period__start", "period__code", "-version"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(fields=["period", "version"], name="edition_version_once"),
            models.UniqueConstraint(
                fields=["period"], condition=~Q(state__in=OVER), name="edition_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=EditionState.values), name="edition_state_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None)
                | Q(prepared_by__isnull=False) & ~Q(approved_by=F("prepared_by")),
                name="edition_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[EditionState.APPROVED, EditionState.PUBLISHED])
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="edition_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.PUBLISHED) | Q(published_at__isnull=False),
                name="edition_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=EditionState.WITHDRAWN)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False) & ~Q(reason=""),
                name="edition_withdrawn_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state=EditionState.REFUSED) & ~Q(refused_because="")
                | ~Q(state=EditionState.REFUSED) & Q(refused_because=""),
                name="edition_refused_because",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="edition_in_per_cent"),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.period.code} ({self.version})"

    @property
    def is_open(self) -> bool:
        """Whether it is still being made."""
        return self.state in OPEN_EDITIONS


class EditionUniverse(UuidModel):
    """The released files of one universe in one edition, or why there are none, and its audit.

    *document* is the engine's own bytes, safe to read for anybody. Errors are in people; no raw
    count of a cell is here.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="universes")
    universe = models.CharField(max_length=20)
    document = models.BinaryField(null=True)
    refused_because = models.CharField(
        max_length=12, choices=RefusedBecause.choices, blank=True, default=""
    )
    # The engine's own sentences, without a figure about people.
    findings = ArrayField(models.CharField(max_length=300), default=list)
    cells = models.PositiveIntegerField(default=0)
    largest_error = models.PositiveIntegerField(default=0)
    mean_error = models.FloatField(default=0)
    median_share = models.FloatField(default=0)
    attacked = models.PositiveIntegerField(default=0)
    crossings = models.PositiveIntegerField(default=0)
    witnesses = models.PositiveIntegerField(default=0)
    insiders = models.PositiveIntegerField(default=0)
    # How far a number may be from the true one. Rows of before tell it in their document alone.
    bound = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["edition", "made_at", "id"]
        verbose_name = _("universe of an edition")
        verbose_name_plural = _("universes of editions")
        constraints = [
            models.UniqueConstraint(fields=["edition", "universe"], name="edition_universe_once"),
            models.CheckConstraint(
                condition=Q(universe__in=UNIVERSES), name="edition_universe_known"
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False, refused_because="")
                | Q(document=None) & ~Q(refused_because=""),
                name="edition_universe_released_or_refused",
            ),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"document": COUNTABLE}

    def __str__(self) -> str:
        return self.universe


class EditionCorrection(UuidModel):
    """What has to be said of a published edition, in words and without a number."""

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="corrections")
    words = models.CharField(_("correction in words"), max_length=500)
    written_at = models.DateTimeField(auto_now_add=True)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["edition", "written_at", "id"]
        verbose_name = _("correction of an edition")
        verbose_name_plural = _("corrections of editions")
        constraints = [
            models.CheckConstraint(
                condition=~Q(words__regex=r"[0-9]"), name="edition_correction_without_number"
            )
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return str(self.pk)
