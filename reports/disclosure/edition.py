"""The files of an edition: one JSON, one CSV, both from the same figures and nothing else."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.disclosure.facts import Fact
from reports.disclosure.spec import Spec

FORMAT = "ledljus-edition-1"
JSON_FILE, CSV_FILE = "edition.json", "cells.csv"
# A share is printed of at least so many.
LEAST_BASE = 20


@dataclass(frozen=True)
class Figure:
    """A released number of people: *value*, and what the truth lies between, both included."""

    table: str
    at: tuple[str, ...]
    value: int
    lower: int
    upper: int

    @property
    def printed(self) -> str:
        """As a reader sees it."""
        return f"ca {self.value}" if self.value else "färre än 5"


@dataclass(frozen=True)
class Reference:
    """A figure for a caption: that of a cell, or its share of the cell *of* in per cent."""

    table: str
    at: tuple[str, ...]
    of: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Caption:
    """Words beside a table. ``{0}``, ``{1}`` … in *template* are its *numbers*, and no digit is."""

    table: str
    template: str
    numbers: tuple[Reference, ...] = ()

    def text(self, figures: Mapping[tuple[str, tuple[str, ...]], Figure]) -> str:
        """The words with numbers. Raises ``ValueError`` for a share of too few, or a digit."""
        if any(ch.isdigit() for ch in self.template.format(*[""] * len(self.numbers))):
            raise ValueError("A number in a caption is a reference to a released figure.")
        return self.template.format(*(_words(ref, figures) for ref in self.numbers))


def _words(ref: Reference, figures: Mapping[tuple[str, tuple[str, ...]], Figure]) -> str:
    figure = figures[ref.table, ref.at]
    if ref.of is None:
        return figure.printed
    base = figures[ref.table, ref.of].value
    if base < LEAST_BASE:
        raise ValueError(f"A share is of at least {LEAST_BASE}.")
    return f"ca {round(100 * figure.value / base)} %"


@dataclass(frozen=True)
class Edition:
    """One published period of one universe. *periods* has the leaves of it and those within it."""

    spec: Spec
    period: str
    periods: Mapping[str, frozenset[str]]
    figures: Sequence[Figure]
    pins: Sequence[Fact] = ()
    captions: Sequence[Caption] = ()

    def files(self) -> dict[str, bytes]:
        """The files by name: the same figures give the same bytes."""
        return {JSON_FILE: self._json(), CSV_FILE: self._csv()}

    def _json(self) -> bytes:
        by_place = {(figure.table, figure.at): figure for figure in self.figures}
        document: dict[str, Any] = {
            "format": FORMAT,
            "edition": self.period,
            "base": self.spec.base,
            "bound": self.spec.bound,
            "spec": self.spec.as_json(),
            "periods": {code: sorted(leaves) for code, leaves in self.periods.items()},
            "cells": [
                {"table": f.table, "at": f.at, "value": f.value, "lower": f.lower, "upper": f.upper}
                for f in self.figures
            ],
            "pins": [pin.as_json() for pin in self.pins],
            "captions": [
                {
                    "table": caption.table,
                    "template": caption.template,
                    "numbers": [
                        {"table": ref.table, "at": ref.at, "of": ref.of} for ref in caption.numbers
                    ],
                    "text": caption.text(by_place),
                }
                for caption in self.captions
            ],
        }
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()

    def _csv(self) -> bytes:
        axes = max((len(figure.at) for figure in self.figures), default=0)
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        names = [f"axis_{i + 1}" for i in range(axes)]
        writer.writerow(["universe", "edition", "table", *names, "value", "lower", "upper", "base"])
        for f in self.figures:
            at = [*f.at, *[""] * (axes - len(f.at))]
            writer.writerow(
                [
                    self.spec.code,
                    self.period,
                    f.table,
                    *at,
                    f.value,
                    f.lower,
                    f.upper,
                    self.spec.base,
                ]
            )
        return out.getvalue().encode()
