"""What every list shares: an order from a fixed set, and pages. The address is never trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise

PAGE_SIZE = 25
# An address typed by hand may ask for any page; more digits than this is no page of ours.
LONGEST_PAGE = 9


@dataclass(frozen=True)
class Column:
    """A column of a list. *fields* are what it sorts by; without any it can't be sorted."""

    label: str | Promise
    fields: tuple[str, ...] = ()
    is_number: bool = False


@dataclass(frozen=True)
class Heading:
    """A column as it stands on one page. *order* is what a click asks for next."""

    label: str | Promise
    is_number: bool
    order: str
    sorted: str


class Ordering:
    """The order that a request asks for, among *columns*; *default* where it asks for none."""

    def __init__(self, request: HttpRequest, columns: Mapping[str, Column], default: str) -> None:
        self.columns = columns
        wanted = request.GET.get("order", default)
        column = columns.get(wanted.removeprefix("-"))
        self.order = wanted if column is not None and column.fields else default

    def apply(self, queryset: QuerySet[Any], *groups: str) -> QuerySet[Any]:
        """*queryset* in this order, empty values last, and the key to make it certain.

        *groups* are what its rows stand together by, in an order that no click turns round.
        """
        key = self.order.removeprefix("-")
        falling = self.order.startswith("-")
        terms: list[Any] = [
            F(name).desc(nulls_last=True) if falling else F(name).asc(nulls_last=True)
            for name in self.columns[key].fields
        ]
        return queryset.order_by(*groups, *terms, "pk")

    def headings(self) -> list[Heading]:
        """The columns with what a click on each does; the sorted one turns round."""
        found = []
        for key, column in self.columns.items():
            direction = {key: "ascending", f"-{key}": "descending"}.get(self.order, "")
            following = f"-{key}" if direction == "ascending" else key
            order = following if column.fields else ""
            found.append(Heading(column.label, column.is_number, order, direction))
        return found


def page_of(request: HttpRequest, queryset: QuerySet[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The asked-for page; the nearest one there is when it does not exist."""
    number = request.GET.get("page", "1")
    return Paginator(queryset, size).get_page(number[:LONGEST_PAGE])
