"""The frame around every page of a file: who it is about, what to beware of, where one can go."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

from casework.models import Alert, Person, User
from casework.queries.persons import Access, alerts_of, read_file
from casework.web.requests import user_of


@dataclass(frozen=True)
class Tab:
    """A page of the file. *section* is what its address has behind the file's own.

    What is opened now and then stands under "More" (*is_more*), so that the others fit on one line.
    """

    url_name: str
    label: str | Promise
    section: str
    position: int
    visible: Callable[[User, Person], bool] | None = None
    is_more: bool = False


@dataclass(frozen=True)
class TabItem:
    """A tab as it stands on one page."""

    url: str
    label: str | Promise
    is_current: bool
    is_more: bool


@dataclass(frozen=True)
class FilePage:
    """What the frame shows."""

    person: Person
    access: Access
    # Not read yet: a page that reads several lists in one statement reads them along.
    alerts: QuerySet[Alert]
    tabs: list[TabItem]
    is_child: bool
    # Why the form of this page saves nothing more; what is typed into it is given back.
    ended: str = ""

    def ending(self, why: str) -> FilePage:
        """The same page, on which nothing can be saved any more."""
        return replace(self, ended=why)

    @property
    def main_tabs(self) -> list[TabItem]:
        """The pages of every day."""
        return [tab for tab in self.tabs if not tab.is_more]

    @property
    def more_tabs(self) -> list[TabItem]:
        """Those under "More"."""
        return [tab for tab in self.tabs if tab.is_more]

    @property
    def current_more(self) -> TabItem | None:
        """The page under "More" that is shown now."""
        return next((tab for tab in self.more_tabs if tab.is_current), None)


_tabs: list[Tab] = []


def register(tab: Tab) -> None:
    """Add a page. Called from an app's ``ready``."""
    if tab not in _tabs:
        _tabs.append(tab)
        _tabs.sort(key=lambda t: t.position)


def open_page(request: HttpRequest, pk: uuid.UUID, page: str) -> FilePage:
    """The file for the page named *page*; that it was opened is logged. Raises ``Http404``."""
    user = user_of(request)
    person, access = read_file(user, pk, page)
    home = reverse("casework:person", args=[pk])
    return FilePage(
        person=person,
        access=access,
        alerts=alerts_of(person),
        tabs=[
            _item(request, tab, pk, home)
            for tab in _tabs
            if tab.visible is None or tab.visible(user, person)
        ],
        is_child=person.is_child_on(),
    )


def _item(request: HttpRequest, tab: Tab, pk: uuid.UUID, home: str) -> TabItem:
    section = f"{home}{tab.section}"
    current = request.path.startswith(section) if tab.section else request.path == home
    return TabItem(reverse(tab.url_name, args=[pk]), tab.label, current, tab.is_more)
