"""The list to choose from that is drawn at once says what Django's own says."""

from __future__ import annotations

from django import forms
from django.utils.safestring import mark_safe

from casework.forms.selects import PlainSelect

CHOICES = [("", "Alla"), ("a&b", "<b>Å & Ö</b>"), ("plain", mark_safe("Enhet")), (7, "Sju")]


def drawn(widget: type[forms.Select], value: object) -> str:
    field = forms.ChoiceField(choices=CHOICES, widget=widget(attrs={"class": "x", "data-y": "<"}))
    form = type("Form", (forms.Form,), {"unit": field})({"unit": value})
    return "".join(str(form["unit"]).replace(" selected", "§").split())


def test_it_says_the_same_and_escapes_the_same() -> None:
    for value in ("", "a&b", "plain", "7", "unknown", None):
        assert drawn(PlainSelect, value) == drawn(forms.Select, value)
    assert "&lt;b&gt;" in drawn(PlainSelect, "")
    assert drawn(PlainSelect, "plain").count("§") == 1
