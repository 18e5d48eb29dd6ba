"""What holds for every form of the product."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django import forms
from django.urls import get_resolver

from casework.forms.choosing import CHOOSE

OURS = ("casework.", "outreach.", "referrals.", "reports.")
# What Django and people write where nothing is chosen.
MADE_UP = {"-" * 9, "", "–", "-", "…"}


def every_form() -> Iterator[type[forms.BaseForm]]:
    """The forms of the product: importing the addresses imports them."""
    assert get_resolver().url_patterns
    waiting: list[type[forms.BaseForm]] = [forms.BaseForm]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found.__module__.startswith(OURS):
            yield found


def empty_choices() -> Iterator[tuple[str, str]]:
    for form in every_form():
        fields = getattr(form, "base_fields", {})
        for name, field in fields.items():
            is_list = isinstance(field.widget, forms.Select) and field.widget.input_type != "radio"
            if is_list and not field.widget.allow_multiple_selected:
                label = getattr(field, "empty_label", None)
                if label is None:
                    plain = [] if hasattr(field, "queryset") else list(field.choices)
                    label = next((text for value, text in plain if not value), CHOOSE)
                yield f"{form.__module__}.{form.__qualname__}.{name}", str(label)


def test_there_are_lists() -> None:
    assert len(list(empty_choices())) > 20


@pytest.mark.parametrize(("place", "label"), sorted(set(empty_choices())))
def test_where_nothing_is_chosen_a_list_says_it_in_words(place: str, label: str) -> None:
    assert label.strip() not in MADE_UP, place
