"""A whole edition, chapter by chapter: the page and the PDF are made from the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from reports.book import Book
from reports.presentation.charts import ChartView
from reports.presentation.editions.charts import chart_of
from reports.presentation.editions.county import MapView, county_map
from reports.presentation.editions.earlier import YearsBeside, years_beside
from reports.presentation.editions.method import LIMITS, two_sentences
from reports.presentation.editions.own_work import (
    HOURS,
    SHIFTS,
    WITH_THE_POLICE,
    WorkTable,
    measure,
    work_tables,
)
from reports.presentation.editions.released import Number, Released
from reports.presentation.editions.summary import (
    bound_of,
    by_way_of_the_police,
    exact,
    nothing,
    released_of,
    summary,
)
from reports.presentation.editions.tables import EditionTable, tables_of
from reports.presentation.editions.words import period, table_title, universe_label
from reports.presentation.numbers import NONE, number

# A table of more lines may go on over the page: kept whole, it would leave half a page empty.
LINES_KEPT_WHOLE = 7


@dataclass(frozen=True)
class Drawn:
    """A table with its chart, or with the map where it is the one of homes by place."""

    table: EditionTable
    chart: ChartView | None
    map: MapView | None = None

    @property
    def is_tall(self) -> bool:
        """Whether the table may go on over the page. Its first lines stand beneath its picture."""
        return len(self.table.lines) > LINES_KEPT_WHOLE


@dataclass(frozen=True)
class Chapter:
    """One chapter: either tables of people, or exact ones of our own work."""

    anchor: str
    title: str
    intro: str
    # Of people: it begins a page of its own.
    tables: Sequence[Drawn] = ()
    work: Sequence[WorkTable] = ()


@dataclass(frozen=True)
class KeyFigure:
    """One figure for the first page."""

    label: str
    number: str
    note: str


@dataclass(frozen=True)
class EditionView:
    """All of it in words, in the language in use."""

    period: str
    book: Book
    key_figures: list[KeyFigure]
    summary: list[str]
    chapters: list[Chapter]
    beside: YearsBeside | None
    sentences: list[str]
    refused: list[tuple[str, str]]
    limits: list[tuple[str, str]] = field(
        default_factory=lambda: [(str(head), str(text)) for head, text in LIMITS]
    )

    @property
    def nothing(self) -> Number:
        """What a number that is nothing is printed as."""
        return nothing(self.book)

    @property
    def is_draft(self) -> bool:
        """Whether nobody has approved it yet."""
        return self.book.certificate is None

    @property
    def checked(self) -> list[tuple[str, object]]:
        """What the audit found, by the name of each universe."""
        found = self.book.certificate.checked if self.book.certificate else ()
        return [(universe_label(one.universe), one) for one in found]


def edition_view(book: Book) -> EditionView:
    """*book* as it is read."""
    universes = released_of(book)
    bound = bound_of(book)
    return EditionView(
        period=period(book.code, book.months),
        book=book,
        key_figures=_key_figures(book, universes),
        summary=summary(book),
        chapters=[*_work(book), *map(_people, universes.values()), *_police(book, universes)],
        beside=years_beside(book),
        sentences=two_sentences(bound) if bound else [],
        refused=[
            *((universe_label(code), reason) for code, reason in book.refused.items()),
            *((universe_label(code), _lacks(tables)) for code, tables in book.lacking.items()),
        ],
    )


def _lacks(tables: Sequence[str]) -> str:
    """Which tables went so that the numbers of the others stay as near as is announced."""
    return _(
        "So that the others stay close enough to the truth these are left out: %(tables)s."
    ) % {"tables": "; ".join(map(table_title, tables))}


def _people(released: Released) -> Chapter:
    title = universe_label(released.universe)
    drawn = [_drawn(released, view) for view in tables_of(released)]
    return Chapter(
        released.universe.replace("_", "-"), title, _intros().get(released.universe, ""), drawn
    )


def _drawn(released: Released, view: EditionTable) -> Drawn:
    """A table with its picture: the map, where it is by place, else its chart."""
    county = county_map(released) if view.code == "home_by_place" else None
    return Drawn(view, chart_of(released, view) if county is None else None, county)


def _intros() -> dict[str, str]:
    return {
        "exploited": _(
            "People exposed to exploitation, whatever its form. Each is counted once for each time "
            "they were met. Children are those under 18 or possibly under 18; a child is always "
            "spoken of as exposed to exploitation."
        ),
        "suspected_buyers": _(
            "People suspected of having bought a sexual act. They are counted on a substitute "
            "material of their own and never crossed with the exploited."
        ),
        "kast": _(
            "Contacts that began at KAST, of people who do not say who they are. They "
            "stand beside the suspected buyers who were met on shifts: nobody knows who is both."
        ),
        "plans": _("Coordinated plans that were opened in the period."),
        "referrals": _(
            "Referrals that began in a file. Those from an encounter stand among the exploited."
        ),
        "protection": _(
            "Reflection periods and permits that were applied for, ways home that began, and "
            "stays in protected housing. Each is counted by itself, not the person."
        ),
    }


def _work(book: Book) -> list[Chapter]:
    tables = [t for t in work_tables(list(book.own_work)) if t.code not in WITH_THE_POLICE]
    if not tables:
        return []
    intro = _(
        "What we did ourselves, counted exactly: there is nothing about people in it. Also shifts "
        "where nobody was met are counted."
    )
    return [Chapter("own-work", _("Our own work"), intro, work=tables)]


def _police(book: Book, universes: dict[str, Released]) -> list[Chapter]:
    tables = [t for t in work_tables(list(book.own_work)) if t.code in WITH_THE_POLICE]
    if not tables:
        return []
    intro = _(
        "For the steering group that follows up the agreement with the police: shifts, hours, crew "
        "and operation weeks, counted exactly. Police officers are counted and never named."
    )
    words = " ".join([intro, *by_way_of_the_police(universes)])
    return [Chapter("police", _("The agreement with the police"), words, work=tables)]


def _key_figures(book: Book, universes: dict[str, Released]) -> list[KeyFigure]:
    tables = list(book.own_work)
    shifts, hours = measure(tables, SHIFTS), measure(tables, HOURS)
    found = []
    if shifts is not None and hours is not None:
        note = _("in all %(hours)s hours") % {"hours": number(hours)}
        found.append(KeyFigure(_("Shifts"), number(shifts), note))
    if "exploited" in universes:
        found += _of_exploited(universes["exploited"])
    if "suspected_buyers" in universes:
        whole = universes["suspected_buyers"].everybody()
        found.append(KeyFigure(_("Suspected buyers met"), str(whole), _("rounded")))
    if "plans" in universes:
        found.append(
            KeyFigure(_("Plans opened"), str(universes["plans"].everybody()), _("rounded"))
        )
    return found


def _of_exploited(released: Released) -> list[KeyFigure]:
    whole, pinned = released.everybody(), exact(released)
    children = released.of_level("age_group", "child")
    of_which = _("of which %(number)s under 18") % {"number": children} if children else ""
    met = number(pinned) if pinned is not None else str(whole)
    found = [KeyFigure(_("Exploited people met"), met, of_which)]
    for level, label in (
        ("told_of_rights", _("Informed of rights")),
        ("offered_support", _("Offered support")),
    ):
        part = released.of_level(level, "yes")
        share = part.share_of(whole) if part is not None else NONE
        if share != NONE:
            found.append(KeyFigure(label, share, _("of the exploited")))
    return found
