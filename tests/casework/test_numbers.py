"""Personal and coordination numbers, all invented (from Skatteverket's test series)."""

from __future__ import annotations

import base64

import pytest
from pytest_django.fixtures import Settings

from casework.enums import IdentifierKind
from casework.numbers import normalise, number_digest, number_digests


def with_check_digit(nine: str) -> str:
    """*nine* digits and the one that makes them a number."""
    products = (int(d) * (2 - i % 2) for i, d in enumerate(nine))
    return nine + str(-sum(p // 10 + p % 10 for p in products) % 10)


def test_both_kinds_in_every_spelling() -> None:
    for kind, full in (
        (IdentifierKind.PERSONAL_NUMBER, "19" + with_check_digit("900101980")),
        (IdentifierKind.COORDINATION_NUMBER, "19" + with_check_digit("900161238")),
    ):
        short = f"{full[2:8]}-{full[8:]}"
        for text in (full, f"{full[:8]}-{full[8:]}", short, short.replace("-", ""), f" {short} "):
            assert normalise(text) == (kind, full)
        assert normalise(f"{full[2:8]}–{full[8:]}") == (kind, full)


def test_a_plus_says_that_somebody_is_over_a_hundred() -> None:
    assert normalise("120101-" + with_check_digit("120101980")[6:]) == (
        IdentifierKind.PERSONAL_NUMBER,
        "20" + with_check_digit("120101980"),
    )
    assert normalise("120101+" + with_check_digit("120101980")[6:]) == (
        IdentifierKind.PERSONAL_NUMBER,
        "19" + with_check_digit("120101980"),
    )


@pytest.mark.parametrize(
    "text",
    ["", "Ärla-4821", "900101-0000", "19900230-1234", "2900" + with_check_digit("900101980")[2:],
     "1990010", "٩٠٠١٠١-٩٨٠٢", "19" + with_check_digit("900101980") + "\n1", "a900101-9802"],
)  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert normalise(text) is None


def test_found_under_every_key_and_written_under_the_first(settings: Settings) -> None:
    number = "19" + with_check_digit("900101980")
    old = number_digest(number)
    key = base64.b64encode(b"n" * 32).decode()
    settings.FIELD_KEYS = [f"new:{key}", *settings.FIELD_KEYS]
    assert number_digest(number) != old
    assert set(number_digests(number)) == {old, number_digest(number)}
    with pytest.raises(ValueError, match="normalise"):
        number_digest("900101-9802")
