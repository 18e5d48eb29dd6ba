"""What a mend does: somebody goes out of a cell that has too many, or one comes in."""

from __future__ import annotations

import random

import pytest

from reports.disclosure.mending import Mender
from reports.disclosure.rows import Codes, Masks
from reports.disclosure.spec import Spec, Variable

SPEC = Spec(
    "some",
    (
        Variable("colour", ("red", "green", "blue")),
        Variable("size", ("small", "large")),
        Variable("offer", ("a:yes", "a:no", "b:yes"), {"kind": {"a:yes": "a", "a:no": "a",
         "b:yes": "b"}}, multiple=True, once="kind"),
    ),
    (),
)  # fmt: skip
CODES = Codes(SPEC, ["2025-01"])
# The time, red 1 green 2 blue 4, small 1 large 2, and the offers.
PEOPLE: list[Masks] = [(1, 1, 1, 1), (1, 2, 1, 2), (1, 4, 2, 4), (1, 1, 2, 0)]
CELLS = {
    "red and small": [(1, 1), (2, 1)],
    "green": [(1, 2)],
    "offered a": [(3, 3)],
}


def inside(person: Masks, cell: list[tuple[int, int]]) -> bool:
    return all(person[place] & bits for place, bits in cell)


@pytest.mark.parametrize("too_many", [True, False])
@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_a_mend_brings_a_cell_nearer(cell: list[tuple[int, int]], too_many: bool) -> None:
    kinds = set()
    for seed in range(60):
        mender = Mender(CODES, PEOPLE, random.Random(seed))  # noqa: S311 - invented
        mend = mender.mend(PEOPLE, cell, too_many=too_many)
        if mend is None:
            continue
        i, place, value, other = mend
        assert inside(PEOPLE[i], cell) is too_many
        if value is None:
            assert other is not None
            value = PEOPLE[other][place]
        changed = (*PEOPLE[i][:place], value, *PEOPLE[i][place + 1 :])
        assert inside(changed, cell) is not too_many
        kinds.add(other is None)
    # A value of its own; a swap too, where a swap can be.
    assert True in kinds
    assert (False in kinds) is (cell[0][0] != 3)


def test_of_one_kind_an_offer_has_one_answer() -> None:
    for seed in range(30):
        mender = Mender(CODES, PEOPLE, random.Random(seed))  # noqa: S311 - invented
        mend = mender.mend([(1, 1, 1, 2)], [(3, 1)], too_many=False)
        assert mend == (0, 3, 1, None)


def test_nothing_is_mended_where_nobody_is_near() -> None:
    mender = Mender(CODES, PEOPLE, random.Random(1))  # noqa: S311 - invented
    assert mender.mend([(1, 4, 2, 4)], CELLS["red and small"], too_many=False) is None
    assert mender.mend([(1, 4, 2, 4)], CELLS["green"], too_many=True) is None
