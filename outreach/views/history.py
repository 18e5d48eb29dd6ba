"""Who changed what, and when."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from casework.audit.events import Event
from casework.web.requests import user_of
from outreach.models import Encounter
from outreach.queries.encounters import encounters_for, read_encounter, version_ids
from outreach.queries.history import changes_of, corrected_fields, first_version
from outreach.views.common import shift_or_404


@require_safe
def shift_history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The changes of a shift."""
    shift = shift_or_404(request, pk)
    made_at, made_by = first_version(shift)
    context = {
        "shift": shift,
        "encounter": None,
        "corrected": [],
        "changes": changes_of(shift),
        "made_at": made_at,
        "made_by": made_by,
        "earlier": [],
    }
    return render(request, "outreach/history.html", context)


@require_safe
def encounter_history(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The changes of an encounter, and the versions that it corrects."""
    user = user_of(request)
    encounter = read_encounter(user, pk, Event.ENCOUNTER_HISTORY_READ)
    earlier: list[Encounter] = list(
        encounters_for(user).filter(pk__in=version_ids(encounter, user)[1:]).order_by("-created_at")
    )
    context = {
        "shift": encounter.shift,
        "encounter": encounter,
        "corrected": corrected_fields(earlier[0], encounter) if earlier else [],
        "changes": changes_of(encounter),
        "made_at": encounter.created_at,
        "made_by": encounter.created_by,
        "earlier": earlier,
    }
    return render(request, "outreach/history.html", context)
