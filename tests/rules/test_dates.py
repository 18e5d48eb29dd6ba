"""Days and times are said one way on every page; ISO is for machines."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from casework.said_dates import day_in_words, moment_in_words
from outreach.enums import ShiftKind
from outreach.models import Shift
from tests.rules.code import ROOT, modules, relative

FORM = re.compile(r"\|(?:date|time|near):([\"'])(?P<form>[^\"']*)\1")
# What a browser or an address reads, and nobody else.
MACHINE = re.compile(r"\s(?:datetime|value|href|min|max)=\"[^\"]*$")
NOT_SAID = ("Y-m-d", "H.i", "G.i")
# Names of files, and what is written in a shell.
NOT_ON_A_PAGE = {
    "casework/views/disposal.py",
    "casework/views/extracts.py",
    "casework/management/ways.py",
    "casework/models/audit.py",
    "casework/models/audit_seal.py",
    "outreach/management/commands/tablet_keys.py",
}


def otherwise(text: str) -> list[str]:
    """The forms in a template that say a day or a time as no other page does."""
    return [
        found["form"]
        for found in FORM.finditer(text)
        if any(form in found["form"] for form in NOT_SAID)
        and not MACHINE.search(text[: found.start()])
    ]


def test_templates_say_days_and_times_one_way() -> None:
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert len(templates) > 400
    found = {relative(template): otherwise(template.read_text()) for template in templates}
    assert {name: forms for name, forms in found.items() if forms} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<td class="number">{{ x.day|date:"Y-m-d" }}</td>', ["Y-m-d"]),
        ('<h1>{{ x.at|date:"j b H.i" }}</h1>', ["j b H.i"]),
        ("{% blocktranslate with day=x.at|date:'Y-m-d H:i' %}", ["Y-m-d H:i"]),
        ('<time datetime="{{ x|date:\'Y-m-d\' }}">{{ x|date:"j b Y" }}</time>', []),
        ("<a href=\"{% url 'x' %}?first={{ x|date:'Y-m-d' }}\">{{ x|date:\"H:i\" }}</a>", []),
    ],
)
def test_one_that_does_not_is_found(text: str, found: list[str]) -> None:
    assert otherwise(text) == found


IN_CODE = re.compile(r"%H\.%M|[\"' ][HG]\.i\b|\{[^{}]*:%Y-%m-%d|strftime\(\"%Y-%m-%d")


def test_code_says_them_so_too() -> None:
    found = {relative(path) for path in modules() if IN_CODE.search(path.read_text())}
    assert found == NOT_ON_A_PAGE


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ('date_format(x.at, "H.i")', True),
        ("date_format(x.at, 'j b H.i')", True),
        ('date_format(x.at, "H:i")', False),
    ],
)
def test_code_that_does_not_is_found(code: str, *, is_found: bool) -> None:
    assert bool(IN_CODE.search(code)) == is_found


def test_in_words() -> None:
    late = datetime(2026, 11, 26, 23, 28, tzinfo=UTC)
    shift = Shift(kind=ShiftKind.JOINT_PATROL, day=date(2026, 11, 26))
    with translation.override("sv"):
        # In Sweden the day after has begun.
        assert (day_in_words(late), moment_in_words(late)) == ("27 nov 2026", "27 nov 2026 00:28")
        assert str(shift).endswith(" 26 nov 2026")
