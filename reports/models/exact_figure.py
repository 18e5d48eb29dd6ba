"""Exact figures beside the tables: those to be printed, and those that are out already."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import COUNTABLE, OPERATIONAL
from reports.enums import FigureSaid
from reports.models.edition import UNIVERSES
from reports.models.edition_period import EditionPeriod


class ExactFigureQuerySet(models.QuerySet["ExactFigure"]):
    """Exact figures by who may see them."""

    def visible_to(self, user: User) -> ExactFigureQuerySet:
        """All of them, for a statistics manager."""
        from reports.access import manages_statistics

        return self.filter(manages_statistics(user))

    def unanswered(self) -> ExactFigureQuerySet:
        """Those that nobody has confirmed or declined."""
        return self.exclude(_said(FigureSaid.CONFIRMED)).exclude(_said(FigureSaid.DECLINED))

    def standing(self) -> ExactFigureQuerySet:
        """Those that count: confirmed by another, and not taken back by two."""
        return self.filter(_said(FigureSaid.CONFIRMED)).exclude(_withdrawn())

    def over(self) -> ExactFigureQuerySet:
        """Those that count no more and never will: declined, or taken back by two."""
        return self.filter(Q(_said(FigureSaid.DECLINED)) | Q(_withdrawn()))


def _answers() -> models.QuerySet[models.Model]:
    from reports.models.figure_answer import FigureAnswer

    return FigureAnswer.objects.filter(figure_id=OuterRef("pk")).order_by()


def _said(said: FigureSaid) -> Exists:
    return Exists(_answers().filter(said=said))


def _withdrawn() -> Exists:
    from reports.models.figure_answer import ENDED_BY_TWO

    by_each = _answers().filter(said=FigureSaid.WITHDRAWN).values("figure_id")
    return Exists(by_each.annotate(by=Count("id")).filter(by__gte=ENDED_BY_TWO))


class ExactFigure(UuidModel):
    """An exact number of people that somebody has made public. It is never changed or removed.

    It counts once a colleague of whoever registered it has confirmed it (:class:`FigureAnswer`).
    One that is declined or taken back stays, and the next about the same people is another
    *version*.

    *level* and *value* say whom it is about (``told_of_rights``, ``yes``); empty for everybody. A
    *pinned* one is printed beside the tables, any other is only known: the audit attacks with it.
    """

    period = models.ForeignKey(EditionPeriod, models.PROTECT, related_name="figures")
    universe = models.CharField(_("people"), max_length=20)
    level = models.CharField(_("divided by"), max_length=30, blank=True, default="")
    value = models.CharField(_("value"), max_length=60, blank=True, default="")
    count = models.PositiveIntegerField(_("number of people"))
    source = models.CharField(_("who made it public, and where"), max_length=200)
    is_pinned = models.BooleanField(_("print it beside the tables"), default=False)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    registered_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ExactFigureQuerySet.as_manager()

    class Meta:
        ordering = ["period", "universe", "registered_at", "id"]
        verbose_name = _("exact figure")
        verbose_name_plural = _("exact figures")
        constraints = [
            models.UniqueConstraint(
                fields=["period", "universe", "level", "value", "version"],
                name="exact_figure_once",
            ),
            models.CheckConstraint(
                condition=Q(universe__in=UNIVERSES), name="exact_figure_universe_known"
            ),
            models.CheckConstraint(
                condition=Q(level="", value="") | ~Q(level="") & ~Q(value=""),
                name="exact_figure_level_with_value",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="exact_figure_has_source"),
        ]

    class Privacy:
        all = OPERATIONAL
        exceptions: ClassVar = {"count": COUNTABLE}

    def __str__(self) -> str:
        return f"{self.universe} {self.level}={self.value}"

    @property
    def at(self) -> dict[str, str]:
        """Whom it is about, as the engine has it."""
        return {self.level: self.value} if self.level else {}
