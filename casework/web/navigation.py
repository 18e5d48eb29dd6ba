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
    """A registered entry. *section* is the start of the addresses where it is the current one.

    Whom *begins* says yes to begins here after signing in, and not at an entry above.
    """

    url_name: str
    label: str | Promise
    icon: str
    section: str
    position: int
    visible: Callable[[User], bool]
    count: Callable[[User], int | None] | None = None
    begins: Callable[[User], bool] | None = None


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
    """The entries that the signed-in user may use, in order.

    Where sections lie within each other, the innermost one is current and no other.
    """
    user = request.user
    assert isinstance(user, User)
    visible = [entry for entry in _entries if entry.visible(user)]
    sections = [entry.section for entry in visible if request.path.startswith(entry.section)]
    current = max(sections, key=len, default=None)
    return [
        Item(
            url=reverse(entry.url_name),
            label=entry.label,
            icon=entry.icon,
            is_current=entry.section == current,
            count=entry.count(user) if entry.count else None,
        )
        for entry in visible
    ]


def first_page(user: User) -> str | None:
    """Where *user* begins: ``None`` without any membership.

    That is the entry which says that they begin there, or the first that they may use.
    """
    visible = [entry for entry in _entries if entry.visible(user)]
    own = [entry for entry in visible if entry.begins is not None and entry.begins(user)]
    return next((reverse(entry.url_name) for entry in [*own, *visible]), None)
