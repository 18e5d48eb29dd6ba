"""Charts and the map show the released numbers, and no others."""

from __future__ import annotations

import csv
import itertools
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from reports.book import Book
from reports.presentation.editions.charts import chart_of
from reports.presentation.editions.county import MapView, county_map
from reports.presentation.editions.places import home_name, places
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
def test_the_map_has_each_municipality_of_the_county_with_its_released_number(
    universe: str,
) -> None:
    document: Any = documents(2025)[universe]
    view = county_map(Released(document))
    assert view is not None
    drawn = {shape.name: shape for shape in view.shapes}
    county = [place for place in places() if place.county == "01"]
    assert len(drawn) == len(view.shapes) == len(county) == 26
    for place in county:
        number = drawn[place.name].number
        assert number is not None
        at = f"home_place={place.code}"
        assert number.value == value_of(universe, "home_by_place", at)
    # Whoever lives elsewhere is on no map, and in the table beneath it.
    for elsewhere in ("12", "09", "abroad", "unknown"):
        assert value_of(universe, "home_by_place", f"home_place={elsewhere}") is not None
    assert [s.name for s in view.listed] == [s.name for s in by_number(view) if s.number.value]


def by_number(view: MapView) -> list[Any]:
    return sorted(view.shapes, key=lambda s: (-(s.number.value if s.number else 0), s.name))


def test_the_map_follows_the_released_number_alone() -> None:
    """Another number of the document is another shade; nothing else is asked."""
    document: Any = documents(2025)["exploited"]
    for cell in document["cells"]:
        if cell["table"] == "home_by_place" and cell["at"] == ["home_place=0187"]:
            cell["value"] = 4000
    view = county_map(Released(document))
    assert view is not None
    assert (view.listed[0].name, view.listed[0].shade) == ("Vaxholm", 3)
    assert "Vaxholm" in view.description


def test_a_darker_shade_is_a_larger_number() -> None:
    view = county_map(Released(documents(2025)["exploited"]))
    assert view is not None
    numbers = sorted((s.number.value, s.shade) for s in view.shapes if s.number is not None)
    assert [shade for _value, shade in numbers] == sorted(shade for _value, shade in numbers)
    assert {shade for value, shade in numbers if not value} == {0}
    assert all(shade for value, shade in numbers if value)
    assert [shade for shade, _text in view.shades] == sorted({shade for _v, shade in numbers})


def test_a_municipality_that_no_table_names_is_left_white() -> None:
    document: Any = documents(2025)["exploited"]
    document["cells"] = [c for c in document["cells"] if c["at"] != ["home_place=0140"]]
    view = county_map(Released(document))
    assert view is not None
    (nykvarn,) = [shape for shape in view.shapes if shape.name == "Nykvarn"]
    assert (nykvarn.number, nykvarn.shade) == (None, -1)
    assert (nykvarn.said, view.shades[0][0]) == ("not counted by itself", -1)


def test_a_map_of_nothing_but_fewer_than_five_says_so() -> None:
    document: Any = documents(2025)["exploited"]
    for cell in document["cells"]:
        if cell["table"] == "home_by_place":
            cell["value"] = 0
    view = county_map(Released(document))
    assert view is not None
    assert view.listed == []
    assert view.description == "No municipality has more than a few."
    drawn = _home(replace(book_of_year(2025), universes={"exploited": document}))
    html = render_to_string("reports/editions/table.html", {"table": drawn.table, "map": view})
    assert html.count("No municipality has more than a few.") == 2


def test_places_are_called_as_in_the_list_of_places() -> None:
    with (settings.BASE_DIR / "casework/data/municipalities.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            assert home_name(row["code"]) == row["name"]
            assert home_name(row["county_code"]) == row["county_name"]


@pytest.mark.parametrize("county", sorted({place.county for place in places()}))
def test_the_map_is_of_the_city_s_county(county: str) -> None:
    """Whichever it is; none of its municipalities is too small for the drawing."""
    document: Any = documents(2025)["exploited"]
    inside = [place for place in places() if place.county == county]
    text = json.dumps(document).replace("city:0180", f"city:{inside[0].code}")
    moved = json.loads(re.sub(r'"0180"', f'"{inside[0].code}"', text))
    view = county_map(Released(moved))
    assert view is not None
    assert [shape.name for shape in view.shapes] == [place.name for place in inside]
    assert all(shape.path for shape in view.shapes)
    assert view.width == 420 or view.height == 460


def test_a_name_stands_in_its_own_municipality_alone() -> None:
    """White letters are read on a dark shade, and not on what is beside it."""
    view = county_map(Released(documents(2025)["exploited"]))
    assert view is not None
    named = [shape for shape in view.shapes if shape.has_room]
    assert {shape.name for shape in named} >= {"Norrtälje", "Haninge", "Ekerö"}
    assert not {"Sundbyberg", "Stockholm"} & {shape.name for shape in named}
    for shape in named:
        half = 5.5 * len(shape.name) / 2
        outline = max(shape.path.split(" M"), key=len)
        points = [tuple(map(float, p.split())) for p in outline.strip("MZ").split("L")]
        for corner in itertools.product((shape.x - half, shape.x + half), (shape.y - 7, shape.y)):
            assert _is_inside(corner, points), shape.name


def _is_inside(point: tuple[float, float], points: list[tuple[float, ...]]) -> bool:
    x, y = point
    crossed = 0
    for (a, b), (c, d) in itertools.pairwise(points):
        crossed += (b > y) != (d > y) and x < a + (y - b) / (d - b) * (c - a)
    return crossed % 2 == 1


def test_where_no_municipality_is_counted_there_is_no_map() -> None:
    assert county_map(Released(documents(2025)["plans"])) is None


def test_homes_by_place_have_the_map_and_those_by_group_a_chart() -> None:
    chapter = _chapter(book_of_year(2025))
    assert [d.table.code for d in chapter.tables if d.map] == ["home_by_place"]
    drawn = {d.table.code: d for d in chapter.tables}
    assert drawn["home_by_place"].chart is None
    assert drawn["home"].chart is not None


def _chapter(book: Book) -> Chapter:
    return next(c for c in edition_view(book).chapters if c.anchor == "exploited")


def _home(book: Book) -> Drawn:
    return next(d for d in _chapter(book).tables if d.table.code == "home_by_place")
