"""What a consent is recorded for, when one comes from the very place where it is lacking.

An upper floor registers a word; the address carries it with the identifier of a row and nothing
about anybody: ``?for=plan-part:…``. The form shows what is known already, and whoever records the
consent changes it. A start carries no permission decision: each source asks for what the user sees.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from casework.models import Person, User

# The name in the address.
FOR = "for"
# What the form begins with, by the names of its fields; nothing where the row is not theirs to see.
Start = dict[str, Any]
Source = Callable[[User, Person, uuid.UUID], Start]
_sources: dict[str, Source] = {}


def register(word: str, source: Source) -> None:
    """Add a source. Called from an app's ``ready``."""
    _sources.setdefault(word, source)


def start_of(request: HttpRequest, user: User, person: Person) -> Start:
    """What the address says that a consent of *person* is for; nothing where it says nothing."""
    word, _sign, text = request.GET.get(FOR, "").partition(":")
    source = _sources.get(word)
    try:
        pk = uuid.UUID(text)
    except ValueError:
        return {}
    return source(user, person, pk) if source is not None else {}
