"""Reports that the clock has to do something about: identifiers, states and times only."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from casework.actors import CLOCK, acting_as
from casework.queries.left_behind import READ, LeftBehind
from reports.models import ReportRequest
from reports.models.report_request import OPEN_STATES


@dataclass(frozen=True)
class Abandoned(LeftBehind):
    """A report that nobody has given a sign of life for, and whose it is."""

    owner_id: uuid.UUID


def abandoned_reports(seen_before: datetime) -> list[Abandoned]:
    """Open reports without a sign of life since *seen_before*, the longest waiting first."""
    with acting_as(CLOCK):
        rows = (
            ReportRequest.objects.filter(state__in=OPEN_STATES, seen_at__lt=seen_before)
            .order_by("seen_at", "id")
            .values_list(*READ, "owner_id")
        )
        return [Abandoned(*row) for row in rows]


def expired_reports(now: datetime) -> list[uuid.UUID]:
    """Reports whose time was up at *now*."""
    with acting_as(CLOCK):
        expired = ReportRequest.objects.filter(expires_at__lte=now).order_by("expires_at", "id")
        return list(expired.values_list("id", flat=True))
