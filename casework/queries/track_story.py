"""What the trafficking track tells the timeline of a file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from casework.models import Person, User
from casework.queries.supports import supports_of
from casework.queries.trafficking import permits_of, returns_of, statuses_of
from casework.timeline import Entry
from casework.trafficking.enums import PermitDecision


def noon(day: date) -> datetime:
    """A day without a time, as a moment: the middle of it, in Swedish time."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def track_story(_user: User, person: Person) -> Iterable[Entry]:
    """Statuses, permits and steps of the return programme."""
    for status in statuses_of(person):
        yield Entry(
            at=noon(status.on_day),
            kind="track",
            title=_("Trafficking: %(status)s") % {"status": status.get_suspicion_display()},
            icon="flag",
            who=str(status.created_by),
            written_at=status.created_at,
        )
    for permit in permits_of(person):
        kind = permit.get_kind_display()
        title = _("%(kind)s: applied for") % {"kind": kind}
        yield Entry(noon(permit.applied_on), "track", title, "clock", written_at=permit.created_at)
        if permit.decided_on is not None:
            granted = permit.decision == PermitDecision.GRANTED
            title = f"{kind}: {permit.get_decision_display()}"
            tone = "success" if granted else "warning"
            yield Entry(noon(permit.decided_on), "track", title, "clock", tone=tone)
    for programme in returns_of(person):
        for label, day in programme.steps:
            if day is not None:
                title = _("Return programme: %(step)s") % {"step": label}
                yield Entry(noon(day), "track", title, "home")
        if programme.broken_off_on is not None:
            title = _("Return programme: broken off")
            yield Entry(noon(programme.broken_off_on), "track", title, "home", tone="warning")


def support_story(_user: User, person: Person) -> Iterable[Entry]:
    """Supports: when they began, and how they ended."""
    for support in supports_of(person):
        began = _("%(support)s began") % {"support": support.support_type}
        yield Entry(noon(support.starts_on), "support", began, "support")
        if support.ends_on is not None:
            ended = _("%(support)s ended") % {"support": support.support_type}
            result = support.get_result_display()
            yield Entry(noon(support.ends_on), "support", ended, "support", text=result)
