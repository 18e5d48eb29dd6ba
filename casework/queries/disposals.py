"""Disposal lists for the screens, and what was destroyed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Greatest

from casework.audit.events import Event
from casework.disposal.words import Mark
from casework.models import AuditEvent, DisposalHold, DisposalItem, DisposalList, Person, User

# Whoever hands a list on has seen its files with these marks.
CHANGED_AT = Greatest("updated_at", Max("items__updated_at"))


def lists_for(user: User) -> QuerySet[DisposalList]:
    """The lists that *user* sees, each with how many files are on it and how they are marked.

    ``changed_at`` is the version of each that a page shows.
    """
    return (
        DisposalList.objects.visible_to(user)
        .select_related("unit", "reviewed_by", "approved_by")
        .annotate(
            files=Count("items"),
            unmarked=Count("items", filter=Q(items__mark=Mark.OPEN)),
            to_destroy=Count("items", filter=Q(items__mark=Mark.DESTROY)),
            to_keep=Count("items", filter=Q(items__mark=Mark.KEEP)),
            changed_at=CHANGED_AT,
        )
    )


def items_of(user: User, found: DisposalList) -> QuerySet[DisposalItem]:
    """The files on a list that *user* sees."""
    return DisposalItem.objects.visible_to(user).filter(list=found).select_related("marked_by")


def version_of(found: DisposalList) -> datetime:
    """When the list, or the mark of a file on it, was changed last; asked anew."""
    rows = DisposalList.objects.filter(pk=found.pk).annotate(changed_at=CHANGED_AT)
    found_at: datetime = rows.order_by().values_list("changed_at", flat=True).get()
    return found_at


def files_within_reach(user: User, items: list[DisposalItem]) -> dict[uuid.UUID, str]:
    """Pseudonyms of those files that *user* may open."""
    seen = Person.objects.visible_to(user).filter(pk__in=[item.person_id for item in items])
    return dict(seen.values_list("pk", "pseudonym"))


def opened_since(
    user: User, found: DisposalList, person_ids: Iterable[uuid.UUID]
) -> set[uuid.UUID]:
    """Those of the files that *user* has opened since the list was proposed, from their own log."""
    reads = AuditEvent.objects.filter(
        event=Event.PERSON_READ,
        actor_id=user.pk,
        object_id__in=list(person_ids),
        at__gte=found.proposed_at,
    )
    return {pk for pk in reads.values_list("object_id", flat=True).distinct() if pk is not None}


def holds_of(person: Person) -> QuerySet[DisposalHold]:
    """Holds on a file, those in force first."""
    rows = DisposalHold.objects.filter(person=person)
    return rows.select_related("created_by", "lifted_by").order_by("-lifted_at", "-created_at")


def items_with(person: Person) -> QuerySet[DisposalItem]:
    """The file's places on lists, the latest first."""
    items = DisposalItem.objects.filter(person=person).select_related("list")
    return items.order_by("-list__proposed_at", "pk")


def destroyed_ids() -> list[uuid.UUID]:
    """The files that were destroyed, each once, the first first. Asked as the named actor.

    Those that were destroyed again as well: after a restore the log may hold nothing else of them.
    """
    gone = [Event.DISPOSAL_DESTROYED, Event.DISPOSAL_REPLAYED]
    rows = AuditEvent.objects.filter(event__in=gone).order_by("at", "id")
    # A dictionary keeps the order in which it first met each.
    found = dict.fromkeys(rows.values_list("object_id", flat=True))
    return [file_id for file_id in found if file_id is not None]
