"""Where a notice about a row of an upper floor leads, and which row it is.

Each floor registers its kinds.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable

from django.urls import reverse

from casework.models import Notice, User

# What tells rows from one another, for those of them that the user sees: never a name.
Words = Callable[[User, Iterable[uuid.UUID]], dict[uuid.UUID, str]]
_url_names: dict[str, str] = {}
_words: dict[str, Words] = {}


def register(kind: str, url_name: str, words: Words | None = None) -> None:
    """Say which page shows the *subject* of notices of *kind*. Called from an app's ``ready``."""
    _url_names[kind] = url_name
    if words is not None:
        _words[kind] = words


def words_of(user: User, notices: Iterable[Notice]) -> dict[uuid.UUID, str]:
    """What is said of the subjects of *notices*: one statement for all of a floor."""
    subjects: dict[Words, set[uuid.UUID]] = {}
    for notice in notices:
        words = _words.get(notice.kind)
        if words is not None and notice.subject is not None:
            subjects.setdefault(words, set()).add(notice.subject)
    return {
        pk: text for words, wanted in subjects.items() for pk, text in words(user, wanted).items()
    }


def link_of(notice: Notice) -> str:
    """The address of what *notice* is about; empty where it has none."""
    url_name = _url_names.get(notice.kind)
    if url_name is None or notice.subject is None:
        return ""
    return reverse(url_name, args=[notice.subject])
