"""What this floor tells in the story of a file: encounters, and what was offered at them."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.models import Person, User
from casework.timeline import Entry, Source
from outreach.models import Encounter, FileEncounter, SupportOffer


def _links(user: User, person: Person) -> list[FileEncounter]:
    rows = FileEncounter.objects.visible_to(user).filter(person=person)
    return list(rows.select_related("unit"))


def _readable(user: User, links: list[FileEncounter]) -> dict[object, Encounter]:
    """Those of the encounters that a unit of *user*'s reads itself."""
    rows = Encounter.objects.visible_to(user).filter(pk__in=[link.encounter_id for link in links])
    return {encounter.pk: encounter for encounter in rows}


def _met(user: User, person: Person) -> Iterator[Entry]:
    links = _links(user, person)
    readable = _readable(user, links)
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


def _offered(user: User, person: Person) -> Iterator[Entry]:
    links = _links(user, person)
    readable = _readable(user, links)
    at = {link.encounter_id: link for link in links}
    for offer in SupportOffer.objects.filter(encounter__in=list(readable)).order_by("kind"):
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


ENCOUNTERS = Source("encounter", gettext_lazy("Encounters"), 10, _met)
OFFERS = Source("offer", gettext_lazy("Offers"), 20, _offered)
