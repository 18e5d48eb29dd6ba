"""Icons that are put in when a template is read are those that its file would have drawn."""

from __future__ import annotations

import pytest
from django.template import Context, Template, TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template


def drawn(source: str) -> str:
    return Template(f"{{% load icons %}}{source}").render(Context({"name": "clock"}))


def test_an_icon_is_what_its_file_draws() -> None:
    expected = get_template("components/icons/clock.html").render()
    assert drawn('<b>{% icon "clock" %}</b>') == f"<b>{expected}</b>"
    assert "<svg" in expected


def test_a_name_from_the_page_and_one_without_a_file_are_refused() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn("{% icon name %}")
    with pytest.raises(TemplateDoesNotExist):
        drawn('{% icon "nothing" %}')
