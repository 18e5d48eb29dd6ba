"""What the files of an edition are called."""

from __future__ import annotations

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.book import Book
from reports.presentation.editions.summary import bound_of

_NAME = gettext_lazy("follow-up")
_DRAFT = gettext_lazy("draft")


def file_name(book: Book, ending: str) -> str:
    """The name of a file; that of a draft says that it is one."""
    draft = f"-{_DRAFT}" if book.certificate is None else ""
    # No letter that a link or a header would have to write in another way.
    return f"{slugify(f'{_NAME}-{book.code}{draft}')}.{ending}"


def standing(book: Book) -> str:
    """What every file and sheet says of itself: edition, base, bound, and whether it is a draft."""
    words = _("Edition %(edition)s.") % {"edition": book.code}
    if bound := bound_of(book):
        words = _(
            "Edition %(edition)s. Numbers of people are multiples of 5 and at most %(bound)s from "
            "the true number."
        ) % {"edition": book.code, "bound": bound}
    return f"{draft_words()}. {words}" if book.certificate is None else words


def draft_words() -> str:
    """What a draft says of itself, everywhere."""
    return _("Draft – not published, not for release")
