"""Which municipality answers: that of the stay for acute need, the home municipality otherwise."""

from __future__ import annotations

import pytest

from casework.responsibility import Need, answering, who_answers

STAY, HOME = "Stockholm", "Uppsala"


@pytest.mark.parametrize(
    ("need", "home", "answers"),
    [
        (Need.ACUTE, HOME, STAY),
        (Need.LASTING, HOME, HOME),
        # Where nobody knows the home it is not clear that another answers.
        (Need.ACUTE, None, STAY),
        (Need.LASTING, None, STAY),
    ],
)
def test_the_stay_for_acute_need_and_the_home_otherwise(
    need: Need, home: str | None, answers: str
) -> None:
    assert answering(need, stay=STAY, home=home) == answers


def test_the_sentence_names_both_where_they_differ_and_one_where_they_do_not() -> None:
    said = [who_answers(STAY, home) for home in (HOME, STAY, None)]
    assert [(STAY in words, HOME in words) for words in said] == [
        (True, True),
        (True, False),
        (True, False),
    ]
    assert len(set(said)) == 3
