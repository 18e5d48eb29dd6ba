"""The measures of a plan as a picture and as the same list in words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from referrals.models import Bridge, Measure
from referrals.plan_picture import Picture, Words, draw, in_order
from referrals.plan_toppling import Standing, falls_with, standings
from referrals.queries.plan_moves import DayMove
from referrals.queries.plan_toppling import graph_of
from referrals.queries.plans import PlanParts

STANDING_WORDS: dict[Standing, str | Promise] = {
    Standing.STANDS: pgettext_lazy("a measure", "Stands"),
    Standing.DONE: pgettext_lazy("a measure", "Done"),
    Standing.FALLEN: pgettext_lazy("a measure", "Has fallen"),
    Standing.FALLS: pgettext_lazy("a measure", "Falls with another"),
    Standing.BRIDGED: pgettext_lazy("a measure", "Held by a bridge"),
}
TONES = {
    Standing.STANDS: "info",
    Standing.DONE: "success",
    Standing.FALLEN: "danger",
    Standing.FALLS: "warning",
    Standing.BRIDGED: "lamp",
}


@dataclass(frozen=True)
class MeasureLine:
    """A measure with how it stands. *falls* is what falls, or would fall, with it."""

    number: int
    measure: Measure
    standing: Standing
    words: str | Promise
    tone: str
    leans: list[Measure]
    falls: list[Measure]
    bridges: list[Bridge]
    moves: list[DayMove] = field(default_factory=list)

    @property
    def is_unanswered(self) -> bool:
        """Whether it has fallen, and nobody has said what stands in or why nothing does."""
        return self.standing == Standing.FALLEN and not self.bridges

    @property
    def needs_bridge(self) -> bool:
        """Whether it has fallen with others on it, and nobody has said what stands in."""
        return self.is_unanswered and bool(self.falls)


@dataclass(frozen=True)
class Shown:
    """The picture, and the list that says the same."""

    picture: Picture[uuid.UUID]
    lines: list[MeasureLine]
    leaning: bool

    @property
    def standings(self) -> list[tuple[Standing, str | Promise]]:
        """How the measures stand, each once, for the key to the marks."""
        found = {line.standing for line in self.lines}
        return [(each, words) for each, words in STANDING_WORDS.items() if each in found]

    @property
    def is_broken(self) -> bool:
        """Whether anything falls with another."""
        return any(edge.kind == "broken" for edge in self.picture.edges)


def measure_lines(parts: PlanParts, moves: Sequence[DayMove] = ()) -> list[MeasureLine]:
    """The measures in the order of the picture; of their *moves* those that a page shows."""
    graph = graph_of(parts.measures, parts.dependencies, parts.bridges)
    standing = standings(graph)
    rows = {m.pk: m for m in parts.measures}
    return [
        MeasureLine(
            number,
            rows[pk],
            standing[pk],
            STANDING_WORDS[standing[pk]],
            TONES[standing[pk]],
            [rows[n] for n in graph.needs(pk)],
            [rows[n] for n in falls_with(graph, pk)],
            [bridge for bridge in parts.bridges if bridge.measure_id == pk],
            [move for move in moves if move.measure.pk == pk],
        )
        for number, pk in enumerate(in_order(graph), start=1)
    ]


def picture_of(parts: PlanParts) -> Shown:
    """Both."""
    graph = graph_of(parts.measures, parts.dependencies, parts.bridges)
    lines = measure_lines(parts)
    words = {
        line.measure.pk: Words(
            line.measure.what or "",
            line.measure.body or "",
            f"{line.words}: {line.measure.get_state_display()}"
            if line.standing in (Standing.STANDS, Standing.FALLEN)
            else str(line.words),
        )
        for line in lines
    }
    picture = draw(graph, {line.measure.pk: line.standing for line in lines}, words)
    return Shown(picture, lines, bool(parts.dependencies))
