"""What the figures are called, in words and drawn."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from casework.enums import PersonRole
from outreach.enums import AgeBand
from reports.disclosure.protect import protect
from reports.disclosure.raw import RawTable
from reports.periods import Period, WrongPeriod, last_year, presets
from reports.presentation.charts import MOST_BARS, chart_of
from reports.presentation.numbers import number, opening, percent
from reports.presentation.tables import table_view
from reports.tables.definitions import TABLE_BY_CODE, TABLES
from reports.tables.variables import AGE_BAND, ROLE, TERTIAL, Variable
from tests.reports.build import YEAR
from tests.reports.counted import FollowUp


def follow_up(**cells: dict[tuple[str, str], int | float]) -> FollowUp:
    """Tables with nothing in them but *cells*, by the code of their table."""
    tables = {}
    for spec in TABLES:
        given = cells.get(spec.code, {})
        rows = tuple(dict.fromkeys([*spec.rows.labels, *(row for row, _ in given)]))
        columns = tuple(spec.columns.labels)
        filled = {(r, c): given.get((r, c), 0) for r in rows for c in columns}
        tables[spec.code] = protect(RawTable(spec.code, spec.universe, rows, columns, filled))
    return FollowUp(YEAR, tables)


class TestNumbers:
    """Shares are never rounded to all or to nobody."""

    @pytest.mark.parametrize(
        ("share", "text"),
        [
            (None, "–"),
            (0.0, "0\u00a0%"),
            (1.0, "100\u00a0%"),
            (2 / 3, "66,7\u00a0%"),
            (0.29, "29\u00a0%"),
            (9999 / 10000, "99,9\u00a0%"),
            (1 / 10000, "0,1\u00a0%"),
        ],
    )
    def test_percent(self, share: float | None, text: str) -> None:
        with translation.override("sv"):
            assert percent(share) == text

    @pytest.mark.parametrize(
        ("value", "text"),
        [(0, "0"), (749.999, "750"), (1022, "1\u00a0022"), (6.5, "6,5"), (7.0, "7")],
    )
    def test_number(self, value: float, text: str) -> None:
        with translation.override("sv"):
            assert number(value) == text

    def test_a_column_of_shares_keeps_its_decimal(self) -> None:
        with translation.override("sv"):
            assert [percent(share, aligned=True) for share in (1.0, 0.29, 2 / 3)] == [
                "100,0\u00a0%", "29,0\u00a0%", "66,7\u00a0%",
            ]  # fmt: skip

    @pytest.mark.parametrize(
        ("count", "english", "swedish"),
        [
            (0, "None", "Ingen"),
            (1, "One", "En"),
            (6, "Six", "Sex"),
            (12, "Twelve", "Tolv"),
            (13, "13", "13"),
            (1022, "1,022", "1\u00a0022"),
        ],
    )
    def test_a_number_that_opens_a_sentence(self, count: int, english: str, swedish: str) -> None:
        for language, word in (("en", english), ("sv", swedish)):
            with translation.override(language):
                assert opening(count) == word


class TestCharts:
    """A pattern means the same in every chart; nothing is drawn outside it."""

    def test_a_column_keeps_its_pattern_where_another_is_empty(self) -> None:
        spec = TABLE_BY_CODE["suspected_buyers_by_arena"]
        table = follow_up(suspected_buyers_by_arena={("street", "man"): 3}).tables[spec.code]
        chart = chart_of(spec, table)
        assert chart is not None
        assert chart.patterns == [2]
        assert [mark.series for mark in chart.marks] == [2]

    def test_marks_stay_inside(self) -> None:
        cells: dict[tuple[str, str], int | float] = {
            (f"district {i}", "shifts"): 1000 + i for i in range(40)
        }
        spec = TABLE_BY_CODE["shifts_by_district"]
        chart = chart_of(spec, follow_up(shifts_by_district=cells).tables[spec.code])
        assert chart is not None
        assert len(chart.marks) == MOST_BARS
        assert max(m.x + m.width for m in chart.marks) < chart.width
        assert max(m.y + m.height for m in chart.marks) < chart.height

    def test_months_stand_in_order_on_a_whole_scale(self) -> None:
        spec = TABLE_BY_CODE["shifts_by_month"]
        cells: dict[tuple[str, str], int | float] = {
            (f"2025-{m:02d}", "shifts"): m for m in range(1, 13)
        }
        with translation.override("sv"):
            chart = chart_of(spec, follow_up(shifts_by_month=cells).tables[spec.code])
        assert chart is not None
        assert [label.text for label in chart.labels][:3] == ["jan", "feb", "mar"]
        assert [label.text for label in chart.ticks] == ["0", "3", "6", "9", "12"]
        heights = [mark.height for mark in chart.marks]
        assert heights == sorted(heights)

    def test_nothing_to_draw(self) -> None:
        spec = TABLE_BY_CODE["shifts_by_month"]
        assert chart_of(spec, follow_up().tables[spec.code]) is None


class TestTables:
    """Titles, sums and labels."""

    def test_measures_are_not_added_across(self) -> None:
        tables = follow_up(shifts_by_shift_kind={("raid", "shifts"): 2}).tables
        raw = tables["shifts_by_shift_kind"]
        spec = TABLE_BY_CODE["shifts_by_shift_kind"]
        measured = protect(
            RawTable(raw.code, raw.universe, raw.rows, raw.columns, raw.cells, adds_across=False)
        )
        assert table_view(spec, measured).totals == ["2", "0", "0", "0", "0"]
        assert table_view(spec, raw).totals == ["2", "0", "0", "0", "0", "2"]

    def test_every_table_has_its_own_title(self) -> None:
        assert len({str(spec.title) for spec in TABLES}) == len(TABLES)

    @pytest.mark.parametrize(
        ("count", "swedish"),
        [
            (1, "Kontaktväg är inte angiven för den enda."),
            (1022, "Kontaktväg är inte angiven för någon av de 1\u00a0022."),
        ],
    )
    def test_what_nobody_was_asked_is_one_sentence(self, count: int, swedish: str) -> None:
        spec = TABLE_BY_CODE["exploited_by_contact_route"]
        table = follow_up(exploited_by_contact_route={("not_asked", "woman"): count}).tables[
            spec.code
        ]
        with translation.override("sv"):
            assert table_view(spec, table).sentence == swedish
        # The files keep the cells.
        assert table.value("not_asked", "woman") == count

    def test_one_answer_makes_a_table_of_it(self) -> None:
        spec = TABLE_BY_CODE["exploited_by_contact_route"]
        answer = next(iter(spec.rows.labels))
        cells: dict[tuple[str, str], int | float] = {
            ("not_asked", "woman"): 5, (answer, "woman"): 1,
        }  # fmt: skip
        made = follow_up(exploited_by_contact_route=cells).tables[spec.code]
        assert table_view(spec, made).sentence == ""

    @pytest.mark.parametrize("base", [19, 20])
    def test_shares_stand_where_the_base_bears_them(self, base: int) -> None:
        spec = TABLE_BY_CODE["people_by_role"]
        cells: dict[tuple[str, str], int | float] = {
            ("exploited", "woman"): base - 13, ("suspected_buyer", "man"): 13,
        }  # fmt: skip
        with translation.override("sv"):
            view = table_view(spec, follow_up(people_by_role=cells).tables[spec.code])
        shares = [row.values[-1] for row in view.rows if not row.is_zero]
        if base < 20:
            assert view.columns[-1] == "Totalt"
            assert shares == ["6", "13"]
        else:
            assert view.columns[-1] == "Andel"
            assert shares == ["35,0\u00a0%", "65,0\u00a0%"]
            assert view.totals[-1] == "100,0\u00a0%"

    def test_every_choice_of_the_forms_has_a_row(self) -> None:
        assert list(AGE_BAND.labels) == AgeBand.values
        assert list(ROLE.labels) == PersonRole.values

    def test_no_label_speaks_of_prostitution(self) -> None:
        for language in ("sv", "en"):
            with translation.override(language):
                words = [str(spec.title) for spec in TABLES]
                for spec in TABLES:
                    for variable in (spec.rows, spec.columns):
                        words += [str(label) for label in variable.labels.values()]
                assert [word for word in words if "prostitu" in word.lower()] == []

    def test_tertials(self) -> None:
        assert isinstance(TERTIAL, Variable)
        found = [TERTIAL.recode(f"2025-{month:02d}") for month in (1, 4, 5, 8, 9, 12)]
        assert found == ["2025-T1", "2025-T1", "2025-T2", "2025-T2", "2025-T3", "2025-T3"]


class TestPeriods:
    """Whole days, both included."""

    def test_presets_that_have_begun(self) -> None:
        with translation.override("en"):
            found = {str(p.label): p.period for p in presets(date(2026, 5, 2))}
        assert found == {
            "This year, 2026": Period(date(2026, 1, 1), date(2026, 12, 31)),
            "First tertial of 2026": Period(date(2026, 1, 1), date(2026, 4, 30)),
            "Second tertial of 2026": Period(date(2026, 5, 1), date(2026, 8, 31)),
            "First half of 2026": Period(date(2026, 1, 1), date(2026, 6, 30)),
            "Last year, 2025": Period(date(2025, 1, 1), date(2025, 12, 31)),
        }
        assert last_year(date(2026, 5, 2)) == found["Last year, 2025"]

    @pytest.mark.parametrize(
        ("start", "end"),
        [("1990-01-01", "1990-12-31"), ("2004-02-29", "2024-02-28"), ("2005-01-01", "2024-12-31")],
    )
    def test_within_bounds(self, start: str, end: str) -> None:
        assert Period.parse(start, end).slug == f"{start}_{end}"

    @pytest.mark.parametrize(
        ("start", "end", "sentence"),
        [
            (
                "1989-12-31",
                "1990-12-31",
                "The period begins on 31 December 1989. The earliest year is 1990.",
            ),
            (
                "2005-01-01",
                "2025-01-01",
                "The period is longer than 20 years. Choose a shorter one.",
            ),
            (
                "2004-02-29",
                "2024-02-29",
                "The period is longer than 20 years. Choose a shorter one.",
            ),
            (
                "2025-01-01",
                "9999-12-31",
                "The period is longer than 20 years. Choose a shorter one.",
            ),
        ],
    )
    def test_out_of_bounds(self, start: str, end: str, sentence: str) -> None:
        with translation.override("en"), pytest.raises(WrongPeriod) as refusal:
            Period.parse(start, end)
        assert str(refusal.value) == sentence

    def test_months(self) -> None:
        months = Period(date(2024, 11, 30), date(2025, 2, 1)).months()
        assert months == ["2024-11", "2024-12", "2025-01", "2025-02"]

    @pytest.mark.parametrize("text", ["2025-1-1", "2025-W03-1", "20250101", "2025-02-30", "igår"])
    def test_not_a_date(self, text: str) -> None:
        with pytest.raises(WrongPeriod):
            Period.parse(text, "2025-12-31")
