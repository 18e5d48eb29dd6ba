"""Periods of editions, registered before anything of them is out."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from reports.enums import PeriodKind
from reports.periods import Period


class EditionPeriodQuerySet(models.QuerySet["EditionPeriod"]):
    """Periods by who may see them."""

    def visible_to(self, user: User) -> EditionPeriodQuerySet:
        """All of them, for a statistics manager."""
        from reports.access import manages_statistics

        return self.filter(manages_statistics(user))


class EditionPeriod(UuidModel):
    """Whole months that may get an edition of their own. *code* is known to the ledger too."""

    code = models.CharField(
        _("code"),
        max_length=30,
        unique=True,
        validators=[RegexValidator(r"^[0-9A-Za-z-]+\Z", _("Letters, digits and hyphens only."))],
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PeriodKind.choices)
    start = models.DateField(_("from"))
    end = models.DateField(_("to and including"))
    registered_at = models.DateTimeField(_("registered"), auto_now_add=True)
    # Nobody: the clock.
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = EditionPeriodQuerySet.as_manager()

    class Meta:
        ordering = ["-start", "end", "code"]
        verbose_name = _("period of an edition")
        verbose_name_plural = _("periods of editions")
        constraints = [
            models.CheckConstraint(
                condition=Q(end__gt=F("start"), start__day=1), name="edition_period_whole_months"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PeriodKind.values), name="edition_period_kind_known"
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return self.code

    @property
    def period(self) -> Period:
        """Its days."""
        return Period(self.start, self.end)

    @property
    def is_over(self) -> bool:
        """Whether nothing can happen in it any more. A half-year may not even have begun."""
        return self.end < timezone.localdate()

    @property
    def months(self) -> list[str]:
        """Its months, as ``"2025-01"``: the finest time that is drawn."""
        return self.period.months()

    @property
    def is_second_half(self) -> bool:
        """Whether its figures follow from those of the year and of the first half-year."""
        return self.kind == PeriodKind.HALF_YEAR and self.start.month > 1

    @property
    def follows(self) -> tuple[str, ...]:
        """The codes of the periods that its figures follow from; none of one that is drawn."""
        year = self.start.year
        return (str(year), f"{year}-H1") if self.is_second_half else ()
