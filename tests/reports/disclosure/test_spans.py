"""What is proved of those that an exact figure leaves out, worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from reports.disclosure.published import Published, from_json
from reports.disclosure.spans import Span, rests

MONTHS = frozenset({"2025-01"})
YEAR: tuple[frozenset[str], dict[str, str], int] = (MONTHS, {}, 20)
A = (MONTHS, {"g": "a"}, 12)


def edition(*, exact: tuple[Any, ...] = ()) -> Published:
    """Twenty people in three groups, each number four more or fewer."""
    numbers = {"*": 20, "g=a": 10, "g=b": 5, "g=c": 0}
    return from_json({
        "format": "", "edition": "2025", "base": 5, "bound": 4, "captions": [],
        "pins": [
            {"universe": "u", "period": "2025", "at": at, "count": n, "source": "", "pinned": True}
            for _leaves, at, n in exact
        ],
        "periods": {"2025": ["2025-01"]},
        "spec": {
            "universe": "u", "impossible": [], "harmless": [],
            "variables": [{
                "code": "g", "leaves": ["a", "b", "c"], "levels": {}, "multiple": False, "once": "",
            }],
            "tables": [{"code": "t", "axes": [["g"]], "where": {}}],
        },
        "cells": [
            {"table": "t", "at": [at], "value": n, "lower": max(0, n - 4), "upper": n + 4}
            for at, n in numbers.items()
        ],
    })  # fmt: skip


@pytest.mark.parametrize(
    ("told", "spans"),
    [
        # All between 16 and 24, without 12; b between 1 and 9 and c between 0 and 4 say no more.
        ([A], [Span(4, 12)]),
        # Everybody told too: the rest follows. Of everybody there is none.
        ([A, YEAR], [Span(8, 8), None]),
        # What is known of b alone makes it narrower: c is what is left.
        ([A, (MONTHS, {"g": "b"}, 6)], [Span(6, 10), Span(12, 16)]),
        # The editions do not divide by it; there is no such period.
        ([(MONTHS, {"h": "a"}, 3), (frozenset({"2024-01"}), {}, 3)], [None, None]),
        # More of a than its number can be: nothing fits.
        ([(MONTHS, {"g": "a"}, 19)], [None]),
    ],
)
def test_the_rest_of_an_exact_figure(told: list[Any], spans: list[Span | None]) -> None:
    assert rests([edition()], told) == spans


def test_what_an_edition_prints_exactly_counts_too() -> None:
    assert rests([edition(exact=(YEAR,))], [A]) == [Span(8, 8)]
