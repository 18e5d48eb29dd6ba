"""The map of the own county's municipalities, shaded by the released numbers of homes."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.presentation.editions.places import Place, Ring, places
from reports.presentation.editions.released import Number, Released

HOME, LEVEL, GROUP, CITY = "home_part", "home_place", "home_group", "city"
WIDTH, HEIGHT = 420.0, 460.0
MARGIN = 6.0
# What is smaller than this is not drawn: neighbours get the same line.
GRID = 0.5
# Shades beside the palest, which is "fewer than 5".
SHADES = 3
# The width and the height of a letter on the map: a name stands where it has room.
LETTER, TALL = 6.0, 7.0


@dataclass(frozen=True)
class Shape:
    """One municipality: *path* is SVG, *shade* 0 to 3, -1 where no number is released."""

    name: str
    number: Number | None
    path: str
    shade: int
    x: float
    y: float
    has_room: bool

    @property
    def said(self) -> str:
        """What is said of it."""
        return str(self.number) if self.number is not None else _("not counted by itself")


@dataclass(frozen=True)
class MapView:
    """The county: *shades* are the shades in use with what they stand for, palest first."""

    width: float
    height: float
    description: str
    shapes: tuple[Shape, ...]
    shades: tuple[tuple[int, str], ...]

    @property
    def listed(self) -> list[Shape]:
        """Those with a number that is more than nearly nothing, largest first."""
        shown = [s for s in self.shapes if s.number is not None and s.number.value]
        return sorted(shown, key=lambda s: (-s.number.value if s.number else 0, s.name))


def county_map(released: Released) -> MapView | None:
    """The county of the city; ``None`` where no table is by its municipalities."""
    if not any(LEVEL in axis.levels for t in released.tables.values() for axis in t.axes):
        return None
    (city,) = (leaf for leaf, group in released.groups(HOME, GROUP).items() if group == CITY)
    county_code = released.groups(HOME, LEVEL)[city][:2]
    county = [place for place in places() if place.county == county_code]
    known = set(released.values(LEVEL))
    found = {
        place.code: number
        for place in county
        if place.code in known and (number := released.of_level(LEVEL, place.code))
    }
    bounds = _bounds(found.values())
    scale = _Scale(county)
    shapes = tuple(_shape(place, found.get(place.code), bounds, scale) for place in county)
    return MapView(scale.width, scale.height, _described(shapes), shapes, tuple(_shades(shapes)))


def _bounds(numbers: Iterable[Number]) -> list[int]:
    """The least value of each shade: the values that occur, in as many parts of about one size."""
    values = sorted({number.value for number in numbers if number.value})
    if len(values) <= SHADES:
        return values
    return [values[round(i * len(values) / SHADES)] for i in range(SHADES)]


def _shade(number: Number | None, bounds: list[int]) -> int:
    if number is None:
        return -1
    return sum(number.value >= least for least in bounds)


class _Scale:
    """Longitude and latitude to the drawing, as wide or as tall as it may be."""

    def __init__(self, shown: Iterable[Place]) -> None:
        points = [point for place in shown for ring in place.rings for point in ring]
        self._west = min(x for x, _y in points)
        self._north = max(y for _x, y in points)
        self._narrow = math.cos(math.radians(sum(y for _x, y in points) / len(points)))
        east, south = max(x for x, _y in points), min(y for _x, y in points)
        across, down = (east - self._west) * self._narrow, self._north - south
        self._factor = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / down)
        self.width = round(across * self._factor + 2 * MARGIN, 1)
        self.height = round(down * self._factor + 2 * MARGIN, 1)

    def at(self, point: tuple[float, float]) -> tuple[float, float]:
        x, y = point
        return (
            _on_grid(MARGIN + (x - self._west) * self._narrow * self._factor),
            _on_grid(MARGIN + (self._north - y) * self._factor),
        )


def _on_grid(length: float) -> float:
    return round(length / GRID) * GRID


def _shape(place: Place, number: Number | None, bounds: list[int], scale: _Scale) -> Shape:
    drawn = [_once(scale.at(point) for point in ring) for ring in place.rings]
    # An island that is smaller than the grid is a point or a line; a municipality never is.
    rings = [ring for ring in drawn if _area(ring)]
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    x, y = _middle(largest)
    path = " ".join("M" + "L".join(f"{px:g} {py:g}" for px, py in ring) + "Z" for ring in rings)
    shade = _shade(number, bounds)
    has_room = _room(largest, x, y) >= LETTER * len(place.name)
    return Shape(place.name, number, path, shade, x, y, has_room)


def _once(points: Iterable[tuple[float, float]]) -> Ring:
    """*points* without those that stand where the one before does."""
    return tuple(point for point, _same in itertools.groupby(points))


def _area(ring: Ring) -> float:
    return sum(a * d - b * c for (a, b), (c, d) in itertools.pairwise(ring)) / 2


def _middle(ring: Ring) -> tuple[float, float]:
    """The centre of gravity of *ring*."""
    area = _area(ring)
    pairs = list(itertools.pairwise(ring))
    x = sum((a + c) * (a * d - b * c) for (a, b), (c, d) in pairs) / (6 * area)
    y = sum((b + d) * (a * d - b * c) for (a, b), (c, d) in pairs) / (6 * area)
    return round(x, 1), round(y, 1)


def _room(ring: Ring, x: float, y: float) -> float:
    """How long a line of letters may be whose middle stands at *x* on *y* and that stays inside."""
    room = math.inf
    for line in (y, y - TALL):
        cut = [
            a + (line - b) / (d - b) * (c - a)
            for (a, b), (c, d) in itertools.pairwise(ring)
            if (b > line) != (d > line)
        ]
        if sum(at > x for at in cut) % 2 == 0:
            return 0
        room = min(room, *(2 * abs(at - x) for at in cut))
    return room


def _shades(shapes: tuple[Shape, ...]) -> list[tuple[int, str]]:
    """The shades that occur, by the least and the largest number that has each."""
    found = []
    for shade in sorted({shape.shade for shape in shapes}):
        numbers = sorted(
            (s.number for s in shapes if s.shade == shade and s.number is not None),
            key=lambda number: number.value,
        )
        if not numbers:
            found.append((shade, _("Not counted by itself")))
        elif numbers[0].value == numbers[-1].value:
            found.append((shade, str(numbers[0])))
        else:
            span = {"least": numbers[0], "most": numbers[-1]}
            found.append((shade, _("%(least)s to %(most)s") % span))
    return found


def _described(shapes: tuple[Shape, ...]) -> str:
    numbers = [(s.number.value, s) for s in shapes if s.number is not None and s.number.value]
    if not numbers:
        return _("No municipality has more than a few.")
    _value, largest = max(numbers, key=lambda pair: pair[0])
    return _("Most come from %(name)s: %(number)s. The list beside the map has the others.") % {
        "name": largest.name,
        "number": largest.number,
    }
