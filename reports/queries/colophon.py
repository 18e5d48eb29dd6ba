"""Whose report it is and which statutes were in force."""

from __future__ import annotations

from django.utils import timezone

from casework.models import City, LegalReference
from reports.periods import Period
from reports.tables.colophon import Colophon


def colophon(period: Period) -> Colophon:
    """The city, today, and the legal references in force on the last day of *period*."""
    city = City.objects.first()
    return Colophon(
        city=city.name if city else "",
        made_on=timezone.localdate(),
        references=tuple(
            (reference.label, reference.source)
            for reference in LegalReference.objects.on(period.end)
        ),
    )
