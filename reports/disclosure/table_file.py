"""An edition's CSV file with its metadata (CSVW), read back as the documents of its universes.

The file has every number, its metadata how the tables hang together. Numbers and exact figures are
taken from the file, so that whoever reads it attacks what stands in it.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from reports.disclosure.published import ANY

EXACT = "exact_figures"


def documents(file: bytes, metadata: bytes) -> list[dict[str, Any]]:
    """The documents of all universes in it. Raises ``ValueError`` or ``KeyError`` for another."""
    frames = _frames(json.loads(metadata))
    found = {
        code: {**frame, "cells": [], "captions": [], "pins": _of_others(frame)}
        for code, frame in frames.items()
    }
    for line in csv.DictReader(io.StringIO(file.decode())):
        document = found.get(line["universe"])
        if document is None:
            continue
        at = [line[f"axis_{i}"] for i in (1, 2, 3) if line[f"axis_{i}"]]
        if line["table"] == EXACT:
            document["pins"].append(_exact(document["edition"], at, int(line["value"])))
        else:
            numbers = {name: int(line[name]) for name in ("value", "lower", "upper")}
            document["cells"].append({"table": line["table"], "at": at, **numbers})
    return list(found.values())


def _frames(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """What the metadata says of each universe: all of its document but the numbers."""
    found: dict[str, Any] = {}
    for note in metadata["notes"]:
        found |= note["body"]["universes"]
    if not found:
        raise ValueError("The metadata tell of no tables.")
    return found


def _of_others(frame: Mapping[str, Any]) -> list[Any]:
    """Exact figures about other periods: they stand in no line of the file."""
    return [pin for pin in frame["pins"] if pin["period"] != frame["edition"]]


def _exact(period: str, at: list[str], count: int) -> dict[str, Any]:
    values = dict(condition.split("=", 1) for condition in at if condition != ANY)
    return {"period": period, "at": values, "count": count}
