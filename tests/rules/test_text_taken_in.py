"""Nothing that turns the order of what is read around gets in by a form."""

from __future__ import annotations

import ast

from django import forms

from casework.forms.text import TextField
from casework.plain_text import TURNING
from tests.rules.code import modules, relative, tree
from tests.rules.test_forms import OURS, every_form

OWN = "casework/forms/text.py"
# Django's own fields for what is typed.
TAKING = {"CharField", "EmailField", "RegexField", "SlugField", "URLField", "GenericIPAddressField"}


def django_fields(source: ast.Module) -> list[str]:
    """Where a field of Django's own takes text in."""
    return [
        node.func.attr
        for node in ast.walk(source)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "forms"
        and node.func.attr in TAKING
    ]


def test_every_form_takes_text_in_by_our_field() -> None:
    assert {relative(path) for path in modules() if django_fields(tree(path))} == set()


def test_one_of_djangos_own_would_be_found() -> None:
    source = ast.parse("from django import forms\nwords = forms.CharField(max_length=3)\n")
    assert django_fields(source) == ["CharField"]


def test_every_field_of_a_form_of_ours_is_one() -> None:
    fields = [
        (form, name, field)
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        # What the library asks for on the sign-in pages is passwords and codes.
        if isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)
        if not _is_theirs(form, name)
    ]
    assert len(fields) > 100
    assert [(f.__qualname__, n) for f, n, field in fields if not isinstance(field, TextField)] == []


def _is_theirs(form: type[forms.BaseForm], name: str) -> bool:
    """Whether a form that is not ours, further up, has asked for it."""
    return any(
        name in getattr(base, "base_fields", {})
        for base in form.__mro__[1:]
        if not base.__module__.startswith(OURS)
    )


def test_what_is_typed_reads_as_it_is_stored() -> None:
    field = TextField(max_length=6, required=False)
    assert field.clean(f" 12{TURNING}34 ") == "1234"
    assert field.clean(TURNING) == ""
    # A name from right to left, with the mark that it may need.
    assert field.clean("\u200fنور") == "\u200fنور"
