"""The list to choose from that is drawn at once says what Django's own says."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.db import connection
from django.test.html import Element, parse_html
from django.test.utils import CaptureQueriesContext
from django.utils.safestring import mark_safe

from casework.forms.selects import PlainSelect, ShortModelChoiceField
from casework.models import Unit

CHOICES = [("", "Alla"), ("a&b", "<b>Å & Ö</b>"), ("plain", mark_safe("Enhet")), (7, "Sju")]


def drawn(widget: type[forms.Select], value: object) -> Element:
    """The element as a tree, in which the order of attributes says nothing."""
    field = forms.ChoiceField(choices=CHOICES, widget=widget(attrs={"class": "x", "data-y": "<"}))
    form = type("Form", (forms.Form,), {"unit": field})({"unit": value})
    return parse_html(str(form["unit"]))


def test_it_says_the_same_and_escapes_the_same() -> None:
    for value in ("", "a&b", "plain", "7", "unknown", None):
        assert drawn(PlainSelect, value) == drawn(forms.Select, value)
    assert str(drawn(PlainSelect, "plain")).count(" selected") == 1


def choices(field: Any) -> list[tuple[str, str]]:
    return [(str(code), str(label)) for code, label in field.choices]


@pytest.mark.django_db
def test_rows_are_offered_as_django_offers_them_from_one_statement() -> None:
    units = Unit.objects.order_by("name")
    with CaptureQueriesContext(connection) as asked:
        offered = choices(ShortModelChoiceField(units, empty_label="Alla"))
    assert offered == choices(forms.ModelChoiceField(units, empty_label="Alla"))
    assert offered[0] == ("", "Alla")
    assert len(offered) == units.count() + 1
    assert [query["sql"].split()[0] for query in asked] == ["SELECT"]
    assert choices(ShortModelChoiceField(units.none(), empty_label=None)) == []
