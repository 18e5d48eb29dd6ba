"""The municipalities and their outlines: open data of the Swedish Election Authority."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "data" / "municipalities.geojson"

Ring = tuple[tuple[float, float], ...]


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
    features = json.loads(FILE.read_text(encoding="utf-8"))["features"]
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


def place_of(value: str) -> Place | None:
    """The municipality that *value* is, by its code or its name."""
    return _by_key().get(value)


def name_of(value: str) -> str:
    """What a municipality is called."""
    place = place_of(value)
    return place.name if place else value
