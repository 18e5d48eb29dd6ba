"""The bytes of a row are the same for ever: a seal made years ago must still be provable."""

import uuid
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from casework.audit import digests

ROW = (
    uuid.UUID("0198c2de-aaaa-7bbb-8ccc-1234567890ab"),
    datetime(2025, 3, 14, 23, 59, 59, 999999, tzinfo=ZoneInfo("Europe/Stockholm")),
    "encounter.read",
    uuid.UUID("0198c2de-aaaa-7bbb-8ccc-1234567890ac"),
    "",
    "outreach.encounter",
    None,
    None,
    'grund "å"',
    "10.0.0.1",
    "ab12cd34",
    '{"count": 2}',
)
SALT = bytes(range(16))


def test_known_answers() -> None:
    """Computed once and written down: whoever changes the form sees it here."""
    block = digests.block_digest(SALT, [ROW])
    day = digests.day_digest([block])
    seal = digests.seal_digest(
        form=1,
        day=date(2025, 3, 14),
        count=1,
        root=day,
        made_at=datetime(2025, 3, 15, 3, tzinfo=UTC),
        previous=digests.GENESIS,
    )
    assert [block[:16], day[:16], seal[:16]] == [
        "f4ba96e063190acb",
        "5709952c15ef33cf",
        "b0d41530f71564e7",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ("", '""'),
        ("null", '"null"'),
        ('å"\n', '"å\\"\\n"'),
        (datetime(2025, 6, 1, 12, tzinfo=ZoneInfo("Europe/Stockholm")),
         '"2025-06-01T10:00:00.000000+00:00"'),
        (uuid.UUID("0198C2DE-AAAA-7BBB-8CCC-1234567890AB"),
         '"0198c2de-aaaa-7bbb-8ccc-1234567890ab"'),
    ],
)  # fmt: skip
def test_values(value: str | datetime | uuid.UUID | None, text: str) -> None:
    assert digests.as_text(value) == text


def test_text_moved_from_one_column_to_the_next_is_another_row() -> None:
    one, other = list(ROW), list(ROW)
    one[8:10], other[8:10] = ["ab", "c"], ["a", "bc"]
    assert digests.row_bytes(one) != digests.row_bytes(other)


@pytest.mark.parametrize("number", range(len(digests.COLUMNS)))
def test_every_column_counts_and_is_named(number: int) -> None:
    changed = [*ROW]
    changed[number] = "x" if number != 1 else ROW[1].replace(microsecond=0)
    assert digests.row_bytes(changed) != digests.row_bytes(ROW)
    assert digests.block_digest(SALT, [changed]) != digests.block_digest(SALT, [ROW])
    if number:
        marks = digests.row_marks(ROW, SALT)
        assert digests.changed_columns(marks, changed, SALT) == [digests.COLUMNS[number]]


def test_order_and_salt_count() -> None:
    other = (uuid.UUID(int=1), *ROW[1:])
    assert digests.block_digest(SALT, [ROW, other]) != digests.block_digest(SALT, [other, ROW])
    assert digests.block_digest(SALT, [ROW]) != digests.block_digest(bytes(16), [ROW])
    assert digests.row_marks(ROW, SALT) != digests.row_marks(ROW, bytes(16))
