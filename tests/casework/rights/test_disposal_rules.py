"""Keep or destroy: every rule, and what must hold whatever the file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.disposal.rules import Facts, Hold, Rules, decide, rules_for, years_after
from casework.disposal.rules_file import FILE, read_rules
from casework.disposal.words import Basis, Reason
from casework.enums import PersonRole

BOOK = read_rules(FILE)
LAW = BOOK.rules[0]
NOTE = date(2026, 3, 10)

days = st.dates(date(2000, 1, 1), date(2080, 12, 31))
holds = st.lists(st.builds(Hold, st.none() | days), max_size=2)
facts = st.builds(
    Facts,
    last_note=days,
    basis=st.sampled_from(Basis),
    adult_from=st.none() | days,
    birth_day=st.none() | st.integers(1, 31),
    county=st.sampled_from(["01", "05", "14"]),
    municipality=st.sampled_from(["0180", "1480"]),
    has_open_case=st.booleans(),
    has_request=st.booleans(),
    has_active_link=st.booleans(),
    holds=holds,
)

# A machine that does other work beside is no fault of the rules.
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def verdict(day: date, rules: Rules | None = LAW, **changes: Any) -> tuple[bool, Reason]:
    file = replace(Facts(NOTE, county="01", municipality="0180"), **changes)
    found = decide(file, rules, day)
    return found.destroy, found.reason


class TestTheRules:
    def test_five_years_after_the_last_note(self) -> None:
        assert verdict(date(2031, 3, 9)) == (False, Reason.NOT_YET)
        assert verdict(date(2031, 3, 10)) == (True, Reason.FIVE_YEARS)

    def test_done_by_the_end_of_the_next_calendar_year(self) -> None:
        found = decide(Facts(NOTE), LAW, date(2031, 3, 10))
        assert (found.destroy_from, found.finish_by) == (date(2031, 3, 10), date(2032, 12, 31))

    @pytest.mark.parametrize(
        ("adult_from", "start"),
        [
            (date(2027, 6, 1), date(2039, 6, 1)),
            # Thirty long ago: then the last note decides.
            (date(2000, 1, 1), date(2031, 3, 10)),
            # Nobody knows the age: the longest possible time.
            (None, date(2056, 3, 10)),
        ],
    )
    def test_an_investigation_of_a_child_until_thirty(
        self, adult_from: date | None, start: date
    ) -> None:
        changes: dict[str, Any] = {
            "basis": Basis.CHILD_INVESTIGATION,
            "adult_from": adult_from,
        }
        assert verdict(start - timedelta(days=1), **changes) == (False, Reason.NOT_YET)
        assert verdict(start, **changes) == (True, Reason.AGE_OF_THIRTY)

    def test_a_reported_concern_five_years(self) -> None:
        longer = replace(LAW, years_after_last_note=50)
        assert verdict(date(2031, 3, 10), longer, basis=Basis.CONCERN_ONLY)[0]

    def test_placements_never(self) -> None:
        assert verdict(date(2999, 1, 1), basis=Basis.PLACEMENT) == (False, Reason.PLACEMENT)

    @pytest.mark.parametrize("county", ["05", "09", "22"])
    def test_three_counties_keep_everything(self, county: str) -> None:
        assert verdict(date(2999, 1, 1), county=county) == (False, Reason.RESEARCH_AREA)

    def test_goteborg_keeps_everything(self) -> None:
        assert verdict(date(2999, 1, 1), county="14", municipality="1480") == (
            False,
            Reason.RESEARCH_AREA,
        )

    @pytest.mark.parametrize("born", range(1, 32))
    def test_the_sample_days_are_kept(self, born: int) -> None:
        assert verdict(date(2999, 1, 1), birth_day=born)[0] is (born not in {5, 15, 25})

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"has_open_case": True}, Reason.OPEN_CASE),
            ({"holds": [Hold()]}, Reason.HELD),
            ({"holds": [Hold(date(2040, 1, 1))]}, Reason.HELD),
            ({"has_request": True}, Reason.EXTRACT),
            ({"has_active_link": True}, Reason.LINKED),
        ],
    )
    def test_what_holds_a_file_whose_time_is_up(
        self, changes: dict[str, Any], reason: Reason
    ) -> None:
        assert verdict(date(2040, 1, 1), **changes) == (False, reason)

    def test_a_hold_ends_after_its_last_day(self) -> None:
        hold = [Hold(date(2040, 1, 1))]
        assert verdict(date(2040, 1, 2), holds=hold) == (True, Reason.FIVE_YEARS)

    def test_without_a_rule_in_force_nothing_is_destroyed(self) -> None:
        assert verdict(date(2999, 1, 1), None) == (False, Reason.UNKNOWN_RULES)
        assert rules_for(BOOK.rules, PersonRole.EXPLOITED, date(2025, 6, 30)) is None
        assert rules_for(BOOK.rules, PersonRole.EXPLOITED, date(2025, 7, 1)) == LAW

    def test_a_board_changes_one_kind_of_file_and_not_the_other(self) -> None:
        buyers = replace(
            LAW, name="A board", about=frozenset({PersonRole.SUSPECTED_BUYER}), valid_from=NOTE
        )
        book = (*BOOK.rules, replace(buyers, years_after_last_note=9))
        day = date(2031, 3, 10)
        found = {kind: rules_for(book, kind, day) for kind in PersonRole}
        assert {kind: decide(Facts(NOTE), rules, day).destroy for kind, rules in found.items()} == {
            PersonRole.EXPLOITED: True,
            PersonRole.SUSPECTED_BUYER: False,
            PersonRole.RELATIVE: True,
            PersonRole.OTHER: True,
        }
        assert decide(Facts(NOTE), found[PersonRole.SUSPECTED_BUYER], day).rules == "A board"

    def test_an_exploited_person_and_a_buyer_share_no_table(self) -> None:
        walls = {PersonRole.EXPLOITED, PersonRole.SUSPECTED_BUYER}
        assert [sorted(r.about) for r in BOOK.rules if walls <= r.about] == []

    def test_as_shipped_both_say_what_the_statute_says(self) -> None:
        day = date(2031, 3, 10)
        for kind in PersonRole:
            found = rules_for(BOOK.rules, kind, day)
            assert found is not None
            assert replace(found, name=LAW.name, about=LAW.about) == LAW


class TestWhateverTheFile:
    @calmly
    @given(facts, days)
    def test_never_before_the_time_after_the_last_note(self, found: Facts, day: date) -> None:
        if decide(found, LAW, day).destroy:
            assert day >= years_after(found.last_note, 5)

    @calmly
    @given(facts, days, days)
    def test_what_may_be_destroyed_may_be_so_later_too(
        self, found: Facts, one: date, other: date
    ) -> None:
        first, later = sorted((one, other))
        if decide(found, LAW, first).destroy:
            assert decide(found, LAW, later).destroy

    @calmly
    @given(facts, days)
    def test_a_later_note_never_shortens_the_time(self, found: Facts, day: date) -> None:
        newer = replace(found, last_note=found.last_note + timedelta(days=1))
        if decide(newer, LAW, day).destroy:
            assert decide(found, LAW, day).destroy

    @calmly
    @given(facts, days)
    def test_one_more_hold_never_destroys_more(self, found: Facts, day: date) -> None:
        held = replace(found, holds=[*found.holds, Hold()])
        assert not decide(held, LAW, day).destroy

    @calmly
    @given(facts, days, days)
    def test_what_is_always_kept_is_kept_on_every_day(
        self, found: Facts, one: date, other: date
    ) -> None:
        always = {Reason.PLACEMENT, Reason.RESEARCH_AREA, Reason.RESEARCH_SAMPLE}
        if decide(found, LAW, one).reason in always:
            assert not decide(found, LAW, other).destroy

    @calmly
    @given(facts, days)
    def test_it_is_to_be_done_after_it_may_be_done(self, found: Facts, day: date) -> None:
        said = decide(found, LAW, day)
        if said.destroy_from is not None and said.finish_by is not None:
            assert said.destroy_from < said.finish_by


class TestTheFile:
    def test_a_fault_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "rules.toml"
        path.write_text("[[rules]]\nname = 'x'\n", encoding="utf-8")
        with pytest.raises(ValueError, match=r"rules\.toml"):
            read_rules(path)

    def test_two_sets_from_the_same_day_are_refused(self, tmp_path: Path) -> None:
        text = FILE.read_text(encoding="utf-8")
        table = text[text.index("[[rules]]") : text.index("# Not law but ours")]
        path = tmp_path / "rules.toml"
        path.write_text(table + text, encoding="utf-8")
        with pytest.raises(ValueError, match="a day of its own"):
            read_rules(path)

    def test_a_kind_of_file_without_a_rule_is_refused(self, tmp_path: Path) -> None:
        text = FILE.read_text(encoding="utf-8").replace('about = ["suspected_buyer"]', "about = []")
        path = tmp_path / "rules.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="suspected_buyer"):
            read_rules(path)

    def test_every_rule_leans_on_a_statute_in_force(self) -> None:
        with (FILE.parent / "legal_references.toml").open("rb") as file:
            statutes = tomllib.load(file)["reference"]
        for rules in BOOK.rules:
            begun = [
                s
                for s in statutes
                if s["code"] == rules.reference
                and s["from"] <= rules.valid_from <= s.get("to", date.max)
            ]
            assert len(begun) == 1

    def test_the_law_names_its_source(self) -> None:
        assert "2025:400" in LAW.source
        assert BOOK.regret == timedelta(days=30)
