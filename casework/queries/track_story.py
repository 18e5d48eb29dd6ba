"""What the trafficking track tells the timeline of a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import (
    Person,
    PersonSupport,
    ResidencePermit,
    ReturnProgramme,
    TraffickingStatus,
    User,
)
from casework.queries.trafficking import permits_of, returns_of, statuses_of
from casework.timeline import DayAlone, Entry, Lists
from casework.trafficking.enums import PermitDecision


def noon(day: date) -> datetime:
    """A day without a time, as a moment: the middle of it, in Swedish time."""
    return timezone.make_aware(DayAlone.combine(day, time(12)))


def track_told(_user: User, person: Person) -> Lists:
    """The lists that the track tells of."""
    return [statuses_of(person), permits_of(person), returns_of(person)]


def track_story(
    _person: Person,
    statuses: QuerySet[TraffickingStatus],
    permits: QuerySet[ResidencePermit],
    programmes: QuerySet[ReturnProgramme],
) -> Iterable[Entry]:
    """Statuses, permits and steps of the return programme."""
    for status in statuses:
        yield Entry(
            at=noon(status.on_day),
            kind="track",
            title=_("Trafficking: %(status)s") % {"status": status.get_suspicion_display()},
            icon="flag",
            who=str(status.created_by),
            written_at=status.created_at,
        )
    for permit in permits:
        kind = permit.get_kind_display()
        title = _("%(kind)s: applied for") % {"kind": kind}
        yield Entry(noon(permit.applied_on), "track", title, "clock", written_at=permit.created_at)
        if permit.decided_on is not None:
            granted = permit.decision == PermitDecision.GRANTED
            title = f"{kind}: {permit.get_decision_display()}"
            tone = "success" if granted else "warning"
            yield Entry(noon(permit.decided_on), "track", title, "clock", tone=tone)
    for programme in programmes:
        for label, day in programme.steps:
            if day is not None:
                title = _("Return programme: %(step)s") % {"step": label}
                yield Entry(noon(day), "track", title, "home")
        if programme.broken_off_on is not None:
            title = _("Return programme: broken off")
            yield Entry(noon(programme.broken_off_on), "track", title, "home", tone="warning")


def support_story(_person: Person, supports: QuerySet[PersonSupport]) -> Iterable[Entry]:
    """Supports: when they began, and how they ended."""
    for support in supports:
        began = _("%(support)s began") % {"support": support.support_type}
        yield Entry(noon(support.starts_on), "support", began, "support")
        if support.ends_on is not None:
            ended = _("%(support)s ended") % {"support": support.support_type}
            result = support.get_result_display()
            yield Entry(noon(support.ends_on), "support", ended, "support", text=result)
