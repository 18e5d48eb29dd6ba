"""What has to be put right, as the list at the top of a form says it."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def named_by(error: str, label: str) -> str:
    """*error* with the *label* of its field before it, where it doesn't name the field itself."""
    error, label = str(error), str(label)
    name = label.rstrip("?: ")
    if not name or name.casefold() in error.casefold():
        return error
    return f"{label} {error}" if label.endswith("?") else f"{label}: {error}"
