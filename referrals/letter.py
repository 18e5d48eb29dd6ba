"""The words of the letter to a municipality: made of names of places and units, and of a day.

Nothing about an encounter can be handed to it: who was met is not among what it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.template.loader import render_to_string
from django.utils import translation

from casework.enums import UnitKind
from casework.models import City, Municipality, Unit
from casework.pdf import write_pdf

STYLESHEET = "/static/css/print/extract.css"
# Whom a municipality may turn to: always all of them, so that none tells who was met.
TURN_TO = (
    UnitKind.REGIONAL_COORDINATION,
    UnitKind.MIKA,
    UnitKind.KAST,
    UnitKind.STODCENTRUM,
    UnitKind.EMERGENCY,
)


@dataclass(frozen=True)
class Letter:
    """What a letter says."""

    city: str
    municipality: str
    unit: str
    phone: str
    day: date
    turn_to: list[Unit]


def letter_to(municipality: Municipality, *, unit: Unit, day: date) -> Letter:
    """The letter that *unit* writes to *municipality* on *day*."""
    units = Unit.objects.filter(kind__in=TURN_TO, is_active=True).order_by("name")
    return Letter(
        city=City.objects.get().name,
        municipality=municipality.name,
        unit=unit.name,
        phone=unit.phone,
        day=day,
        turn_to=list(units),
    )


def as_html(letter: Letter) -> str:
    """What the PDF is made from. In Swedish, whoever writes it: it goes to a Swedish authority."""
    with translation.override("sv"):
        context = {"letter": letter, "language": "sv", "stylesheet": STYLESHEET}
        return render_to_string("referrals/letters/pdf.html", context)


def as_pdf(letter: Letter) -> bytes:
    """A tagged PDF (PDF/UA-1)."""
    return write_pdf(as_html(letter))
