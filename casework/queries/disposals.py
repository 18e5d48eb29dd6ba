"""Disposal lists for the screens, and what was destroyed."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from casework.audit.events import Event
from casework.disposal.words import Mark
from casework.models import AuditEvent, DisposalHold, DisposalItem, DisposalList, Person, User


def lists_for(user: User) -> QuerySet[DisposalList]:
    """The lists that *user* sees, each with how many files are on it and how they are marked."""
    return (
        DisposalList.objects.visible_to(user)
        .select_related("unit", "reviewed_by", "approved_by")
        .annotate(
            files=Count("items"),
            unmarked=Count("items", filter=Q(items__mark=Mark.OPEN)),
            to_destroy=Count("items", filter=Q(items__mark=Mark.DESTROY)),
            to_keep=Count("items", filter=Q(items__mark=Mark.KEEP)),
        )
    )


def items_of(user: User, found: DisposalList) -> QuerySet[DisposalItem]:
    """The files on a list that *user* sees."""
    return DisposalItem.objects.visible_to(user).filter(list=found).select_related("marked_by")


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


def item_of(person: Person) -> DisposalItem | None:
    """The file's place on a list, the latest."""
    items = DisposalItem.objects.filter(person=person).select_related("list")
    return items.order_by("-list__proposed_at").first()


def destroyed_ids() -> list[uuid.UUID]:
    """The files that were destroyed, each once, the first first. Asked as the named actor.

    Those that were destroyed again as well: after a restore the log may hold nothing else of them.
    """
    gone = [Event.DISPOSAL_DESTROYED, Event.DISPOSAL_REPLAYED]
    rows = AuditEvent.objects.filter(event__in=gone).order_by("at", "id")
    # A dictionary keeps the order in which it first met each.
    found = dict.fromkeys(rows.values_list("object_id", flat=True))
    return [file_id for file_id in found if file_id is not None]
