"""The follow-up as the PDF that a board receives."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import get_language

from casework.pdf import write_pdf
from reports.presentation.numbers import number, percent
from reports.presentation.summary import summary
from reports.presentation.tables import left_out, sections
from reports.tables.colophon import Colophon
from reports.tables.follow_up import FollowUp

# As it lies in the source: the PDF maker reads it there, not under the hashed name of the web.
STYLESHEET = "/static/css/print/report.css"


def as_pdf(follow_up: FollowUp, colophon: Colophon) -> bytes:
    """A tagged PDF (PDF/UA-1) in the language in use."""
    return write_pdf(as_html(follow_up, colophon))


def as_html(follow_up: FollowUp, colophon: Colophon) -> str:
    """What the PDF is made from."""
    headline = follow_up.headline
    return render_to_string(
        "reports/pdf/report.html",
        {
            "language": get_language(),
            "stylesheet": STYLESHEET,
            "follow_up": follow_up,
            "headline": headline,
            "informed_share": percent(headline.informed_share),
            "offered_share": percent(headline.offered_support_share),
            "hours": number(headline.hours),
            "summary": summary(follow_up),
            "left_out": [] if follow_up.is_empty else left_out(follow_up),
            "sections": [] if follow_up.is_empty else sections(follow_up),
            "colophon": colophon,
        },
    )
