"""What each rule of unusual reading asks the log. Run as the log watch, a day at a time."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from statistics import median

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from casework.audit import unusual
from casework.audit.events import Event
from casework.audit.reads import reads
from casework.audit.unusual import FACTS, Found, Rule
from casework.models import AuditEvent, Membership
from casework.queries.log_seals import day_bounds

# A day with fewer opened than this is never "many"; above it, so many times what is usual is.
MANY, TIMES = 25, 4
# What is usual is asked of so many days before.
LOOK_BACK = timedelta(days=56)
NIGHT_ENDS = time(5)
DENIED, FAILED, FAILED_BY_NOBODY = 10, 5, 30
# Whoever looks at a closed case on the next days may still be finishing it.
AFTER_CLOSING = timedelta(days=30)
LEAVING = timedelta(days=90)

FACTS |= {
    "opened": pgettext_lazy("how many", "opened"),
    "usual": _("usual for the person"),
    "usual_in_unit": _("usual in the unit"),
    "events": _("events"),
    "attempts": _("attempts"),
}


def reads_of(day: date) -> QuerySet[AuditEvent]:
    """What people read on a Swedish day."""
    begins, ends = day_bounds(day)
    return AuditEvent.objects.filter(
        reads(), at__gte=begins, at__lt=ends, actor_id__isnull=False
    ).order_by()


def _by_person(events: QuerySet[AuditEvent]) -> Iterator[Found]:
    """Everybody in *events* with how many there are."""
    counted = events.values_list("actor_id").annotate(events=Count("pk"))
    for user_id, count in counted.order_by("actor_id"):
        yield Found(user_id, {"events": count})


def emergencies(day: date) -> Iterator[Found]:
    """Every opening in an emergency."""
    begins, ends = day_bounds(day)
    yield from _by_person(
        AuditEvent.objects.filter(
            event="emergency.opened", at__gte=begins, at__lt=ends, actor_id__isnull=False
        )
    )


def many(day: date) -> Iterator[Found]:
    """Far more opened than is usual for the person and in the unit."""
    opened = dict(
        reads_of(day).values_list("actor_id").annotate(n=Count("object_id", distinct=True))
    )
    busy = {user: count for user, count in opened.items() if count > MANY}
    if not busy:
        return
    units = _units_on(day)
    wanted = {u for user in busy for u, unit in units.items() if unit & units[user]} | set(busy)
    earlier = _opened_before(day, wanted)
    for user, count in sorted(busy.items()):
        colleagues = [u for u, unit in units.items() if u != user and unit & units[user]]
        usual = _median(earlier[user])
        in_unit = _median([n for colleague in colleagues for n in earlier[colleague]])
        if count > TIMES * max(usual, in_unit):
            yield Found(user, {"opened": count, "usual": usual, "usual_in_unit": in_unit})


def _opened_before(day: date, users: set[uuid.UUID]) -> defaultdict[uuid.UUID, list[int]]:
    """How many each of *users* opened on each of their days before *day*."""
    begins, until = day_bounds(day - LOOK_BACK)[0], day_bounds(day)[0]
    counted = (
        AuditEvent.objects.filter(reads(), at__gte=begins, at__lt=until, actor_id__in=users)
        .annotate(on=TruncDate("at", tzinfo=timezone.get_default_timezone()))
        .values_list("actor_id", "on")
        .annotate(n=Count("object_id", distinct=True))
        .order_by()
    )
    found: defaultdict[uuid.UUID, list[int]] = defaultdict(list)
    for user, _on, count in counted:
        found[user].append(count)
    return found


def _median(counts: list[int]) -> int:
    return round(median(counts)) if counts else 0


def _units_on(day: date) -> defaultdict[uuid.UUID, set[uuid.UUID]]:
    """The units of everybody who worked somewhere on *day*."""
    found: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    held = Membership.objects.active(day).filter(unit__isnull=False).order_by()
    for user, unit in held.values_list("user_id", "unit_id"):
        assert unit is not None
        found[user].add(unit)
    return found


def at_night(day: date) -> Iterator[Found]:
    """Reading from midnight to five by somebody who was neither on a shift nor on night duty."""
    begins = day_bounds(day)[0]
    ends = datetime.combine(day, NIGHT_ENDS, timezone.get_default_timezone())
    working = {user for asked in unusual.presence for user in asked(begins, ends)}
    on_duty = Membership.objects.active(day).filter(unit__always_open=True)
    working |= set(on_duty.order_by().values_list("user_id", flat=True))
    night = AuditEvent.objects.filter(
        reads(), at__gte=begins, at__lt=ends, actor_id__isnull=False
    ).exclude(actor_id__in=working)
    yield from _by_person(night)


def denied(day: date) -> Iterator[Found]:
    """Many look-ups of what the person may not see."""
    begins, ends = day_bounds(day)
    asked = AuditEvent.objects.filter(
        event=Event.ACCESS_DENIED, at__gte=begins, at__lt=ends, actor_id__isnull=False
    )
    for found in _by_person(asked):
        if found.facts["events"] >= DENIED:
            yield Found(found.user_id, {"attempts": found.facts["events"]})


def leaving(day: date) -> Iterator[Found]:
    """Reading by somebody whose last membership has been given an end."""
    begins, _ends = day_bounds(day)
    ended = AuditEvent.objects.filter(
        event=Event.MEMBERSHIP_ENDED, at__gte=begins - LEAVING, at__lt=begins
    ).values_list("details__member", flat=True)
    told = {uuid.UUID(member) for member in ended if member}
    staying = Membership.objects.active(day).filter(user_id__in=told, valid_to=None)
    told -= set(staying.order_by().values_list("user_id", flat=True))
    yield from _by_person(reads_of(day).filter(actor_id__in=told))


def failed_sign_ins(day: date) -> Iterator[Found]:
    """Many wrong passwords or codes for one account, or by nobody known."""
    begins, ends = day_bounds(day)
    failed = AuditEvent.objects.filter(
        event__in=[Event.SIGN_IN_FAILED, Event.CODE_REFUSED], at__gte=begins, at__lt=ends
    )
    counted = failed.order_by().values_list("object_id").annotate(n=Count("pk"))
    for user_id, count in sorted(counted, key=str):
        if count >= (FAILED if user_id else FAILED_BY_NOBODY):
            yield Found(user_id, {"attempts": count})


def colleagues_files(day: date) -> Iterator[Found]:
    """A file that is a colleague's, or the reader's own."""
    yield from _reads_of_some(
        day, lambda ids: {pk for asked in unusual.colleagues_files for pk in asked(ids)}
    )


def after_closing(day: date) -> Iterator[Found]:
    """A case that has been closed for some time."""

    def closed(ids: set[uuid.UUID]) -> set[uuid.UUID]:
        return {
            pk
            for asked in unusual.closings
            for pk, closed_on in asked(ids).items()
            if closed_on + AFTER_CLOSING < day
        }

    yield from _reads_of_some(day, closed)


def _reads_of_some(day: date, chosen: unusual.ColleaguesFiles) -> Iterator[Found]:
    pairs = set(reads_of(day).filter(object_id__isnull=False).values_list("actor_id", "object_id"))
    special = chosen({pk for _user, pk in pairs if pk is not None})
    counts = Counter(user for user, pk in pairs if pk in special)
    for user, count in sorted(counts.items()):
        yield Found(user, {"opened": count})


RULES = (
    Rule(
        "emergency",
        _("Emergency access"),
        _("Every opening in an emergency is looked at: was there one, and was somebody told?"),
        emergencies,
    ),
    Rule(
        "colleague",
        _("A colleague's file"),
        _("Was it the reader's task, or curiosity about somebody they know?"),
        colleagues_files,
        ready=lambda: bool(unusual.colleagues_files),
    ),
    Rule(
        "many",
        _("Far more than usual"),
        _("More than four times what the person and the unit open on a day. What was it for?"),
        many,
    ),
    Rule(
        "night",
        _("At night without a shift"),
        _("Between midnight and five, on no shift and in no unit that is open at night."),
        at_night,
    ),
    Rule(
        "closed",
        _("After closing"),
        _("The case had been closed for more than a month. Who needed it, and why?"),
        after_closing,
        ready=lambda: bool(unusual.closings),
    ),
    Rule(
        "denied",
        _("Many refused look-ups"),
        _("Somebody asked again and again for what they may not see."),
        denied,
    ),
    Rule(
        "leaving",
        _("Reading before leaving"),
        _("The end of the last role had been decided. Was it hand-over, or more than that?"),
        leaving,
    ),
    Rule(
        "failed",
        _("Failed sign-ins"),
        _("Many wrong passwords or codes. Is somebody trying to get in as another?"),
        failed_sign_ins,
    ),
)


def register_rules() -> None:
    """Add the rules of this floor. Called when the apps are ready."""
    for rule in RULES:
        unusual.register(rule)
