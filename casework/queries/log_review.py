"""Findings, samples and protocols as the pages of the log review show them."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from casework.access.log_review import reviews_log, visible_findings
from casework.audit.reads import reads
from casework.models import (
    AccessReview,
    AuditEvent,
    AuditFinding,
    AuditSample,
    Membership,
    Unit,
    User,
)
from casework.models.audit_review import SAMPLE
from casework.queries.log_seals import day_bounds

# Whose day it was.
Pair = tuple[uuid.UUID, date]


def findings_for(user: User) -> QuerySet[AuditFinding]:
    """What *user* may review or see reviewed."""
    return AuditFinding.objects.filter(visible_findings(user)).select_related(
        "user", "unit", "outcome__decided_by"
    )


def waiting_for(user: User) -> QuerySet[AuditFinding]:
    """Those that have no outcome yet."""
    return findings_for(user).filter(outcome=None)


def waiting_by_rule(user: User) -> dict[str, int]:
    """How many wait, by rule, drawn ones included."""
    counted = waiting_for(user).order_by().values_list("rule").annotate(n=Count("pk"))
    return dict(counted)


def samples_for(user: User) -> QuerySet[AuditSample]:
    """Every sample, with how many of its days wait for an outcome, those of *user* apart."""
    waiting = Count("findings", filter=Q(findings__outcome=None))
    samples = AuditSample.objects.all() if reviews_log(user) else AuditSample.objects.none()
    return samples.select_related("unit", "drawn_by").annotate(waiting=waiting)


def protocols_for(user: User) -> QuerySet[AccessReview]:
    """The signed protocols."""
    protocols = AccessReview.objects.all() if reviews_log(user) else AccessReview.objects.none()
    return protocols.select_related("unit", "signed_by")


def population(first: date, last: date, unit: Unit | None, without: User) -> list[Pair]:
    """Every day on which a colleague read about people, sorted; not those of *without*.

    With *unit*: of those who worked there on that day.
    """
    begins, ends = day_bounds(first)[0], day_bounds(last)[1]
    found = (
        AuditEvent.objects.filter(reads(), at__gte=begins, at__lt=ends, actor_id__isnull=False)
        .exclude(actor_id=without.pk)
        .annotate(on=TruncDate("at", tzinfo=timezone.get_default_timezone()))
        .order_by()
        .values_list("actor_id", "on")
        .distinct()
    )
    pairs: list[Pair] = sorted((user, on) for user, on in found if user is not None)
    if unit is None:
        return pairs
    held = list(
        Membership.objects.filter(unit=unit).values_list("user_id", "valid_from", "valid_to")
    )
    return [
        (user, on)
        for user, on in pairs
        if any(user == who and start <= on and (end is None or end >= on)
               for who, start, end in held)
    ]  # fmt: skip


def population_digest(pairs: Iterable[Pair]) -> str:
    """By this it can be shown later from how many, and from whom, a sample was drawn."""
    text = "".join(f"{user} {day.isoformat()}\n" for user, day in pairs)
    return hashlib.sha256(text.encode()).hexdigest()


def units_of(pairs: Iterable[Pair]) -> dict[Pair, uuid.UUID]:
    """A unit in which each of *pairs* worked on that day; the first by name where several."""
    wanted = set(pairs)
    held = Membership.objects.filter(
        user_id__in={user for user, _ in wanted}, unit__isnull=False
    ).order_by("-unit__name")
    found: dict[Pair, uuid.UUID] = {}
    for membership in held:
        start, end = membership.valid_from, membership.valid_to
        for who, day in wanted:
            is_theirs = who == membership.user_id and start <= day and (end is None or end >= day)
            if is_theirs and membership.unit_id is not None:
                found[who, day] = membership.unit_id
    return found


def findings_of(user: User, first: date, last: date, unit: Unit | None) -> QuerySet[AuditFinding]:
    """The findings of a period, in one unit or in all."""
    found = findings_for(user).filter(day__gte=first, day__lte=last)
    return found if unit is None else found.filter(unit=unit)


def findings_in(user: User, protocol: AccessReview) -> QuerySet[AuditFinding]:
    """What a protocol is about, as it stood when it was signed."""
    found = findings_of(user, protocol.first_day, protocol.last_day, protocol.unit)
    return found.filter(outcome__decided_at__lte=protocol.signed_at).order_by("day", "pk")


def figures_of(findings: Iterable[AuditFinding]) -> dict[str, int]:
    """What a protocol counts: days drawn and found, and how they ended."""
    counts: Counter[str] = Counter()
    for finding in findings:
        counts["drawn" if finding.rule == SAMPLE else "found"] += 1
        counts[finding.outcome.outcome] += 1
    return dict(counts)


@dataclass(frozen=True)
class Reviewed:
    """When a unit was reviewed last. ``None`` as unit stands for the whole city."""

    unit: Unit | None
    until: date | None


def last_reviews(user: User) -> list[Reviewed]:
    """The whole city and every unit in use, with the last day that a protocol covers."""
    latest: dict[uuid.UUID | None, date] = dict(
        protocols_for(user).order_by().values_list("unit_id").annotate(until=Max("last_day"))
    )
    units = Unit.objects.filter(is_active=True).order_by("name")
    return [
        Reviewed(None, latest.get(None)),
        *[Reviewed(unit, latest.get(unit.pk)) for unit in units],
    ]


def days_to_watch(days: Iterable[date]) -> list[date]:
    """Of *days*, those that nobody went through after they were over. Asked by the log watch."""
    done = AuditEvent.objects.filter(event="review.watched").values_list("details__day", "at")
    gone_through = {day for day, at in done if at >= day_bounds(date.fromisoformat(day))[1]}
    return [day for day in days if day.isoformat() not in gone_through]
