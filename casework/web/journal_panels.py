"""What the first page of a file shows of drafts and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from casework.models import NoteDraft, Person, User
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


def _latest_events(_user: User, _person: Person) -> dict[str, Any]:
    """The end of the story, which the page asks for by itself: it is of many tables."""
    return {}


PANELS = (
    Panel("late_drafts", 5, "casework/journal/panels/drafts.html", _late_drafts, _drafts),
    Panel("events", 50, "casework/journal/panels/events.html", _latest_events),
)
