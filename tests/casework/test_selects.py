"""The list to choose from that is drawn at once says what Django's own says."""

from __future__ import annotations

from django import forms
from django.test.html import Element, parse_html
from django.utils.safestring import mark_safe

from casework.forms.selects import PlainSelect

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
