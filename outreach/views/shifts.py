"""The list of shifts, planning one, and its page."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.audit.events import Event
from casework.audit.record import record
from casework.identifiers import uuid7
from casework.models import User
from casework.web.file_forms import version_sent, version_to_show
from casework.web.polling import polled
from casework.web.requests import identifier_in, tell, user_of
from casework.web.typed import keeps_typed, posted
from outreach.access import outreach_units, roles_read
from outreach.actions.shifts import change_shift, plan_shift
from outreach.enums import ShiftState
from outreach.forms.filters import ShiftFilterForm
from outreach.forms.roles import role_tiles
from outreach.forms.shift import ShiftForm
from outreach.models import Shift
from outreach.next_steps import SHIFT, steps_at, waiting_from
from outreach.queries.encounters import struck_encounters
from outreach.queries.imports import importing_units
from outreach.queries.shifts import DEFAULT_ORDER, current_shifts, previous_shift, shift_list
from outreach.queries.tally import tally
from outreach.states import ShiftEvent, possible
from outreach.views.common import page_of, reader_of, refused_now, shift_or_404
from outreach.views.debrief import debrief, left_to_do, met_after_end

# Planned shifts further ahead than this are in the list only.
SOON = timedelta(hours=24)


@require_safe
def shift_index(request: HttpRequest) -> HttpResponse:
    """The shifts that the user sees; on top the one that goes on, or waits."""
    user = reader_of(request)
    form = ShiftFilterForm(request.GET, user=user)
    order = request.GET.get("order", DEFAULT_ORDER)
    rows = shift_list(user, form.wanted(), order)
    now = timezone.now()
    return render(
        request,
        "outreach/shift_list.html",
        {
            "form": form,
            "active_filters": form.active(),
            "order": order,
            "page_obj": page_of(request, rows),
            "current": [
                (shift, possible(user, shift))
                for shift in current_shifts(user)[:4]
                if shift.state != ShiftState.PLANNED or shift.starts_at < now + SOON
            ],
            "can_plan": bool(outreach_units(user)),
            "can_import": bool(importing_units(user)),
        },
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a shift."""
    user = user_of(request)
    if not outreach_units(user):
        raise Http404
    form = ShiftForm(user=user, data=posted(request))
    identifier = identifier_in(request.POST) or uuid7()
    if request.method == "POST" and form.is_valid():
        try:
            shift = plan_shift(shift_id=identifier, facts=form.facts(), by=user)
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The shift is planned."))
            return redirect("outreach:shift", shift.pk)
    return _form(request, form, identifier=identifier)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Change the facts of a shift."""
    shift = shift_or_404(request, pk)
    if (response := refused_now(request, ShiftEvent.CHANGE, shift)) is not None:
        return response
    data = posted(request)
    form = ShiftForm(user=user_of(request), shift=shift, data=data)
    if request.method == "POST" and form.is_valid():
        try:
            change_shift(
                shift_id=pk,
                facts=form.facts(),
                by=user_of(request),
                seen_at=version_sent(request.POST),
            )
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The shift is changed."))
            return redirect("outreach:shift", pk)
    return _form(
        request, form, shift=shift, version=version_to_show(request, data, shift.updated_at)
    )


def _form(
    request: HttpRequest,
    form: ShiftForm,
    *,
    shift: Shift | None = None,
    identifier: uuid.UUID | None = None,
    version: str = "",
) -> HttpResponse:
    return render(
        request,
        "outreach/shift_form.html",
        {"form": form, "shift": shift, "identifier": identifier, "version": version},
        status=422 if form.errors else 200,
    )


@require_safe
def shift_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A shift as the debrief tells it."""
    shift, user = shift_or_404(request, pk), user_of(request)
    return render(request, "outreach/shift.html", _page(user, shift))


def _page(user: User, shift: Shift) -> dict[str, Any]:
    entries = debrief(user, shift)
    counted = tally(user, shift)
    can = possible(user, shift)
    begins = shift.state in (ShiftState.PLANNED, ShiftState.ONGOING)
    before = previous_shift(shift, user) if begins else None
    record(
        Event.SHIFT_READ,
        by=user,
        obj=shift,
        unit_id=shift.unit_id,
        encounters=len(entries),
        handover_of=str(before.pk) if before else None,
    )
    return {
        "shift": shift,
        "entries": entries,
        "tally": counted,
        "can": can,
        "previous": before,
        "struck": list(struck_encounters(user, shift)),
        "role_tiles": role_tiles(roles_read(user, shift)),
        "met_after_end": met_after_end(shift, entries),
        "left": left_to_do(shift, counted) if shift.state == ShiftState.ENDED else [],
        "now": timezone.now(),
        "waits": waiting_from(user, shift.pk),
        "next_steps": steps_at(SHIFT, shift.pk) if shift.state == ShiftState.ENDED else [],
    }


@polled
@require_safe
def shift_tally(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The counters alone, for a page that is left open while the shift goes on."""
    shift = shift_or_404(request, pk)
    counted = tally(user_of(request), shift)
    return render(request, "outreach/parts/tally.html", {"shift": shift, "tally": counted})
