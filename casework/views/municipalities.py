"""Municipalities and whether they have joined the offer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from casework.queries.municipalities import (
    STANDINGS,
    count_by_standing,
    municipalities_on,
    with_standing,
)
from casework.web.lists import Column, Ordering, page_of

COLUMNS = {
    "name": Column(_("Municipality"), ("name",)),
    "county": Column(_("County"), ("county_name", "name")),
    "standing": Column(_("Agreement"), ("standing", "name")),
    "from": Column(_("From"), ("agreement_from", "name")),
    "to": Column(_("To"), ("agreement_to", "name")),
    "source": Column(_("Source")),
}


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    """All of them, in the area of the offer unless another standing is asked for."""
    ordering = Ordering(request, COLUMNS, "name")
    asked = request.GET.get("standing", "area")
    standing = asked if asked in STANDINGS else "area"
    everyone = municipalities_on(timezone.localdate())
    counts = count_by_standing(everyone)
    page = page_of(request, ordering.apply(with_standing(everyone, standing)))
    context = {
        "page_obj": page,
        # Each once, below the table: a whole county names the same.
        "sources": list(dict.fromkeys(m.agreement_source for m in page if m.agreement_source)),
        "headings": ordering.headings(),
        "standing": standing,
        "tabs": [(code, label, counts[code]) for code, label in STANDINGS.items()],
    }
    return render(request, "casework/municipalities.html", context)
