"""Charts and the map show the released numbers, and no others."""

from __future__ import annotations

import csv
import itertools
import re
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from reports.book import Book
from reports.presentation.editions.charts import chart_of
from reports.presentation.editions.county import MapView, county_map
from reports.presentation.editions.places import counties, places
from reports.presentation.editions.released import Released
from reports.presentation.editions.tables import tables_of
from reports.presentation.editions.view import Chapter, Drawn, edition_view
from tests.reports.editions.conftest import book_of_year, documents


def chart(universe: str, code: str) -> Any:
    released = Released(documents(2025)[universe])
    (view,) = [view for view in tables_of(released) if view.code == code]
    return chart_of(released, view)


def value_of(universe: str, code: str, *at: str) -> int:
    document: Any = documents(2025)[universe]
    (found,) = [
        c["value"] for c in document["cells"] if c["table"] == code and tuple(c["at"]) == at
    ]
    return int(found)


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = chart("suspected_buyers", "route")
    numbers = [int(re.sub(r"\D", "", label.text)) for label in drawn.values]
    assert numbers == [value for label in drawn.labels if (value := _route(label.text))]
    lengths = [mark.width for mark in drawn.marks]
    longest = max(lengths) / max(numbers)
    assert [round(length / longest) for length in lengths] == numbers
    assert not drawn.ticks


def _route(label: str) -> int:
    from outreach.enums import ContactRoute

    codes = {str(text): code for code, text in ContactRoute.choices} | {"Not stated": "not_asked"}
    return value_of("suspected_buyers", "route", f"contact_route={codes[label]}")


def test_the_parts_of_a_bar_are_its_whole() -> None:
    drawn = chart("exploited", "arena_by_gender")
    rows = {mark.y for mark in drawn.marks}
    assert len(rows) == len(drawn.values)
    for y, label in zip(sorted(rows), drawn.values, strict=True):
        end = max(mark.x + mark.width for mark in drawn.marks if mark.y == y)
        assert abs(end - (label.x - 8)) < 0.1
    assert [name for _series, name in drawn.legend][:2] == ["Woman", "Man"]


def test_one_column_a_month() -> None:
    drawn = chart("plans", "plans_by_period")
    assert [label.text for label in drawn.labels][:3] == ["Jan", "Feb", "Mar"]
    assert len(drawn.labels) == 12
    shown = [value_of("plans", "plans_by_period", f"period=2025-{m:02}") for m in range(1, 13)]
    assert [label.text for label in drawn.values] == [f"about {n}" for n in shown if n]


def test_tables_that_say_more_without_have_no_chart() -> None:
    assert chart("exploited", "told_and_offered") is None
    assert chart("exploited", "trafficking") is None


@pytest.mark.parametrize("universe", ["exploited", "suspected_buyers"])
def test_the_map_has_each_county_with_its_released_number(universe: str) -> None:
    document: Any = documents(2025)[universe]
    view = county_map(Released(document))
    assert view is not None
    drawn = {shape.name: shape for shape in view.shapes}
    assert len(drawn) == len(view.shapes) == 21
    for county in counties():
        number = drawn[county.name].number
        assert number is not None
        at = f"home_county={county.code}"
        assert number.value == value_of(universe, "home_by_county", at)
    # Whoever lives in no county is on no map, and in the table beneath it.
    assert value_of(universe, "home_by_county", "home_county=abroad") is not None
    assert [s.name for s in view.listed] == [s.name for s in by_number(view) if s.number.value]


def by_number(view: MapView) -> list[Any]:
    return sorted(view.shapes, key=lambda s: (-(s.number.value if s.number else 0), s.name))


def test_the_map_follows_the_released_number_alone() -> None:
    """Another number of the document is another shade; nothing else is asked."""
    document: Any = documents(2025)["exploited"]
    for cell in document["cells"]:
        if cell["table"] == "home_by_county" and cell["at"] == ["home_county=25"]:
            cell["value"] = 4000
    view = county_map(Released(document))
    assert view is not None
    assert (view.listed[0].letters, view.listed[0].shade) == ("BD", 3)
    assert "Norrbottens län" in view.description


def test_a_darker_shade_is_a_larger_number() -> None:
    view = county_map(Released(documents(2025)["exploited"]))
    assert view is not None
    numbers = sorted((s.number.value, s.shade) for s in view.shapes if s.number is not None)
    assert [shade for _value, shade in numbers] == sorted(shade for _value, shade in numbers)
    assert {shade for value, shade in numbers if not value} == {0}
    assert all(shade for value, shade in numbers if value)
    assert [shade for shade, _text in view.shades] == sorted({shade for _v, shade in numbers})


def test_a_county_that_no_table_names_is_left_white() -> None:
    document: Any = documents(2025)["exploited"]
    document["cells"] = [c for c in document["cells"] if c["at"] != ["home_county=10"]]
    view = county_map(Released(document))
    assert view is not None
    (blekinge,) = [shape for shape in view.shapes if shape.letters == "K"]
    assert (blekinge.number, blekinge.shade) == (None, -1)
    assert (blekinge.said, view.shades[0][0]) == ("not counted by itself", -1)


def test_a_map_of_nothing_but_fewer_than_five_says_so() -> None:
    document: Any = documents(2025)["exploited"]
    for cell in document["cells"]:
        if cell["table"] == "home_by_county":
            cell["value"] = 0
    view = county_map(Released(document))
    assert view is not None
    assert view.listed == []
    assert view.description == "No county has more than a few."
    drawn = _home(replace(book_of_year(2025), universes={"exploited": document}))
    html = render_to_string("reports/editions/table.html", {"table": drawn.table, "map": view})
    assert html.count("No county has more than a few.") == 2


def test_counties_are_those_of_the_municipalities() -> None:
    """Their names are those of the list of places, and nothing of an outline lies inside."""
    with (settings.BASE_DIR / "casework/data/municipalities.csv").open(encoding="utf-8") as file:
        named = {(row["county_code"], row["county_name"]) for row in csv.DictReader(file)}
    assert {(county.code, county.name) for county in counties()} == named
    assert len({county.letters for county in counties()}) == 21
    for county in counties():
        inside = [
            frozenset(pair)
            for place in places() if place.county == county.code
            for ring in place.rings for pair in itertools.pairwise(ring)
        ]  # fmt: skip
        edges = [frozenset(pair) for ring in county.rings for pair in itertools.pairwise(ring)]
        assert all(ring[0] == ring[-1] for ring in county.rings)
        assert len(edges) == len(set(edges))
        assert set(edges) == {e for e in inside if inside.count(e) % 2 and len(e) == 2}


def test_where_no_county_is_counted_there_is_no_map() -> None:
    assert county_map(Released(documents(2025)["plans"])) is None


def test_homes_by_county_have_the_map_and_those_by_group_a_chart() -> None:
    chapter = _chapter(book_of_year(2025))
    assert [d.table.code for d in chapter.tables if d.map] == ["home_by_county"]
    drawn = {d.table.code: d for d in chapter.tables}
    assert drawn["home_by_county"].chart is None
    assert drawn["home"].chart is not None


def _chapter(book: Book) -> Chapter:
    return next(c for c in edition_view(book).chapters if c.anchor == "exploited")


def _home(book: Book) -> Drawn:
    return next(d for d in _chapter(book).tables if d.table.code == "home_by_county")
