"""Times to keep: ends of consents, answers of other municipalities, disposal, days to keep.

Those of the trafficking track are in ``casework/queries/clocks.py``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from casework.clocks import Clock, ClockSource
from casework.day_enums import DayKind, DayState
from casework.disposal.words import ListState, Mark
from casework.enums import CaseState, Role
from casework.models import Case, Consent, DayToKeep, DisposalItem, MoveRequest, Person
from casework.models.consent import ENDS_SOON
from casework.queries.clocks import owners

# How long the end of a consent is asked about that nobody has renewed.
ENDED_LATELY = timedelta(days=30)
UNDER_WAY = [ListState.PROPOSED, ListState.REVIEWED, ListState.APPROVED]


def _works(column: str) -> Exists:
    return Exists(Case.objects.filter(person=OuterRef(column), state=CaseState.OPEN))


def _consents(persons: QuerySet[Person]) -> QuerySet[Consent]:
    """Consents about to end or ended lately that nothing has followed, where a unit works."""
    today = timezone.localdate()
    holds = Q(given_by_related=None) | Q(given_by_related__is_danger=False)
    followed = Consent.objects.filter(
        person=OuterRef("person_id"),
        purpose=OuterRef("purpose"),
        recipient_unit=OuterRef("recipient_unit_id"),
        until_day__gt=OuterRef("until_day"),
        withdrawn_at=None,
    )
    rows = Consent.objects.filter(
        holds,
        _works("person_id"),
        ~Exists(followed),
        person__in=persons,
        withdrawn_at=None,
        until_day__range=(today - ENDED_LATELY, today + ENDS_SOON),
    )
    return rows.select_related("person", "recipient_unit").order_by("until_day", "id")


def _moves(persons: QuerySet[Person]) -> QuerySet[MoveRequest]:
    rows = MoveRequest.objects.filter(person__in=persons, answer="")
    return rows.select_related("person", "municipality").order_by("due_on", "id")


def _disposals(persons: QuerySet[Person]) -> QuerySet[DisposalItem]:
    rows = DisposalItem.objects.filter(person__in=persons, list__state__in=UNDER_WAY)
    kept = rows.exclude(mark=Mark.KEEP)
    return kept.select_related("person", "list", "unit").order_by("finish_by", "id")


def _days(persons: QuerySet[Person]) -> QuerySet[DayToKeep]:
    """Days that are waited for, where a unit works. Their words are opened by their pages alone."""
    rows = DayToKeep.objects.filter(_works("person_id"), person__in=persons, state=DayState.WAITING)
    return rows.select_related("person").order_by("day", "id")


def _cases(persons: QuerySet[Person]) -> QuerySet[Case]:
    """Who keeps consents, answers and days: the work that goes on, the earliest first."""
    today = timezone.localdate()
    ending = Consent.objects.filter(
        person=OuterRef("person_id"),
        withdrawn_at=None,
        until_day__range=(today - ENDED_LATELY, today + ENDS_SOON),
    )
    asked = MoveRequest.objects.filter(person=OuterRef("person_id"), answer="")
    waiting = DayToKeep.objects.filter(person=OuterRef("person_id"), state=DayState.WAITING)
    rows = Case.objects.filter(
        Exists(ending) | Exists(asked) | Exists(waiting),
        person__in=persons,
        state=CaseState.OPEN,
    )
    return rows.select_related("unit", "responsible").order_by("opened_at", "id")


def file_clocks(
    consents: Iterable[Consent],
    moves: Iterable[MoveRequest],
    disposals: Iterable[DisposalItem],
    days: Iterable[DayToKeep],
    cases: Iterable[Case],
) -> Iterable[Clock]:
    """The clocks of rows that were read already; *cases* tell who keeps them."""
    named, nobody = owners(cases), str(Role.UNIT_MANAGER.label)
    for consent in consents:
        yield _consent_clock(consent, named.get(consent.person_id, nobody))
    for move in moves:
        yield _move_clock(move, named.get(move.person_id, nobody))
    for item in disposals:
        yield _disposal_clock(item)
    for day in days:
        yield day_clock(day, named.get(day.person_id, nobody))


def _consent_clock(consent: Consent, owner: str) -> Clock:
    return Clock(
        person=consent.person,
        code=f"consent-{consent.pk}",
        label=_("Consent: %(purpose)s") % {"purpose": consent.get_purpose_display()},
        due=consent.until_day,
        owner=owner,
        url=reverse("casework:consents", args=[consent.person_id]),
        ends=True,
        after=_("Ask again, or see to it that nothing more passes."),
        detail=lambda: consent.recipient,
    )


def _move_clock(move: MoveRequest, owner: str) -> Clock:
    return Clock(
        person=move.person,
        code="move",
        label=_("Answer of the other municipality"),
        due=move.due_on,
        owner=owner,
        url=reverse("casework:person", args=[move.person_id]),
        after=_("Ask them, or pass the question on for decision."),
        detail=lambda: str(move.municipality),
    )


def day_clock(day: DayToKeep, owner: str) -> Clock:
    """The clock of a day that is waited for; the caller has seen that a unit works."""
    is_court = day.kind == DayKind.COURT
    return Clock(
        person=day.person,
        code=f"day-{day.kind}-{day.pk}",
        label=day.what_comes,
        due=day.day,
        owner=owner,
        url=reverse("casework:days", args=[day.person_id]),
        ends=not is_court,
        after=_("How did it go? Note it, or the new day.")
        if is_court
        else _("What follows now? Note that it was renewed, or that it ended."),
        detail=lambda: day.decided_by or "",
        step=reverse("casework:settle_day", args=[day.person_id, day.pk]),
    )


def _disposal_clock(item: DisposalItem) -> Clock:
    found: dict[str, Any] = {
        "person": item.person,
        "code": "disposal",
        "owner": f"{Role.UNIT_MANAGER.label}, {item.unit}",
        "url": reverse("casework:keeping", args=[item.person_id]),
    }
    if item.list.state == ListState.APPROVED:
        assert item.list.due_at is not None
        return Clock(
            label=_("Until then the destruction of the file can be stopped"),
            due=timezone.localdate(item.list.due_at),
            ends=True,
            **found,
        )
    return Clock(
        label=_("The file is to be destroyed, or kept for a reason"),
        due=item.finish_by,
        after=_("The time that the law gives has passed: decide about it."),
        **found,
    )


FILE_CLOCKS = ClockSource((_consents, _moves, _disposals, _days, _cases), file_clocks)
