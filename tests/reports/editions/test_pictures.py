"""Charts and the map show the released numbers, and no others."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from reports.presentation.editions.charts import chart_of
from reports.presentation.editions.county import county_map
from reports.presentation.editions.places import places
from reports.presentation.editions.released import Released
from reports.presentation.editions.tables import tables_of
from reports.presentation.editions.view import edition_view
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


def test_the_map_has_the_county_and_each_number_once() -> None:
    document: Any = documents(2025)["exploited"]
    view = county_map(Released(document))
    assert view is not None
    assert {shape.name for shape in view.shapes} == {p.name for p in places() if p.county == "01"}
    by_name = {shape.name: shape for shape in view.shapes}
    assert by_name["Huddinge"].number is not None
    assert by_name["Huddinge"].number.value == value_of("exploited", "home", "home=Huddinge")
    # No number is released for it: nothing is made up.
    assert (by_name["Nykvarn"].number, by_name["Nykvarn"].shade) == (None, -1)
    assert by_name["Nykvarn"].said == "not counted by itself"
    assert "Malmö" not in by_name


def test_a_darker_shade_is_a_larger_number() -> None:
    view = county_map(Released(documents(2025)["exploited"]))
    assert view is not None
    numbers = sorted((s.number.value, s.shade) for s in view.shapes if s.number is not None)
    assert [shade for _value, shade in numbers] == sorted(shade for _value, shade in numbers)
    assert {shade for value, shade in numbers if not value} == {0}
    assert all(shade for value, shade in numbers if value)
    assert [shade for shade, _text in view.shades] == [-1, 0, 1, 2, 3]


def test_where_no_municipality_is_counted_there_is_no_map() -> None:
    assert county_map(Released(documents(2025)["plans"])) is None


def test_where_homes_are_released_in_groups_alone_there_is_a_chart_instead() -> None:
    document: Any = documents(2025)["suspected_buyers"]
    for variable in document["spec"]["variables"]:
        if variable["code"] == "home":
            groups = variable["levels"].pop("home_group")
            variable["code"], variable["leaves"] = (
                "home_group",
                list(dict.fromkeys(groups.values())),
            )
    for table in document["spec"]["tables"]:
        if table["code"] == "home":
            table["axes"] = [["home_group"]]
    one = book_of_year(2025)
    book = replace(one, universes={"suspected_buyers": document})
    chapter = next(c for c in edition_view(book).chapters if c.anchor == "suspected-buyers")
    (home,) = [drawn for drawn in chapter.tables if drawn.table.code == "home"]
    assert home.map is None
    assert home.chart is not None
