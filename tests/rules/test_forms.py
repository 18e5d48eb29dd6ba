"""What holds for every form of the product."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from django import forms
from django.urls import get_resolver

from casework.forms.choosing import CHOOSE
from tests.rules.code import functions, modules, relative, tree

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


def saves_of_nobody(source: ast.Module) -> list[str]:
    """The views that change a saved row and do not say which to whoever is second."""
    found = []
    for function in functions(source):
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        has_version = any(word.arg == "version" for call in calls for word in call.keywords)
        saves = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id == "save_version"]
        if has_version and any(len(call.args) < 4 for call in saves):
            found.append(function.name)
    return found


def test_whoever_is_second_reads_who_was_first() -> None:
    found = {relative(path): names for path in modules() if (names := saves_of_nobody(tree(path)))}
    assert found == {}


def test_a_view_that_would_not_say_is_found() -> None:
    source = (
        "def change(request):\n    form = F(version=1)\n    save_version(request, form, save)\n"
    )
    assert saves_of_nobody(ast.parse(source)) == ["change"]
