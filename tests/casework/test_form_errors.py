"""The list at the top of a form names each field once."""

from __future__ import annotations

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation

from casework.forms.organisation import RefusableForm
from casework.templatetags.errors import named_by


class _Form(RefusableForm):
    place = forms.CharField(label="Place")
    years = forms.IntegerField(label="How old?", max_value=9)


@pytest.mark.parametrize(
    ("label", "error", "said"),
    [
        ("Place", "Missing: Place", "Missing: Place"),
        ("Place", "Say at which place.", "Say at which place."),
        ("Place", "Too long.", "Place: Too long."),
        ("How old?", "Missing: How old", "Missing: How old"),
        ("How old?", "Too high.", "How old? Too high."),
        ("", "Too high.", "Too high."),
    ],
)
def test_a_field_is_named_once(label: str, error: str, said: str) -> None:
    assert named_by(error, label) == said


def test_so_does_the_list() -> None:
    form = _Form({"years": "12"})
    with translation.override("en"):
        assert not form.is_valid()
        listed = render_to_string("components/form_errors.html", {"form": form})
    assert listed.count("Place") == 1
    assert "Missing: Place" in listed
    assert ">How old? " in listed
