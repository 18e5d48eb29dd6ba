"""The certificate of a destruction on paper. It says how many and why, never whom."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import get_language

from casework.models import City, DisposalList
from casework.pdf import write_pdf

STYLESHEET = "/static/css/print/extract.css"


def certificate_pdf(found: DisposalList) -> bytes:
    """A tagged PDF (PDF/UA-1) in the language in use."""
    context = {
        "list": found,
        "city": City.objects.values_list("name", flat=True).get(),
        "language": get_language(),
        "stylesheet": STYLESHEET,
    }
    return write_pdf(render_to_string("casework/disposal/pdf.html", context))
