"""Pseudonyms tell nothing and are read however they are typed."""

from __future__ import annotations

import pytest

from casework.pseudonyms import FORM, as_pseudonym, draw_pseudonym, words


def test_there_are_enough_of_them() -> None:
    assert len(set(words())) == len(words()) > 90


def test_drawn_ones_have_the_form_and_no_order() -> None:
    drawn = [draw_pseudonym() for _ in range(500)]
    assert [name for name in drawn if not FORM.match(name)] == []
    assert drawn != sorted(drawn)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Ärla-4821", "Ärla-4821"),
        (" ärla 4821 ", "Ärla-4821"),
        ("ÄRLA – 4821", "Ärla-4821"),
        ("4821", None),
        ("Ärla", None),
        ("Ärla-0123", "Ärla-0123"),
        ("Ärla-48211", None),
        ("Ärla-4821; DROP TABLE", None),
        ("", None),
    ],
)
def test_as_it_is_typed(typed: str, read: str | None) -> None:
    assert as_pseudonym(typed) == read
