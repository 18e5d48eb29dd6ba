"""A day near New Year says which year it is."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import timezone, translation

from casework.templatetags.moments import near

TODAY = timezone.localdate()


@pytest.mark.parametrize("form", ["l j F H:i", "j b H:i", "j F"])
def test_the_year_is_said_where_it_is_another(form: str) -> None:
    def at(year: int) -> datetime:
        return timezone.make_aware(datetime(year, 1, 4, 9, 30))

    with translation.override("sv"):
        told = [near(at(TODAY.year + more), form) for more in (0, 1, -1)]
    assert [
        str(TODAY.year + more) in text for more, text in zip((0, 1, -1), told, strict=True)
    ] == [
        False,
        True,
        True,
    ]
    assert told[1].replace(f" {TODAY.year + 1}", "").split()[-1] == told[0].split()[-1]


def test_a_day_and_nothing() -> None:
    with translation.override("sv"):
        assert near(date(TODAY.year + 1, 3, 5), "j F") == f"5 mars {TODAY.year + 1}"
        assert near(date(TODAY.year, 3, 5), "j F") == "5 mars"
        assert near(None, "j F") == ""
