"""What falls with what: the plain graph, the picture, and the question for a bridge."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.actions.base import ActionRefused
from casework.actors import acting_as
from casework.enums import Role
from casework.models import Person, User
from referrals.actions.plan_measures import BridgeGiven, bridge_in_place, build_bridge
from referrals.actions.plan_rows import change_measure
from referrals.models import Bridge, Measure, MeasureDependency
from referrals.plan_enums import MeasureState
from referrals.plan_picture import WIDTH, Words, broken_up, draw
from referrals.plan_toppling import Graph, Standing, falls_with, layers, standings
from referrals.queries.plan_picture import measure_lines
from referrals.queries.plan_toppling import what_falls
from referrals.queries.plans import parts_of
from tests.casework.people import opened
from tests.conftest import MakeUser
from tests.referrals.plan_rows import bridge_given, days, fresh, measure, moved, plan_of

# What an upright tablet has room for beside the margins of the page.
UPRIGHT = 700


def graph(leans: dict[str, str], *, done: str = "", fallen: str = "", bridged: str = "") -> Any:
    """``{"b": "ac"}`` is that b leans on a and on c."""
    nodes = sorted(set(leans) | set("".join(leans.values())))
    return Graph(
        nodes=tuple(nodes),
        leans=frozenset((above, below) for above, many in leans.items() for below in many),
        open=frozenset(n for n in nodes if n not in done + fallen),
        fallen=frozenset(fallen),
        bridged=frozenset(bridged),
    )


CHAIN = {"b": "a", "c": "b", "d": "c", "e": "a"}


class TestGraph:
    def test_what_leans_on_it_through_others_falls_too(self) -> None:
        assert falls_with(graph(CHAIN), "a") == ["b", "c", "d", "e"]
        assert falls_with(graph(CHAIN), "c") == ["d"]
        assert falls_with(graph(CHAIN), "d") == []

    def test_what_is_done_stands_and_carries_on(self) -> None:
        assert falls_with(graph(CHAIN, done="b"), "a") == ["e"]

    def test_how_each_stands(self) -> None:
        found = standings(graph(CHAIN, fallen="b", done="e"))
        assert found == {
            "a": Standing.STANDS,
            "b": Standing.FALLEN,
            "c": Standing.FALLS,
            "d": Standing.FALLS,
            "e": Standing.DONE,
        }

    def test_a_bridge_holds_what_leans_on_it(self) -> None:
        found = standings(graph(CHAIN, fallen="b", bridged="b"))
        assert (found["c"], found["d"]) == (Standing.BRIDGED, Standing.BRIDGED)

    def test_one_bridge_does_not_hold_what_leans_on_another_too(self) -> None:
        found = standings(graph({"c": "ab"}, fallen="ab", bridged="a"))
        assert found["c"] == Standing.FALLS

    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
    def test_each_row_lies_behind_all_that_it_leans_on(self, pairs: set[tuple[int, int]]) -> None:
        leans = frozenset((max(p), min(p)) for p in pairs if p[0] != p[1])
        nodes = tuple(range(8))
        any_graph = Graph(nodes, leans, frozenset(nodes), frozenset())
        rows = layers(any_graph)
        place = {node: number for number, row in enumerate(rows) for node in row}
        assert sorted(n for row in rows for n in row) == list(nodes)
        assert all(place[above] > place[below] for above, below in leans)


class TestPicture:
    def test_no_box_lies_on_another_and_all_lie_inside(self) -> None:
        shown = graph(CHAIN, fallen="a")
        words = {n: Words("En insats med ganska många ord i sig", "Nämnd", "x") for n in "abcde"}
        picture = draw(shown, standings(shown), words)
        places = {(box.x, box.y) for box in picture.boxes}
        assert len(places) == len(picture.boxes) == 5
        assert max(x for x, _y in places) + WIDTH < picture.width <= UPRIGHT
        assert max(y for _x, y in places) + picture.box_height < picture.height
        # From what has fallen to the last that falls: the whole chain, and no line beside it.
        assert [edge.kind for edge in picture.edges] == ["broken"] * 4

    def test_a_line_is_broken_as_far_as_it_falls(self) -> None:
        """What is done carries nothing further down, and a bridge holds what lies on it."""
        shown = graph(
            {"b": "a", "c": "b", "d": "a", "f": "e", "g": "f"}, fallen="ae", bridged="e", done="b"
        )
        picture = draw(shown, standings(shown), dict.fromkeys("abcdefg", Words("x", "x", "x")))
        kinds = dict(
            zip(["ab", "bc", "ad", "ef", "fg"], (e.kind for e in picture.edges), strict=True)
        )
        assert kinds == {"ab": "holds", "bc": "holds", "ad": "broken", "ef": "held", "fg": "held"}

    def test_many_side_by_side_stand_in_several_rows(self) -> None:
        shown = graph({"a": "", "b": "", **dict.fromkeys("cdefghi", "a")})
        picture = draw(shown, standings(shown), dict.fromkeys("abcdefghi", Words("x", "x", "x")))
        assert picture.width <= UPRIGHT
        assert len({(box.x, box.y) for box in picture.boxes}) == 9
        assert [box.key for box in picture.boxes] == list("acdefghib")

    def test_a_name_stands_whole_on_as_many_lines_as_it_takes(self) -> None:
        title = "Ansökan om ekonomiskt bistånd från första dagen, med hyra och mat"
        body = "Enheten för ekonomiskt bistånd, Södermalms stadsdelsförvaltning"
        shown = graph({"b": "a"})
        words = {"a": Words("Kort", "Nämnd", "Pågår"), "b": Words(title, body, "Planerad")}
        picture = draw(shown, standings(shown), words)
        first, second = picture.boxes
        assert " ".join(line.text for line in second.lines) == f"2. {title}"
        assert " ".join(line.text for line in second.body) == body
        for box in (first, second):
            below = [line.y for line in (*box.lines, *box.body, box.state)]
            assert below == sorted(set(below))
            assert box.y < below[0]
            assert below[-1] < box.y + picture.box_height
        assert first.y + picture.box_height < second.y

    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            ("Kort", ["Kort"]),
            ("Ett ord till som ryms på två rader", ["Ett ord till som ryms", "på två rader"]),
            ("Samverkanskonferensprotokoll idag", ["Samverkanskonferenspro-", "tokoll idag"]),
            ("Många ord " * 12, [*["Många ord Många ord"] * 4, "Många ord Många ord Må…"]),
        ],
    )  # fmt: skip
    def test_text_is_broken_up(self, text: str, lines: list[str]) -> None:
        assert broken_up(text) == lines


@pytest.fixture
def worker(make_user: MakeUser) -> User:
    return make_user(Role.OUTREACH_WORKER, "pom")


@pytest.fixture
def person(worker: User) -> Person:
    return opened(worker, "pom")


class House:
    """Income carries housing, housing carries therapy."""

    def __init__(self, by: User, person: Person) -> None:
        self.by, self.plan = by, plan_of(by, person)
        self.income = measure(by, self.plan, "Inkomst")
        self.housing = measure(by, self.plan, "Boende", leans=[self.income])
        self.therapy = measure(by, self.plan, "Terapi", leans=[self.housing])


@pytest.mark.django_db
class TestMeasures:
    def test_what_falls_asks_for_a_bridge(self, worker: User, person: Person) -> None:
        house = House(worker, person)
        with acting_as(worker):
            assert what_falls(house.income) == [house.housing, house.therapy]
        with pytest.raises(ActionRefused) as refused:
            moved(worker, house.income, MeasureState.REFUSED)
        assert list(refused.value.fields) == ["bridge"]
        assert fresh(worker, house.income).state == MeasureState.PLANNED

    @pytest.mark.parametrize(
        ("given", "fields"),
        [
            (BridgeGiven(), ["due_on", "owner", "what"]),
            (bridge_given(owner=""), ["owner"]),
            (bridge_given(due_on=None), ["due_on"]),
            (bridge_given(none_why="Planterat"), ["none_why"]),
        ],
    )
    def test_a_bridge_has_an_owner_and_a_day(
        self, worker: User, person: Person, given: BridgeGiven, fields: list[str]
    ) -> None:
        house = House(worker, person)
        with pytest.raises(ActionRefused) as refused:
            moved(worker, house.income, MeasureState.LOST, bridge=given)
        assert sorted(refused.value.fields) == fields
        assert fresh(worker, house.income).state == MeasureState.PLANNED

    def test_or_there_is_a_reason_why_none(self, worker: User, person: Person) -> None:
        house = House(worker, person)
        none = BridgeGiven(none_why="Planterat skäl")
        moved(worker, house.income, MeasureState.ENDED, bridge=none)
        with acting_as(worker):
            lines = {line.measure.what: line for line in measure_lines(parts_of(house.plan))}
            assert Bridge.objects.get().none_why == "Planterat skäl"
        assert [lines[name].standing for name in ("Inkomst", "Boende", "Terapi")] == [
            Standing.FALLEN,
            Standing.FALLS,
            Standing.FALLS,
        ]

    def test_a_bridge_is_put_in_afterwards_and_comes_into_place(
        self, worker: User, person: Person
    ) -> None:
        house = House(worker, person)
        none = BridgeGiven(none_why="Planterat skäl")
        moved(worker, house.income, MeasureState.ENDED, bridge=none)
        bridge = build_bridge(
            by=worker,
            person=person,
            plan_id=house.plan.pk,
            row_id=house.income.pk,
            bridge=bridge_given(),
        )
        with acting_as(worker):
            found = measure_lines(parts_of(house.plan))
        assert [line.standing for line in found][1:] == [Standing.BRIDGED] * 2
        for _again in range(2):
            try:
                bridge_in_place(
                    by=worker,
                    person=person,
                    plan_id=house.plan.pk,
                    bridge_id=bridge.pk,
                    on_day=days(0),
                )
            except ActionRefused:
                break
        else:
            pytest.fail("noted twice")

    def test_nothing_leans_on_it(self, worker: User, person: Person) -> None:
        house = House(worker, person)
        moved(worker, house.therapy, MeasureState.ENDED)
        with pytest.raises(ActionRefused) as refused:
            moved(worker, house.housing, MeasureState.ENDED, why=" ")
        assert list(refused.value.fields) == ["why"]
        with acting_as(worker):
            assert not Bridge.objects.exists()

    def test_a_circle_is_refused(self, worker: User, person: Person) -> None:
        house = House(worker, person)
        fresh(worker, house.income)
        with pytest.raises(ActionRefused) as refused:
            change_measure(
                by=worker,
                person=person,
                plan_id=house.plan.pk,
                row_id=house.income.pk,
                seen_at=house.income.updated_at,
                values={},
                leans=[house.therapy],
            )
        assert list(refused.value.fields) == ["leans"]

    def test_nor_written_past_the_actions(self, worker: User, person: Person) -> None:
        house = House(worker, person)
        other = measure(worker, plan_of(worker, opened(worker, "pom")))
        for above, below, words in (
            (house.income, house.therapy, "lean on itself"),
            (house.income, house.income, "dependency_of_two|lean on itself"),
            (house.income, other, "another plan"),
        ):
            with acting_as(worker), pytest.raises(IntegrityError, match=words):
                with transaction.atomic():
                    MeasureDependency.objects.create(
                        person=person, plan=house.plan, measure=above, needs=below,
                        created_by=worker,
                    )  # fmt: skip

    def test_what_it_no_longer_leans_on_is_taken_away(self, worker: User, person: Person) -> None:
        house = House(worker, person)
        fresh(worker, house.housing)
        change_measure(
            by=worker,
            person=person,
            plan_id=house.plan.pk,
            row_id=house.housing.pk,
            seen_at=house.housing.updated_at,
            values={"what": "Annat boende"},
            leans=[],
        )
        with acting_as(worker):
            assert what_falls(house.income) == []
            assert Measure.objects.get(pk=house.housing.pk).what == "Annat boende"
