"""What the audit found, as the lines of the certificate: about the program, not about people."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.book import Book, Checked
from reports.presentation.numbers import number, percent

_LINES: tuple[tuple[str | Promise, Callable[[Checked], str]], ...] = (
    (_("Published numbers"), lambda one: number(one.cells)),
    (_("Largest error, in people"), lambda one: number(one.largest_error)),
    (_("Mean error, in people"), lambda one: number_format(one.mean_error, 2, use_l10n=True)),
    (_("Median error of numbers of 20 or more"), lambda one: percent(one.median_share)),
    (_("Numbers and their rests attacked"), lambda one: number(one.attacked)),
    (_("Unpublished groups attacked"), lambda one: number(one.crossings)),
    (_("Complete data sets shown"), lambda one: number(one.witnesses)),
    (_("Trials with somebody who knows people"), lambda one: number(one.insiders)),
)


def checked_lines(book: Book) -> list[tuple[str, list[str]]]:
    """A label and its figure for each universe; nothing of a draft."""
    if book.certificate is None:
        return []
    return [
        (str(label), [figure(one) for one in book.certificate.checked]) for label, figure in _LINES
    ]
