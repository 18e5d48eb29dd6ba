"""Whose report it is and which statutes were in force."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils import timezone

from casework.models import City, LegalReference
from reports.book import Book
from reports.periods import days_of
from reports.tables.colophon import REASONS, Colophon, Statute
from reports.tables.variables import by_number


def colophon_of(book: Book) -> Colophon:
    """The city, today, and the legal references in force on the last day of the edition's period.

    Of a period that no calendar has, those of its day of issue.
    """
    days = days_of(book.code)
    day = days[1] if days else timezone.localdate(book.published_at)
    city = City.objects.first()
    return Colophon(
        city=city.name if city else "",
        made_on=timezone.localdate(),
        statutes=_statutes(day),
    )


def _statutes(day: date) -> tuple[Statute, ...]:
    """Those in force on *day*, each once, by act and then by section."""
    codes: dict[tuple[str, str], list[str]] = defaultdict(list)
    # Those that the figures lean on; others belong to the person file.
    for reference in LegalReference.objects.on(day).filter(code__in=REASONS):
        codes[reference.source, reference.label].append(reference.code)
    return tuple(
        Statute(
            label=label,
            source="" if source.split()[-1] in label else source,
            why=tuple(REASONS[code] for code in found),
        )
        for (source, label), found in sorted(
            codes.items(), key=lambda item: [by_number(text) for text in item[0]]
        )
    )
