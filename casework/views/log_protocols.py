"""Protocols of log reviews: signed once, to read, to print and as a PDF."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.actions.log_review import sign_review
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.enums import ReviewOutcome
from casework.forms.log_review import ProtocolForm
from casework.models import AccessReview, City, User
from casework.pdf import write_pdf
from casework.queries.log_review import findings_in, protocols_for
from casework.queries.log_state import first_day
from casework.views.log_findings import finding_words
from casework.views.log_search import reviewer_of
from casework.web.lists import Column, Ordering, page_of
from casework.web.typed import author_mark, keeps_typed, posted

# As it lies in the source: the PDF maker reads it there.
STYLESHEET = "/static/css/print/protocol.css"
COLUMNS = {
    "period": Column(gettext_lazy("Period"), ("first_day", "last_day")),
    "unit": Column(gettext_lazy("Unit"), ("unit__name", "first_day")),
    "by": Column(gettext_lazy("Signed by"), ("signed_by__full_name", "signed_at")),
    "signed": Column(gettext_lazy("Signed"), ("signed_at",)),
}


@require_safe
def protocols(request: HttpRequest) -> HttpResponse:
    """The signed protocols."""
    user = reviewer_of(request)
    ordering = Ordering(request, COLUMNS, "-signed")
    page = page_of(request, ordering.apply(protocols_for(user)))
    context = {"page_obj": page, "headings": ordering.headings()}
    return render(request, "casework/log/protocols.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest) -> HttpResponse:
    """Sign the protocol of a period."""
    user = reviewer_of(request)
    begun = first_day()
    form = ProtocolForm(posted(request), begun=begun)
    if request.method == "POST" and form.is_valid():
        try:
            signed = sign_review(by=user, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The protocol is signed."))
            return redirect("casework:log_protocol", pk=signed.pk)
    too_young = begun >= timezone.localdate()
    context = {"form": form, "author": author_mark(request), "too_young": too_young}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/log/sign.html", context, status=status)


@require_safe
def protocol(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One protocol."""
    context = _open(reviewer_of(request), pk)
    return render(request, "casework/log/protocol.html", context)


@require_safe
def protocol_pdf(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The same as a PDF, to be filed."""
    context = _open(reviewer_of(request), pk) | {
        "language": get_language(),
        "stylesheet": STYLESHEET,
    }
    content = write_pdf(render_to_string("casework/log/pdf/protocol.html", context))
    protocol = context["protocol"]
    name = f"loggkontroll-{protocol.first_day.isoformat()}-{protocol.last_day.isoformat()}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _open(user: User, pk: uuid.UUID) -> dict[str, Any]:
    """A protocol with what it is about. That it was opened is logged."""
    found: AccessReview = get_or_404(protocols_for(user), pk)
    record(Event.REVIEW_READ, by=user, obj=found, unit_id=found.unit_id)
    rows = list(findings_in(user, found))
    for row in rows:
        row.words = finding_words(row)  # type: ignore[attr-defined]
    figures = found.figures
    return {
        "protocol": found,
        "city": City.objects.first(),
        "rows": rows,
        "drawn": figures.get("drawn", 0),
        "found": figures.get("found", 0),
        "hidden": figures.get("drawn", 0) + figures.get("found", 0) - len(rows),
        "outcomes": [(o.label, figures.get(o.value, 0)) for o in ReviewOutcome],
    }
