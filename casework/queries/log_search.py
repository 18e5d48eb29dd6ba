"""Searching the log: by colleague, unit, kind of event, day and identifier, page by page.

The log has millions of rows: a page begins where the last one ended, and nothing is counted.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q, QuerySet

from casework.access.log_review import reviews_log
from casework.audit.events import Event, event_choices
from casework.audit.shown import object_words, short_id, shown_details, shown_ground, system_words
from casework.models import AuditEvent, AuditFinding, Unit, User
from casework.queries.log_seals import day_bounds

PAGE = 50
# As many colleagues as fit a typed name; with more, the name is to be typed further.
NAMED = 50


@dataclass(frozen=True)
class LogFilter:
    """What is looked for. *users* are accounts; ``None`` is everybody."""

    first: date
    last: date
    users: frozenset[uuid.UUID] | None = None
    unit_id: uuid.UUID | None = None
    event: str = ""
    object_id: uuid.UUID | None = None


@dataclass(frozen=True)
class ShownEvent:
    """An event as a reviewer sees it: who, when, what kind, which row. No content."""

    at: datetime
    who: str
    is_system: bool
    words: str
    object_words: str
    object_id: uuid.UUID | None
    short_id: str
    unit: str
    ground: str
    address: str
    details: list[tuple[str, str]]


@dataclass(frozen=True)
class LogPage:
    """A page of the log. The marks are where the pages around it begin; empty without one."""

    events: list[ShownEvent]
    later: str
    earlier: str


def events_for(user: User) -> QuerySet[AuditEvent]:
    """The whole log, for a log reviewer."""
    return AuditEvent.objects.all() if reviews_log(user) else AuditEvent.objects.none()


def accounts_named(text: str) -> frozenset[uuid.UUID]:
    """Accounts whose name or address holds *text*."""
    named = User.objects.filter(Q(full_name__icontains=text) | Q(email__icontains=text))
    return frozenset(named.order_by("full_name").values_list("pk", flat=True)[:NAMED])


def search_log(
    user: User, wanted: LogFilter, *, mark: str = "", oldest_first: bool = False
) -> LogPage:
    """The page that begins at *mark*, ``>`` in front of it for going on and ``<`` for back."""
    events = _filtered(user, wanted)
    back, place = mark.startswith("<"), _place(mark[1:])
    falling = oldest_first == back
    if place is not None:
        at, pk = place
        after = (
            Q(at__lt=at) | Q(at=at, pk__lt=pk) if falling else Q(at__gt=at) | Q(at=at, pk__gt=pk)
        )
        events = events.filter(after)
    order = ("-at", "-pk") if falling else ("at", "pk")
    found = list(events.order_by(*order)[: PAGE + 1])
    has_more, found = len(found) > PAGE, found[:PAGE]
    if back:
        found.reverse()
    before, following = (has_more, place is not None) if back else (place is not None, has_more)
    return LogPage(
        shown(found),
        f"<{_mark(found[0])}" if before and found else "",
        f">{_mark(found[-1])}" if following and found else "",
    )


def events_of_finding(finding: AuditFinding) -> QuerySet[AuditEvent]:
    """What the person did on that day; of nobody's day, what happened on the sign-in page."""
    begins, ends = day_bounds(finding.day)
    events = AuditEvent.objects.filter(at__gte=begins, at__lt=ends).order_by("at", "pk")
    failed = Q(event__in=[Event.SIGN_IN_FAILED, Event.CODE_REFUSED])
    if finding.user_id is None:
        return events.filter(failed, object_id=None)
    return events.filter(Q(actor_id=finding.user_id) | Q(failed, object_id=finding.user_id))


def shown(events: Iterable[AuditEvent]) -> list[ShownEvent]:
    """*events* as a reviewer sees them, with two queries for all their names."""
    events = list(events)
    people = User.objects.filter(pk__in={e.actor_id for e in events if e.actor_id})
    units = Unit.objects.filter(pk__in={e.unit_id for e in events if e.unit_id})
    names = {user.pk: user.get_full_name() for user in people.only("full_name", "email")}
    unit_names = dict(units.order_by().values_list("pk", "name"))
    words = {str(code): str(label) for code, label in event_choices()}
    return [
        _shown(event, names, unit_names, words.get(event.event, event.event)) for event in events
    ]


def _shown(
    event: AuditEvent, names: dict[uuid.UUID, str], units: dict[uuid.UUID, str], words: str
) -> ShownEvent:
    object_type, object_id = event.object_type, event.object_id
    if event.event == Event.ACCESS_DENIED:
        object_type, object_id = event.details.get("model"), as_uuid(event.details.get("requested"))
    return ShownEvent(
        at=event.at,
        who=names.get(event.actor_id, "") if event.actor_id else system_words(event.actor_name),
        is_system=event.actor_id is None,
        words=words,
        object_words=object_words(object_type),
        object_id=object_id,
        short_id=short_id(object_id),
        unit=units.get(event.unit_id, "") if event.unit_id else "",
        ground=shown_ground(event.ground),
        address=event.address,
        details=shown_details(event.details, object_type),
    )


def as_uuid(text: object) -> uuid.UUID | None:
    """*text* as an identifier, if it is one."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def _filtered(user: User, wanted: LogFilter) -> QuerySet[AuditEvent]:
    begins, ends = day_bounds(wanted.first)[0], day_bounds(wanted.last)[1]
    events = events_for(user).filter(at__gte=begins, at__lt=ends)
    if wanted.users is not None:
        events = events.filter(actor_id__in=wanted.users)
    if wanted.unit_id is not None:
        events = events.filter(unit_id=wanted.unit_id)
    if wanted.event:
        events = events.filter(event=wanted.event)
    if wanted.object_id is not None:
        refused = Q(event=Event.ACCESS_DENIED, details__requested=str(wanted.object_id))
        events = events.filter(Q(object_id=wanted.object_id) | refused)
    return events


def _mark(event: AuditEvent) -> str:
    return f"{event.at.astimezone(UTC):%Y%m%dT%H%M%S.%f}_{event.pk.hex}"


def _place(mark: str) -> tuple[datetime, uuid.UUID] | None:
    """Where a mark points; ``None`` for one that an address was given by hand."""
    moment, _underscore, pk = mark.partition("_")
    identifier = as_uuid(pk)
    try:
        at = datetime.strptime(f"{moment}+0000", "%Y%m%dT%H%M%S.%f%z")
    except ValueError:
        return None
    return (at, identifier) if identifier is not None else None
