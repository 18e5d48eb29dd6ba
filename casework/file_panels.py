"""The cards that this floor itself puts on a file's first page."""

from __future__ import annotations

from typing import Any

from casework.models import Person, User
from casework.panels import Panel
from casework.queries.identities import links_of


def _linked(user: User, person: Person) -> dict[str, Any] | None:
    others = [link.other_than(person) for link in links_of(user, person)]
    return {"others": others} if others else None


LINKED_FILES = Panel("linked", 80, "casework/person/parts/linked_panel.html", _linked)
