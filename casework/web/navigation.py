"""The primary navigation. Each app registers its own entries; each entry decides who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from casework.models import User


@dataclass(frozen=True)
class Entry:
    """A registered entry. *section* is the start of the addresses where it is the current one."""

    url_name: str
    label: str | Promise
    icon: str
    section: str
    position: int
    visible: Callable[[User], bool]
    count: Callable[[User], int | None] | None = None


@dataclass(frozen=True)
class Item:
    """An entry as it stands on one page."""

    url: str
    label: str | Promise
    icon: str
    is_current: bool
    count: int | None


_entries: list[Entry] = []


def register(entry: Entry) -> None:
    """Add an entry. Called from an app's ``ready``."""
    if entry not in _entries:
        _entries.append(entry)
        _entries.sort(key=lambda e: e.position)


def navigation_for(request: HttpRequest) -> list[Item]:
    """The entries that the signed-in user may use, in order."""
    user = request.user
    assert isinstance(user, User)
    return [
        Item(
            url=reverse(entry.url_name),
            label=entry.label,
            icon=entry.icon,
            is_current=request.path.startswith(entry.section),
            count=entry.count(user) if entry.count else None,
        )
        for entry in _entries
        if entry.visible(user)
    ]


def first_page(user: User) -> str | None:
    """Where *user* begins: the first entry they may use; ``None`` without any membership."""
    for entry in _entries:
        if entry.visible(user):
            return reverse(entry.url_name)
    return None
