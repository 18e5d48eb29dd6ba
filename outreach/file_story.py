"""What this floor tells in the story of a file: encounters, and what was offered at them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Person, User
from casework.timeline import Entry, Lists, Source
from outreach.models import Encounter, FileEncounter, SupportOffer


def _links(user: User, person: Person) -> QuerySet[FileEncounter]:
    rows = FileEncounter.objects.visible_to(user).filter(person=person)
    found: QuerySet[FileEncounter] = rows.select_related("unit")
    return found


def _readable(user: User, person: Person) -> QuerySet[Encounter]:
    """Those of the encounters that a unit of *user*'s reads itself."""
    linked = FileEncounter.objects.filter(person=person).order_by().values("encounter")
    return Encounter.objects.visible_to(user).filter(pk__in=linked)


def _met_told(user: User, person: Person) -> Lists:
    return [_links(user, person), _readable(user, person).only("arena")]


def _met(
    _person: Person, links: QuerySet[FileEncounter], encounters: QuerySet[Encounter]
) -> Iterator[Entry]:
    readable = {encounter.pk: encounter for encounter in encounters}
    for link in links:
        encounter = readable.get(link.encounter_id)
        # Who does not read the encounter learns when and by which unit, and no more.
        place = encounter.get_arena_display() if encounter is not None else ""
        url = reverse("outreach:encounter", args=[encounter.pk]) if encounter is not None else ""
        yield Entry(
            at=link.met_at,
            kind="encounter",
            title=_("Met on a shift"),
            icon="shift",
            text=place,
            url=url,
            who=str(link.unit),
            written_at=link.created_at,
        )


def _offered_told(user: User, person: Person) -> Lists:
    readable = _readable(user, person).order_by().values("pk")
    offers = SupportOffer.objects.filter(encounter__in=readable)
    return [
        _links(user, person),
        offers.only("encounter", "kind", "answer").order_by("kind"),
    ]


def _offered(
    _person: Person, links: QuerySet[FileEncounter], offers: QuerySet[SupportOffer]
) -> Iterator[Entry]:
    at = {link.encounter_id: link for link in links}
    for offer in offers:
        link = at[offer.encounter_id]
        yield Entry(
            at=link.met_at,
            kind="offer",
            title=_("Offered: %(support)s") % {"support": offer.get_kind_display()},
            icon="hand",
            text=offer.get_answer_display() if offer.answer else "",
            who=str(link.unit),
            written_at=link.created_at,
        )


ENCOUNTERS = Source("encounter", gettext_lazy("Encounters"), 10, _met_told, _met)
OFFERS = Source("offer", gettext_lazy("Offers"), 20, _offered_told, _offered)
