"""The noise of a cell: of the whole range, belonging to key and cell, and what figures aim at."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from reports.disclosure.edition import JSON_FILE
from reports.disclosure.noise import name_of, noise
from reports.disclosure.published import read
from reports.disclosure.recount import membership
from reports.disclosure.spec import Key
from tests.reports.disclosure.conftest import KEY, Year

CELLS: list[Key] = [(("v", frozenset({str(n)})),) for n in range(4_000)]


@pytest.mark.parametrize("bound", [4, 9])
def test_every_value_from_minus_the_bound_to_the_bound_comes(bound: int) -> None:
    found = Counter(noise(KEY, "u", cell, bound) for cell in CELLS * (bound // 4))
    assert set(found) == set(range(-bound, bound + 1))


def test_small_values_are_likelier_and_none_is_favoured_by_its_sign() -> None:
    """Each step away from 0 is half as likely: of 46 parts 0 has 16 and -1 and 1 have 8 each."""
    found = Counter(noise(KEY, "u", cell, 4) for cell in CELLS)
    for number, weight in ((0, 16), (1, 8), (2, 4), (3, 2), (4, 1)):
        for signed in {number, -number}:
            assert found[signed] == pytest.approx(len(CELLS) * weight / 46, rel=0.35)


def test_it_is_the_same_each_time_and_another_with_another_key_or_universe() -> None:
    def all_of(key: bytes, universe: str) -> list[int]:
        return [noise(key, universe, cell, 4) for cell in CELLS]

    first = all_of(KEY, "u")
    assert all_of(KEY, "u") == first
    for other in (all_of(KEY[::-1], "u"), all_of(KEY, "w")):
        # Two drawings that know nothing of each other agree in a quarter of the cells.
        assert np.mean(np.array(first) == np.array(other)) < 0.35


def test_a_cell_is_named_by_its_conditions_and_not_by_their_order() -> None:
    one = (("v", frozenset({"a", "b"})), ("w", frozenset({"c"})))
    assert name_of(one) == "v=a,b|w=c"
    assert len({name_of(cell) for cell in CELLS}) == len(CELLS)


def test_the_figures_aim_at_the_truth_with_its_noise(year: Year) -> None:
    """Errors lean the way that the noise of their cells does; without it they would lean nowhere.

    Cells that are the sums of others can't all be met: it is a leaning, not the same number.
    """
    edition = read(year.whole.files[JSON_FILE])
    values = {said.conditions: said.value or 0 for said in edition.cells}
    truth = membership(year.evidence.people, list(values)).sum(axis=0)
    aimed = np.array([noise(KEY, "exploited", tuple(sorted(cell)), 4) for cell in values])
    error = np.array(list(values.values())) - truth
    kept = truth > 0
    assert kept.sum() > 300
    assert np.corrcoef(error[kept], aimed[kept])[0, 1] > 0.2
