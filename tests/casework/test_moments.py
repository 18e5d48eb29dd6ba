"""A day near New Year says which year it is."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone, translation

from casework.templatetags.moments import near


@pytest.mark.parametrize("form", ["l j F H:i", "j b H:i", "j F H:i"])
@pytest.mark.parametrize("years", [-1, 0, 1])
def test_the_year_is_said_where_it_is_another(form: str, years: int) -> None:
    now = timezone.localtime().replace(day=1)
    then = now.replace(year=now.year + years)
    with translation.override("sv"):
        told = near(then, form)
    assert (str(then.year) in told) == (years != 0)
    assert told.endswith(f"{then:%H:%M}")


def test_a_day_and_nothing() -> None:
    year = timezone.localdate().year
    with translation.override("sv"):
        assert near(date(year + 1, 3, 5), "j F") == f"5 mars {year + 1}"
        assert near(date(year, 3, 5), "j F") == "5 mars"
        assert near(None, "j F") == ""
