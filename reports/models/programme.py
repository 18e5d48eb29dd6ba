"""The city's programme: its aims, and what the boards undertake for each year and answer."""

from __future__ import annotations

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.models import Board, User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from reports.programme_enums import MeasureState

# Before this no programme of the kind was written; after it a year is a slip of the finger.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class _ProgrammeRow(UuidModel):
    """What both tables have. *updated_at* is the version that a form shows."""

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class ProgrammeAimQuerySet(models.QuerySet["ProgrammeAim"]):
    """Aims by who may see them."""

    def visible_to(self, user: User) -> ProgrammeAimQuerySet:
        """All of them, to a statistics manager; nothing to anybody else."""
        from reports.access import manages_statistics

        return self.filter(manages_statistics(user))

    def holding_in(self, first: int, last: int | None = None) -> ProgrammeAimQuerySet:
        """Those that hold in some year from *first* to *last*, both included."""
        return self.filter(
            Q(to_year=None) | Q(to_year__gte=first), from_year__lte=first if last is None else last
        )


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class ProgrammeAim(_ProgrammeRow):
    """An overall aim of the programme, and the years that it holds."""

    title = models.CharField(_("aim"), max_length=300)
    position = models.PositiveSmallIntegerField(_("place in the order"), default=1)
    from_year = models.PositiveSmallIntegerField(_("first year"))
    to_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)

    objects = ProgrammeAimQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title", "id"]
        verbose_name = _("aim of the programme")
        verbose_name_plural = _("aims of the programme")
        constraints = [
            models.CheckConstraint(
                condition=Q(from_year__gte=FIRST_YEAR, from_year__lte=LAST_YEAR)
                & (Q(to_year=None) | Q(to_year__gte=F("from_year"), to_year__lte=LAST_YEAR)),
                name="aim_years_in_order",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="aim_has_words"),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.title

    @property
    def years(self) -> str:
        """The years that it holds, as they are written."""
        return f"{self.from_year}–{self.to_year or ''}"

    def holds_in(self, year: int) -> bool:
        """Whether it holds in *year*."""
        return self.from_year <= year and (self.to_year is None or year <= self.to_year)


class ProgrammeMeasureQuerySet(models.QuerySet["ProgrammeMeasure"]):
    """Measures by who may see them."""

    def visible_to(self, user: User) -> ProgrammeMeasureQuerySet:
        """All of them, to a statistics manager; nothing to anybody else."""
        from reports.access import manages_statistics

        return self.filter(manages_statistics(user))


@pghistory.track(
    pghistory.UpdateEvent(row=pghistory.Old), pghistory.DeleteEvent(), append_only=True
)
class ProgrammeMeasure(_ProgrammeRow):
    """What a board has undertaken for a year: planned in its plan, answered in its report.

    Nobody who was met is in it: it is about our own work, and its words refuse personal numbers.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    aim = models.ForeignKey(
        ProgrammeAim, models.PROTECT, related_name="measures", verbose_name=_("aim")
    )
    board = models.ForeignKey(
        Board, models.PROTECT, related_name="+", verbose_name=_("responsible board")
    )
    title = models.CharField(_("measure"), max_length=200)
    planned = models.TextField(_("what the yearly plan says"), blank=True, default="")
    state = models.CharField(
        _("state"), max_length=10, choices=MeasureState.choices, default=MeasureState.NOT_BEGUN
    )
    answer = models.TextField(_("what the yearly report says"), blank=True, default="")
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    # A plan is copied into the next year once, however often somebody asks for it.
    copied_from = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="copied_to"
    )

    objects = ProgrammeMeasureQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "aim__position", "board__name", "title", "id"]
        verbose_name = _("measure of the programme")
        verbose_name_plural = _("measures of the programme")
        indexes = [models.Index(fields=["year", "aim"], name="programme_year_aim")]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=FIRST_YEAR, year__lte=LAST_YEAR), name="measure_year_ours"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MeasureState.values), name="measure_state_known"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="measure_has_words"),
            # Whoever says that something came of it, or that nothing will, says what.
            models.CheckConstraint(
                condition=Q(state__in=[MeasureState.NOT_BEGUN, MeasureState.UNDER_WAY])
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="measure_ended_in_words",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_on__isnull=False),
                name="measure_answer_has_day",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.title} ({self.year})"

    @property
    def is_answered(self) -> bool:
        """Whether the yearly report says anything about it."""
        return self.answered_on is not None
