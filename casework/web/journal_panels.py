"""What the first page of a file shows of drafts, consents and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.models import Consent, NoteDraft, Person, User
from casework.panels import Panel
from casework.queries.notes import is_late
from casework.together import Lists


def _drafts(user: User, person: Person) -> Lists:
    return [NoteDraft.objects.filter(person=person, created_by=user)]


def _late_drafts(
    _user: User, _person: Person, drafts: Sequence[NoteDraft]
) -> dict[str, Any] | None:
    """One's own drafts that have waited for more than a day."""
    late = [draft for draft in drafts if is_late(draft)]
    return {"drafts": late, "count": len(late)} if late else None


def _consents(_user: User, person: Person) -> Lists:
    in_force = Consent.objects.in_force().filter(person=person)
    return [in_force.select_related("recipient_unit", "given_by_related")]


def _ending_consents(
    _user: User, _person: Person, consents: Sequence[Consent]
) -> dict[str, Any] | None:
    """Consents that run out within thirty days."""
    ending = [consent for consent in consents if consent.ends_soon]
    return {"consents": ending} if ending else None


def _latest_events(_user: User, _person: Person) -> dict[str, Any]:
    """The end of the story, which the page asks for by itself: it is of many tables."""
    return {}


PANELS = (
    Panel("late_drafts", 5, "casework/journal/panels/drafts.html", _late_drafts, _drafts),
    Panel(
        "ending_consents",
        15,
        "casework/journal/panels/consents.html",
        _ending_consents,
        _consents,
    ),
    Panel("events", 50, "casework/journal/panels/events.html", _latest_events),
)
