"""Numbers and names as people write them, and the keyed digests by which a file is found."""

from __future__ import annotations

import base64
import hashlib
import os

import pytest
from django.conf import settings as django_settings
from pytest_django.fixtures import Settings

from casework.enums import IdentifierKind
from casework.lookup import name_digests, name_digests_by_part, number_digest, number_digests
from casework.name_parts import name_parts
from casework.person_numbers import numbers_in

TEN = "191202119945"


class TestNumbers:
    @pytest.mark.parametrize(
        "text",
        ["19120211-9945", "191202119945", " 19120211 9945 ", "120211+9945", "19120211–9945"],
    )
    def test_one_number_however_it_is_written(self, text: str) -> None:
        assert [number.digits for number in numbers_in(text)] == [TEN]

    def test_without_century_and_sign_it_may_be_two(self) -> None:
        assert [n.digits for n in numbers_in("1202119945")] == ["201202119945", TEN]
        assert [n.digits for n in numbers_in("120211-9945")] == ["201202119945"]

    def test_a_coordination_number_has_its_day_and_sixty(self) -> None:
        (number,) = numbers_in("701072-2390")
        assert number.kind == IdentifierKind.COORDINATION_NUMBER
        assert number.born.isoformat() == "1970-10-12"
        assert str(number) == "19701072-2390"

    @pytest.mark.parametrize(
        "text",
        ["", "19120211-9946", "19121311-9945", "070-174 06 99", "20990211-9945", "١٩١٢٠٢١١٩٩٤٥"],
    )
    def test_what_is_no_number_is_none(self, text: str) -> None:
        assert numbers_in(text) == []


class TestNames:
    def test_accents_go_but_three_are_letters_of_their_own(self) -> None:
        assert name_parts("Zoë Müller") == ["muller", "zoe"]
        assert name_parts("Åsa Hår Möller") == ["hår", "möller", "åsa"]
        assert name_parts("Asa Har Moller") == ["asa", "har", "moller"]

    def test_hyphens_split_and_the_neighbours_spell_the_same(self) -> None:
        assert name_parts("Anna-Karin", "O’Brien") == ["anna", "karin", "obrien"]
        assert name_parts("Bjørn SJÆLLAND") == name_parts("björn själland")

    def test_decomposed_letters_are_the_same(self) -> None:
        assert name_parts("A\u030asa Mo\u0308ller") == name_parts("Åsa Möller")

    def test_nothing_but_signs_is_no_name(self) -> None:
        assert name_parts("- _ .", "") == []


def new_key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


class TestDigests:
    def test_are_keyed(self, settings: Settings) -> None:
        (number,) = numbers_in(TEN)
        kept = number_digest(number)
        plain = [
            hashlib.new(name, text.encode()).digest()
            for name in ("sha256", "sha1", "md5")
            for text in (TEN, "19120211-9945", TEN[2:])
        ]
        assert not any(digest[:16] in kept for digest in plain)
        settings.FIELD_KEYS = [new_key("another")]
        assert number_digest(number) != kept

    def test_a_number_and_a_name_never_look_alike(self) -> None:
        (number,) = numbers_in(TEN)
        assert name_digests(TEN) != [number_digest(number)]

    def test_are_looked_for_under_every_key(self, settings: Settings) -> None:
        numbers = numbers_in(TEN)
        before, part = number_digest(numbers[0]), name_digests("Åsa")
        settings.FIELD_KEYS = [new_key("next"), *django_settings.FIELD_KEYS]
        assert number_digest(numbers[0]) != before
        assert before in number_digests(numbers)
        assert part[0] in name_digests_by_part("ÅSA")[0]
