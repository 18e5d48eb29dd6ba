"""Who was on a shift, for the rules of unusual reading. Answers the log watch."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db.models import Q

from outreach.enums import ShiftState
from outreach.models import CrewMember


def on_shift(begins: datetime, ends: datetime) -> set[uuid.UUID]:
    """The crews of shifts that were under way between two moments."""
    crew = CrewMember.objects.filter(
        Q(shift__ends_at=None) | Q(shift__ends_at__gt=begins), shift__starts_at__lt=ends
    ).exclude(shift__state__in=[ShiftState.PLANNED, ShiftState.CANCELLED])
    return set(crew.order_by().values_list("user_id", flat=True))
