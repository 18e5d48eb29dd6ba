"""Reports that somebody ordered, and their results."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from casework.crypto import seal_bytes, unseal_bytes
from casework.models import User
from casework.models.base import UuidModel
from casework.privacy import OPERATIONAL
from casework.sealed_columns import SealedBytesField
from reports.enums import ReportError, ReportFormat, ReportState, ReportStep
from reports.models.exchange import ExchangeRequest
from reports.periods import Period

# How long a result is kept for its owner.
KEPT = timedelta(days=14)
# No sign of life for so long means that whoever made it is gone. The task is stopped before.
STALE = timedelta(minutes=5)
# After so many tries something is wrong that another try won't put right.
MOST_ATTEMPTS = 3
OPEN_STATES = [ReportState.QUEUED, ReportState.RUNNING]


class ReportRequestQuerySet(models.QuerySet["ReportRequest"]):
    """Reports by who may see them."""

    def visible_to(self, user: User) -> ReportRequestQuerySet:
        """Those that *user* ordered."""
        from reports.access import visible_reports

        return self.filter(visible_reports(user))

    def without_results(self) -> ReportRequestQuerySet:
        """Without loading the files themselves."""
        return self.defer("sealed_result")


class ReportRequest(UuidModel):
    """An ordered report: for whom, of which period, in which form, and the sealed result."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("to"))
    format = models.CharField(_("file type"), max_length=10, choices=ReportFormat.choices)
    language = models.CharField(_("language"), max_length=2, default=settings.LANGUAGE_CODE)
    # A file for exchange rests on what a second person has approved.
    exchange = models.OneToOneField(
        ExchangeRequest, models.PROTECT, null=True, editable=False, related_name="file"
    )
    # Made with the form that was shown: the same form sent twice is the same order.
    press = models.UUIDField(editable=False)

    state = models.CharField(
        _("state"), max_length=10, choices=ReportState.choices, default=ReportState.QUEUED
    )
    step = models.CharField(max_length=10, choices=ReportStep.choices, default=ReportStep.WAITING)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    error = models.CharField(
        _("error"), max_length=20, choices=ReportError.choices, blank=True, default=""
    )
    attempt = models.PositiveSmallIntegerField(default=0)
    sealed_result = SealedBytesField(null=True)
    size = models.PositiveIntegerField(_("size"), null=True)

    requested_at = models.DateTimeField(_("ordered"), auto_now_add=True)
    # The last sign of life, from whoever queued it or makes it.
    seen_at = models.DateTimeField()
    finished_at = models.DateTimeField(_("ready"), null=True)
    expires_at = models.DateTimeField(_("kept until"))

    objects = ReportRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-id"]
        verbose_name = _("ordered report")
        verbose_name_plural = _("ordered reports")
        constraints = [
            models.UniqueConstraint(fields=["owner", "press"], name="report_once_a_press"),
            models.UniqueConstraint(
                fields=["owner", "period_start", "period_end", "format", "language"],
                condition=Q(state__in=OPEN_STATES),
                name="report_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="report_period_in_order"
            ),
            models.CheckConstraint(
                condition=Q(format=ReportFormat.HTCDS, exchange__isnull=False)
                | (~Q(format=ReportFormat.HTCDS) & Q(exchange=None)),
                name="report_exchange_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(progress__lte=100), name="report_progress_in_per_cent"
            ),
            models.CheckConstraint(
                condition=Q(
                    state=ReportState.DONE,
                    sealed_result__isnull=False,
                    size__isnull=False,
                    finished_at__isnull=False,
                )
                | (~Q(state=ReportState.DONE) & Q(sealed_result=None, size=None)),
                name="report_result_when_done",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.FAILED) & ~Q(error="")
                | ~Q(state=ReportState.FAILED) & Q(error=""),
                name="report_error_when_failed",
            ),
        ]
        indexes = [models.Index(fields=["owner", "-requested_at"], name="report_owner_time")]

    class Privacy:
        all = OPERATIONAL

    def __str__(self) -> str:
        return f"{self.period_start}–{self.period_end} {self.format}"

    @property
    def period(self) -> Period:
        """What it is about."""
        return Period(self.period_start, self.period_end)

    @property
    def is_open(self) -> bool:
        """Whether it is still waiting or being made."""
        return self.state in OPEN_STATES

    @property
    def file_name(self) -> str:
        """The name it is downloaded under."""
        return f"htcds_{self.period_start.year}_{self.period_end.year}.csv"

    @property
    def _place(self) -> str:
        return f"{self._meta.db_table}.sealed_result:{self.pk}"

    def seal_result(self, content: bytes) -> None:
        """Keep *content* so that it opens only in this row."""
        self.sealed_result = seal_bytes(content, self._place)
        self.size = len(content)

    def open_result(self) -> bytes:
        """The finished file. Raises ``ValueError`` when there is none."""
        if self.sealed_result is None:
            raise ValueError("There is no result yet.")
        return unseal_bytes(bytes(self.sealed_result), self._place)
