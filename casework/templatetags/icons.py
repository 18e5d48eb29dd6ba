"""Icons in rows that a page has many of: read once, and put in as they are."""

from __future__ import annotations

from functools import cache

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """The icon of that name. Elsewhere its file is included, which costs a template each time."""
    return mark_safe(get_template(f"components/icons/{name}.html").render())  # noqa: S308  # nosec - our own file
