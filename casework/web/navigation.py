"""The primary navigation. Each app registers its own entries; each entry decides who sees it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from casework.models import User
from casework.together import read_together


@dataclass(frozen=True)
class Entry:
    """A registered entry. *section* is the start of the addresses where it is the current one.

    Its number is *count*, or how many rows *counted* has: the lists of all entries are read in one
    statement, as every page asks for them. What *hides_empty* stands there only with a number.
    Whom *begins* says yes to begins here after signing in, and not at an entry above.
    """

    url_name: str
    label: str | Promise
    icon: str
    section: str
    position: int
    visible: Callable[[User], bool]
    count: Callable[[User], int | None] | None = None
    counted: Callable[[User], QuerySet[Any, Any]] | None = None
    begins: Callable[[User], bool] | None = None
    hides_empty: bool = False


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
    lists = {entry.url_name: entry.counted(user) for entry in visible if entry.counted}
    read_together(*lists.values())
    numbers = {e.url_name: _number(e, user, lists.get(e.url_name)) for e in visible}
    return [
        Item(
            url=reverse(entry.url_name),
            label=entry.label,
            icon=entry.icon,
            is_current=entry.section == current,
            count=numbers[entry.url_name],
        )
        for entry in visible
        if numbers[entry.url_name] or not entry.hides_empty or entry.section == current
    ]


def _number(entry: Entry, user: User, rows: QuerySet[Any, Any] | None) -> int | None:
    """What stands beside the entry; nothing for none."""
    if rows is not None:
        return len(rows) or None
    return entry.count(user) if entry.count else None


def first_page(user: User) -> str | None:
    """Where *user* begins: ``None`` without any membership.

    That is the entry which says that they begin there, or the first that they may use.
    """
    visible = [entry for entry in _entries if entry.visible(user)]
    own = [entry for entry in visible if entry.begins is not None and entry.begins(user)]
    return next((reverse(entry.url_name) for entry in [*own, *visible]), None)
