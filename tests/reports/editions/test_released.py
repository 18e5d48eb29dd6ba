"""What is read of a released document is what it says, and every code has words."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from reports.book import Book
from reports.disclosure.catalogue import buyers, exploited
from reports.disclosure.spec import TIME, Spec
from reports.presentation.editions import words
from reports.presentation.editions.released import Released
from reports.presentation.editions.summary import released_of, summary
from reports.presentation.editions.tables import edition_table, tables_of
from reports.presentation.editions.view import Chapter, edition_view
from reports.presentation.numbers import number as as_number
from reports.queries.freezing import spec_of
from reports.tables.levels import UNIVERSE_WORDS
from tests.reports.disclosure.invented import COUNTRIES
from tests.reports.editions.conftest import UNIVERSES, book_of_year, documents
from tests.reports.editions.make import (
    DISTRICTS,
    FOLDER,
    HOMES,
    SPECS_OF_FILES,
    YEARS,
    plan_rows,
    plans_spec,
    rows_of_files,
)
from tests.reports.editions.make import documents as drawn

SPECS = [
    exploited(countries=COUNTRIES, homes=HOMES, districts=DISTRICTS),
    buyers(homes=HOMES, districts=DISTRICTS),
    *map(spec_of, ("kast", "plans", "referrals", "protection")),
]
# What a city calls by itself.
OPEN = {
    "citizenship", "home_part", "home_place", "district", "area", TIME, "offer", "referral",
    "need",
}  # fmt: skip


def printed(value: int) -> str:
    return f"about {value}" if value else "fewer than 5"


def changed(document: dict[str, Any], **cells: int) -> Released:
    """*document* with other numbers in cells, named ``table__at__at``."""
    other = copy.deepcopy(document)
    for cell in other["cells"]:
        name = "__".join([cell["table"], *cell["at"]])
        cell["value"] = cells.get(name, cell["value"])
    return Released(other)


@pytest.mark.parametrize("universe", UNIVERSES)
def test_every_printed_number_is_that_of_its_cell(universe: str) -> None:
    document: Any = documents(2025)[universe]
    cells = {(c["table"], tuple(c["at"])): c["value"] for c in document["cells"]}
    for view in tables_of(Released(document)):
        table = next(t for t in document["spec"]["tables"] if t["code"] == view.code)
        for line in (*view.lines, view.total):
            for number, column in zip(line.numbers, view.columns, strict=True):
                found = [
                    value
                    for (code, at), value in cells.items()
                    if code == view.code
                    and at[: len(line.at)] == line.at
                    and (len(at) == len(line.at) or _named(at[-1]) == column)
                ]
                assert len(table["axes"]) in (1, 2, 3)
                assert (number is None) == (not found)
                if number is not None:
                    assert [str(number)] == [printed(value) for value in found]


def _named(condition: str) -> str:
    if condition == "*":
        return "Total"
    level, _equals, value = condition.partition("=")
    return words.value_label(level, value)


@pytest.mark.parametrize("universe", UNIVERSES)
def test_no_cell_is_lost(universe: str) -> None:
    """Each is a line, in the sentence on those of fewer than five, or a finer column."""
    document: Any = documents(2025)[universe]
    released = Released(document)
    for view in tables_of(released):
        shown = {line.at[0] for line in (*view.lines, view.total)}
        sentence = " ".join(view.notes)
        axis = released.tables[view.code].axes[0]
        firsts = {c["at"][0] for c in document["cells"] if c["table"] == view.code}
        for first in firsts - shown:
            level, _equals, value = first.partition("=")
            if len(axis.levels) == 2 and level == axis.levels[0]:
                groups = released.groups(axis.variable, axis.levels[1])
                alone = list(groups.values()).count(groups[value]) == 1
                # A group of one stands for the only one in it.
                if alone and f"{axis.levels[1]}={groups[value]}" in shown:
                    continue
                assert alone or _named(first) in sentence, first
            # Whatever is left out is of fewer than five.
            left = [c["value"] for c in document["cells"] if c["at"][0] == first]
            assert not any(left), first


def test_shares_are_of_released_numbers_and_of_twenty_at_least() -> None:
    document: Any = documents(2025)["suspected_buyers"]
    released = Released(document)
    (route,) = [view for view in tables_of(released) if view.code == "route"]
    whole = released.total("route")
    assert whole is not None
    for line in route.lines:
        value = line.numbers[0].value if line.numbers[0] else 0
        assert line.share == (f"about {round(100 * value / whole.value)}\u00a0%" if value else "–")
    assert route.total.share == "100\u00a0%"
    few = changed(document, **{"route__*": 15})
    view = edition_table(few, few.tables["route"])
    assert {line.share for line in (*view.lines, view.total)} == {""}
    assert "Share" not in view.heads
    enough = changed(document, **{"route__*": 20})
    assert "Share" in edition_table(enough, enough.tables["route"]).heads


def test_an_exact_figure_stands_beside_the_rounded_one() -> None:
    released = Released(documents(2025)["exploited"])
    (age,) = [view for view in tables_of(released) if view.code == "age_by_gender"]
    assert age.notes[-1] == "Everybody: exactly 367; the sum 365 of the table is rounded."
    (children,) = [view for view in tables_of(released) if view.code == "children"]
    assert not any("exactly" in note for note in children.notes)


def test_a_dash_stands_where_nobody_can_be() -> None:
    """No adult is sent to Barnahus: the cell is not published at all."""
    document: Any = documents(2025)["suspected_buyers"]
    document["cells"] = [
        c for c in document["cells"] if c["at"] != ["contact_route=police"] or c["table"] != "route"
    ]
    released = Released(document)
    (route,) = [view for view in tables_of(released) if view.code == "route"]
    assert "With the police" not in [line.label for line in route.lines]


@pytest.mark.parametrize("spec", SPECS, ids=UNIVERSES)
def test_everything_in_the_catalogue_has_words(spec: Spec) -> None:
    assert spec.code in UNIVERSE_WORDS
    assert {table.code for table in spec.tables} <= set(words.TITLES)
    for variable in spec.variables:
        for level in (variable.code, *variable.levels):
            assert level in words.LEVELS, level
            if level not in OPEN:
                assert set(variable.values(level)) <= set(words.LEVELS[level].labels), level


@pytest.mark.parametrize(("bound", "said"), [(4, "fewer than 5"), (8, "fewer than 9")])
def test_nothing_is_printed_as_fewer_than_it_can_be(bound: int, said: str) -> None:
    """A second half-year is announced with the bounds of both: "fewer than 5" would be untrue."""
    document: Any = {**documents(2025)["suspected_buyers"], "bound": bound}
    for cell in document["cells"]:
        lower, upper = max(0, cell["value"] - bound), cell["value"] + bound
        cell.update({"lower": lower, "upper": upper})
    nothing = [n for n in Released(document).numbers.values() if not n.value]
    assert {str(n) for n in nothing} == {said}
    book = replace(book_of_year(2025), universes={"suspected_buyers": document})
    view = edition_view(book)
    assert str(view.nothing) == said
    notes = [n for c in view.chapters for d in c.tables for n in d.table.notes if "ewer than" in n]
    assert notes
    assert all(n.startswith(f"{said.capitalize()} ") for n in notes)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("2025", "2025"),
        ("2025-H1", "Half-year 1 2025"),
        ("2025-T3", "Tertial 3 2025"),
        ("2025-Q2", "Quarter 2 2025"),
        ("2025-03", "March 2025"),
        ("2020-2024", "2020-2024"),
    ],
)
def test_periods(code: str, said: str) -> None:
    assert words.period(code) == said


def test_what_nobody_named_is_called_by_its_code() -> None:
    assert words.value_label("referral_receiver", "own_unit") == "own unit"
    assert words.table_title("referrals_by_receiver") == "Referrals by receiver"
    assert words.value_label("citizenship", "RO") == "Romania"
    assert words.value_label("home", "0126") == "Huddinge"
    assert words.value_label("home_place", "12") == "Skåne län"
    assert words.value_label("home_place", "0126") == "Huddinge"
    assert words.value_label("home_part", "outside:12").startswith("Skåne län: Outside")
    assert words.value_label("home_part", "area_joined:0126").startswith("Huddinge: Area")


def test_the_summary(book: Book) -> None:
    document: Any = documents(2025)["exploited"]
    accepted = next(c["value"] for c in document["cells"] if c["at"] == ["*", "answer=accepted"])
    first, met, _told, answers, *_more = summary(book)
    assert first == (
        "In 2025 the teams were out on 117 shifts, 608.5 hours in all. "
        "On 16 of them nobody was met."
    )
    assert met.startswith("They met 367 exploited people, an exact figure. About ")
    assert f"about {accepted} said yes to at least one kind of support" in answers


def test_all_is_said_where_it_is_an_exact_figure_alone() -> None:
    def told(*pins: dict[str, str]) -> str:
        documents_ = documents(2025)
        base: Any = documents_["exploited"]["pins"]
        documents_["exploited"]["pins"] = [{**base[0], "at": at} for at in pins]
        one = book_of_year(2025)
        return summary(Book(one.code, one.title, one.city, documents_, one.own_work, {}, None))[2]

    yes = [{}, {"told_of_rights": "yes"}, {"offered_support": "yes"}]
    assert told(*yes).startswith("All 367 were informed")
    assert not told(*yes[:2]).startswith("All")
    assert not told(*yes[1:]).startswith("All")


def test_years_beside_each_other_come_with_the_warning(book: Book, draft: Book) -> None:
    beside = edition_view(book).beside
    assert beside is not None
    assert beside.heads == ("2024", "2025")
    assert ("Shifts", 0, ("104", "117")) in beside.lines
    assert ("Exploited people met", 0, ("about 300", "about 365")) in beside.lines
    assert beside.warning.startswith("Small numbers of different years must not be compared")
    assert edition_view(draft).beside is None


def test_a_document_drawn_today_has_the_form_of_the_kept_ones() -> None:
    kept: Any = documents(2025)["plans"]
    new = json.loads(drawn(plans_spec(), {2025: plan_rows(2025, 122)})[2025])
    assert new.keys() == kept.keys()
    assert new["spec"] == kept["spec"]
    assert [view.code for view in tables_of(Released(new))] == [
        view.code for view in tables_of(Released(kept))
    ]


def chapter(book: Book, code: str) -> Chapter:
    (found,) = [one for one in edition_view(book).chapters if one.anchor == code]
    return found


def test_the_steering_group_gets_what_was_done_with_the_police(book: Book) -> None:
    """Shifts and operation weeks exactly; whom the police led to as released, and nobody else."""
    police = chapter(book, "police")
    found = {table.code: table for table in police.work}
    assert set(found) == {"shifts_by_shift_kind", "shifts_by_operation_week"}
    assert found.keys().isdisjoint(table.code for table in chapter(book, "own-work").work)
    assert list(police.tables) == []
    weeks = found["shifts_by_operation_week"]
    kept = next(table for table in book.own_work if table.code == "shifts_by_operation_week")
    own = [as_number(kept.value("2025 Insatsvecka 1", column)) for column in kept.columns]
    assert [list(line) for label, line in weeks.lines if "Insatsvecka 1" in label] == [own]
    released = released_of(book)
    for universe, level, sentence in (
        ("exploited", "contact_route", "By way of the police the teams met {} exploited people."),
        ("suspected_buyers", "contact_route", "By way of the police they met {} suspected buyers."),
        ("kast", "kast_route", "By way of the police {} contacts began at KAST."),
    ):
        people = released[universe].of_level(level, "police")
        assert people is not None
        assert sentence.format(people) in police.intro
    alone = replace(book, universes={"plans": book.universes["plans"]}, earlier=())
    assert "By way of" not in chapter(alone, "police").intro


def test_contacts_at_kast_stand_beside_the_buyers_and_are_told_apart(book: Book) -> None:
    """Right after them, counted by themselves, and marked: nobody knows who is both."""
    codes = [one.anchor for one in edition_view(book).chapters]
    assert codes[codes.index("suspected-buyers") + 1] == "kast"
    assert "nobody knows who is both" in chapter(book, "kast").intro
    told = edition_view(book).summary
    met = next(i for i, words in enumerate(told) if "having bought a sexual act" in words)
    whole = released_of(book)["kast"].everybody()
    assert told[met + 1] == f"Beside them {whole} people began a contact at KAST by themselves."


@pytest.mark.parametrize("universe", ["kast", "protection"])
def test_the_kept_documents_are_those_of_the_present_engine(universe: str) -> None:
    """Two small ones, byte for byte: whoever changes the search draws all of them anew."""
    rows = {year: rows_of_files(universe, year, met // 3) for year, met in YEARS.items()}
    for year, text in drawn(SPECS_OF_FILES[universe], rows).items():
        kept = (FOLDER / f"{year}-{universe}.json").read_text(encoding="utf-8")
        assert f"{text}\n" == kept, f"{year}: python -m tests.reports.editions.make"


@pytest.mark.parametrize(
    ("code", "months", "said"),
    [
        ("2025", [], "2025"),
        ("2025-10", [], "oktober 2025"),
        ("2025-H1", [], "Halvår 1 2025"),
        # A code of somebody's own is for addresses and files.
        ("host-2026", ["2026-10"], "oktober 2026"),
        ("host-10", ["2026-09", "2026-10"], "september 2026 – oktober 2026"),
        ("loggen", ["2021-04", "2021-05", "2022-08"], "april 2021 – augusti 2022"),
        ("h-H1", [], "h-H1"),
    ],
)
def test_a_period_is_said_as_people_say_it(code: str, months: list[str], said: str) -> None:
    with translation.override("sv"):
        assert words.period(code, months) == said
