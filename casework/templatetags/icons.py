"""Icons of rows that a page has many of: put in when the template is read, and not for each row."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.base import TextNode, Token
from django.template.loader import get_template

register = template.Library()


@register.tag
def icon(_parser: Any, token: Token) -> TextNode:
    """The icon named in quotes. Elsewhere its file is included: a template each time."""
    _tag, quoted = token.split_contents()
    name = quoted.strip("\"'")
    if quoted not in (f'"{name}"', f"'{name}'"):
        raise template.TemplateSyntaxError(f"An icon is named in quotes, not {quoted}.")
    return TextNode(get_template(f"components/icons/{name}.html").render())
