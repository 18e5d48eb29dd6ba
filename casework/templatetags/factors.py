"""Second factors in templates."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django import template

from casework.models import User

register = template.Library()


@register.filter
def factor_types(user: User) -> set[str]:
    """The types of second factor that *user* has, as allauth names them."""
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


@register.filter
def as_json(value: Any) -> str:
    """*value* for an attribute that a module reads; the template escapes it."""
    return json.dumps(_plain(value))


def _plain(value: Any) -> Any:
    """The library of passkeys gives mappings of its own, which JSON does not know."""
    if isinstance(value, str | int | bool | None):
        return str(value) if isinstance(value, str) else value
    if hasattr(value, "items"):
        return {str(key): _plain(inner) for key, inner in dict(value).items()}
    assert isinstance(value, Iterable)
    return [_plain(inner) for inner in value]
