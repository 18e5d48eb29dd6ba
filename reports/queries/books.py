"""The book of an edition, for the pages and files that are made of it.

Who keeps editions says where the books come from; the pages know nothing else of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.http import Http404

from casework.audit.denials import page_denied
from casework.models import User
from reports.book import Book


class EditionIsOver(Http404):
    """What was refused or withdrawn is no edition to read any more. Whoever asks sees its page."""


# Gives the book of an edition to whoever sees it, and raises ``Http404`` for everybody else.
Source = Callable[[User, uuid.UUID], Book]
_sources: list[Source] = []


def come_from(source: Source) -> None:
    """Take books from *source* from now on."""
    _sources[:] = [source]


def opened_book(user: User, pk: uuid.UUID) -> Book:
    """The book of the edition *pk*. Raises ``Http404`` where *user* sees none."""
    for source in _sources:
        return source(user, pk)
    page_denied("reports:read_edition", pk)
    raise Http404
