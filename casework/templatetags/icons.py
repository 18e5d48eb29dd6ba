"""Icons in rows that a page has many of: read once, and put in as they are."""

from __future__ import annotations

from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The icon of that name. Elsewhere its file is included, which costs a template each time."""
    return get_template(f"components/icons/{name}.html").render()
