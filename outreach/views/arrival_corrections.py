"""A correction from a tablet that waits: gone through in the form of what it corrects."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.actions.base import ActionRefused
from casework.web.requests import tell
from casework.web.typed import keeps_typed
from outreach.access import roles_read
from outreach.actions.encounters import ChangedMeanwhile
from outreach.actions.sync_settling import take_correction_in
from outreach.enums import ShiftState
from outreach.forms.answers import is_complete
from outreach.forms.roles import role_tiles
from outreach.models import Encounter, Shift
from outreach.queries.encounters import read_encounter
from outreach.queries.routes import emergency_unit
from outreach.queries.sync_items import corrected_by, read_item
from outreach.states import ShiftEvent
from outreach.views.common import reader_of, refused_now
from outreach.views.sheet import Sheet, conflict, seen_version, sheet_of


def event_on(shift: Shift) -> ShiftEvent:
    """What correcting an encounter is on *shift*: a change in place, or a new version."""
    return ShiftEvent.CORRECT if shift.state == ShiftState.SIGNED else ShiftEvent.EDIT


def tell_taken_in(request: HttpRequest, encounter: Encounter) -> None:
    """Say what became of a record that waited."""
    if is_complete(encounter):
        text = _("The record from the tablet is taken in: %(code)s is saved.")
    else:
        text = _("The record from the tablet is taken in: %(code)s is saved, not complete yet.")
    messages.success(request, text % {"code": encounter.short_code})


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def correct_by_arrival(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form of what a waiting record corrects, with what it says laid over what stands."""
    user = reader_of(request)
    item = read_item(user, pk)
    stands = corrected_by(item, user)
    if stands is None or not item.tells_of_somebody():
        raise Http404
    fields = (item.said() or {})["fields"]
    encounter = read_encounter(user, stands.pk)
    event = event_on(encounter.shift)
    if (response := refused_now(request, event, encounter.shift)) is not None:
        return response
    sheet = sheet_of(request, encounter, fields)
    sheet.correcting = event == ShiftEvent.CORRECT
    form = sheet.form
    if request.method == "POST" and form.is_valid() and form.answers is not None:
        try:
            saved = take_correction_in(
                by=user,
                item_id=pk,
                encounter_id=encounter.pk,
                new_id=sheet.identifier,
                seen_at=seen_version(sheet, encounter),
                reason=sheet.reason,
                answers=form.answers,
            )
        except ChangedMeanwhile as refused:
            if sheet.correcting:
                tell(form, refused)
            else:
                sheet = conflict(request, encounter, sheet, refused)
        except ActionRefused as refused:
            tell(form, refused)
        else:
            tell_taken_in(request, saved)
            return redirect("outreach:arrivals")
    return _show(request, sheet)


def _show(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    context = {
        "sheet": sheet,
        "shift": sheet.shift,
        "form": sheet.form,
        "parts": list(sheet.form.parts()),
        "emergency": emergency_unit(),
        "role_tiles": role_tiles(roles_read(reader_of(request), sheet.shift)),
    }
    stopped = request.method == "POST" and bool(sheet.form.errors)
    status = 409 if sheet.differences is not None else 422 if stopped else 200
    return render(request, "outreach/encounter_form.html", context, status=status)
