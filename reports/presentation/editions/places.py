"""Municipalities, counties and their outlines: open data of the Swedish Election Authority."""

from __future__ import annotations

import csv
import itertools
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).resolve().parents[2] / "data"

Point = tuple[float, float]
Ring = tuple[Point, ...]


@dataclass(frozen=True)
class Place:
    """A municipality: its outlines are rings of longitude and latitude in degrees."""

    code: str
    name: str
    rings: tuple[Ring, ...]

    @property
    def county(self) -> str:
        """The county's code."""
        return self.code[:2]


@dataclass(frozen=True)
class County:
    """A county: *letters* are the one or two that everybody writes for it on a map."""

    code: str
    letters: str
    name: str
    rings: tuple[Ring, ...]


@cache
def places() -> tuple[Place, ...]:
    """All municipalities, by code."""
    features = json.loads((DATA / "municipalities.geojson").read_text(encoding="utf-8"))["features"]
    found = []
    for feature in features:
        shape, about = feature["geometry"], feature["properties"]
        parts = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
        rings = tuple(
            tuple((float(x), float(y)) for x, y in ring) for part in parts for ring in part
        )
        found.append(Place(about["code"], about["name"], rings))
    return tuple(sorted(found, key=lambda place: place.code))


@cache
def counties() -> tuple[County, ...]:
    """All counties, by code, each with the outline of its municipalities together."""
    inside: dict[str, list[Ring]] = defaultdict(list)
    for place in places():
        inside[place.county] += place.rings
    with (DATA / "counties.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            County(row["code"], row["letters"], row["name"], _around(inside[row["code"]]))
            for row in csv.DictReader(file)
        )


def _around(rings: Iterable[Ring]) -> tuple[Ring, ...]:
    """The outlines of *rings* together: a border that two of them share is inside."""
    borders: set[frozenset[Point]] = set()
    for ring in rings:
        borders ^= {frozenset(pair) for pair in itertools.pairwise(ring) if pair[0] != pair[1]}
    beside: dict[Point, list[Point]] = defaultdict(list)
    for one, other in sorted(tuple(sorted(border)) for border in borders):
        beside[one].append(other)
        beside[other].append(one)
    found: list[Ring] = []
    while beside:
        at = next(iter(beside))
        around = [at]
        while at in beside:
            following = beside[at].pop()
            beside[following].remove(at)
            for end in (at, following):
                if not beside[end]:
                    del beside[end]
            around.append(following)
            at = following
        found.append(tuple(around))
    return tuple(found)


@cache
def _by_key() -> dict[str, Place]:
    return {key: place for place in places() for key in (place.code, place.name)}


@cache
def _county_names() -> dict[str, str]:
    return {county.code: county.name for county in counties()}


def name_of(value: str) -> str:
    """What a municipality is called, by its code or its name."""
    place = _by_key().get(value)
    return place.name if place else value


def county_name(code: str) -> str:
    """What a county is called."""
    return _county_names().get(code, code)
