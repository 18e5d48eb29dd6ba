"""Requests for a file for authorised exchange, and the second person's answer."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from reports.models.programme import FIRST_YEAR, LAST_YEAR
from reports.programme_enums import ExchangePurpose, ExchangeReceiver, ExchangeState

# An answer is about the file as it is now: after so long it has to be asked for again.
ANSWER_HOLDS = timedelta(days=30)


class ExchangeRequestQuerySet(models.QuerySet["ExchangeRequest"]):
    """Requests by who may see them."""

    def visible_to(self, user: User) -> ExchangeRequestQuerySet:
        """All of them, to a statistics manager: one asks, another answers."""
        from reports.access import manages_statistics

        return self.filter(manages_statistics(user))


class ExchangeRequest(UuidModel):
    """Who asks for which years, for whom and what for, and who said yes or no. It stays.

    One yes is one file. The file is an ordered report (``ReportRequest.exchange``).
    """

    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"))
    purpose = models.CharField(_("what for"), max_length=20, choices=ExchangePurpose.choices)
    receiver = models.CharField(_("receiver"), max_length=20, choices=ExchangeReceiver.choices)
    # Which part of it: an office, never a person.
    receiver_unit = models.CharField(_("which part of it"), max_length=200)
    reference = models.CharField(_("agreement or decision it rests on"), max_length=100)
    state = models.CharField(
        _("state"), max_length=10, choices=ExchangeState.choices, default=ExchangeState.ASKED
    )
    asked_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    decided_at = models.DateTimeField(_("answered"), null=True)
    decision = models.CharField(_("what was answered"), max_length=300, blank=True, default="")
    ordered_at = models.DateTimeField(_("file ordered"), null=True)

    objects = ExchangeRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("request for an exchange file")
        verbose_name_plural = _("requests for exchange files")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_year__gte=FIRST_YEAR,
                    last_year__gte=F("first_year"),
                    last_year__lte=LAST_YEAR,
                ),
                name="exchange_years_in_order",
            ),
            models.CheckConstraint(
                condition=Q(
                    purpose__in=ExchangePurpose.values,
                    receiver__in=ExchangeReceiver.values,
                    state__in=ExchangeState.values,
                ),
                name="exchange_words_known",
            ),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(receiver_unit=""),
                name="exchange_rests_on_something",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[ExchangeState.ASKED, ExchangeState.WITHDRAWN],
                    decided_by=None,
                    decided_at=None,
                    decision="",
                )
                | Q(
                    state__in=[ExchangeState.APPROVED, ExchangeState.DECLINED],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="exchange_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("owner")),
                name="exchange_answered_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=ExchangeState.DECLINED) | ~Q(decision=""),
                name="exchange_declined_with_words",
            ),
            models.CheckConstraint(
                condition=Q(ordered_at=None) | Q(state=ExchangeState.APPROVED),
                name="exchange_ordered_when_approved",
            ),
            models.UniqueConstraint(
                fields=["owner", "first_year", "last_year", "receiver", "purpose"],
                condition=Q(state=ExchangeState.ASKED),
                name="exchange_asked_once",
            ),
        ]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.years} {self.get_receiver_display()}"

    @property
    def years(self) -> str:
        """The years that it is about, as they are written."""
        if self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year}–{self.last_year}"

    @property
    def can_be_ordered(self) -> bool:
        """Whether a file may be made on it now."""
        return (
            self.state == ExchangeState.APPROVED
            and self.ordered_at is None
            and self.decided_at is not None
            and self.decided_at + ANSWER_HOLDS > timezone.now()
        )
