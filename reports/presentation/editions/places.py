"""Municipalities with their outlines, counties by name: open data of the Election Authority."""

from __future__ import annotations

import csv
import json
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
def _by_key() -> dict[str, Place]:
    return {key: place for place in places() for key in (place.code, place.name)}


@cache
def _county_names() -> dict[str, str]:
    with (DATA / "counties.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: row["name"] for row in csv.DictReader(file)}


def name_of(value: str) -> str:
    """What a municipality is called, by its code or its name."""
    place = _by_key().get(value)
    return place.name if place else value


def home_name(code: str) -> str:
    """What a municipality is called, or a county, by its code of four figures or two."""
    return _county_names().get(code) or name_of(code)
