"""How the log is: up to which day it is sealed, and what the last comparison found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Subquery
from django.utils import timezone

from casework.audit.events import Event
from casework.audit.mail_events import MailEvent
from casework.models import AuditEvent, AuditSeal
from casework.queries.log_seals import day_bounds

# A seal comes three hours after midnight, by a task that runs each hour.
LATE = timedelta(days=2)
# For so long an overview tells of letters that may have left or not.
TOLD_FOR = timedelta(days=30)


@dataclass(frozen=True)
class LogState:
    """What a reviewer is told about the log itself."""

    sealed_until: date | None
    outside_until: date | None
    checked_at: datetime | None
    faults: int
    # Letters of which nobody knows whether they have left, since a day.
    letters_unsure: int
    unsure_since: date

    @property
    def is_late(self) -> bool:
        """Whether the last seal is older than it should be."""
        return self.sealed_until is None or self.sealed_until < timezone.localdate() - LATE

    @property
    def is_well(self) -> bool:
        """Whether there is nothing to worry about."""
        outside = self.outside_until == self.sealed_until
        return not self.is_late and outside and not self.faults


def first_day() -> date:
    """The day that the log begins with; today for an empty one."""
    begun = AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    return timezone.localdate(begun) if begun else timezone.localdate()


def log_state() -> LogState:
    """The state of the log, in two queries where all is well."""
    latest = AuditSeal.objects.select_related("export").order_by("-day").first()
    outside = latest
    if latest is not None and not hasattr(latest, "export"):
        outside = AuditSeal.objects.filter(export__isnull=False).order_by("-day").first()
    since = timezone.localdate() - TOLD_FOR
    checks = AuditEvent.objects.filter(event=Event.SEAL_VERIFIED).order_by("-at", "-pk")
    unsure = Q(event=MailEvent.UNSURE, at__gte=day_bounds(since)[0])
    # Both at once: the page is held to so many queries.
    told = list(AuditEvent.objects.filter(Q(pk=Subquery(checks.values("pk")[:1])) | unsure))
    check = next((event for event in told if event.event == Event.SEAL_VERIFIED), None)
    return LogState(
        sealed_until=latest.day if latest else None,
        outside_until=outside.day if outside else None,
        checked_at=check.at if check else None,
        faults=int(check.details.get("faults", 0)) if check else 0,
        letters_unsure=len(told) - bool(check),
        unsure_since=since,
    )
