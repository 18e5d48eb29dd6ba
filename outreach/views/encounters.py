"""Whom was met: choosing the role, the form, the page, and correcting after the signature."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.access.persons import keeps_files_about
from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.identifiers import uuid7
from casework.queries.choices import language_name
from casework.web.requests import identifier_in, tell, user_of
from casework.web.typed import keeps_typed, posted
from outreach.access import roles_read
from outreach.actions.encounters import (
    ChangedMeanwhile,
    change_encounter,
    correct_encounter,
    record_encounter,
)
from outreach.enums import EncounterState
from outreach.forms.answers import initial_for
from outreach.forms.encounter import EncounterForm
from outreach.forms.roles import role_tiles, tile_of
from outreach.models import Encounter
from outreach.next_steps import ENCOUNTER, begun_from, steps_at, waiting_from
from outreach.queries.encounters import encounters_for, read_encounter
from outreach.queries.files import files_with
from outreach.queries.routes import emergency_unit
from outreach.queries.totals import offers_with_contact
from outreach.states import ShiftEvent, possible
from outreach.views.common import refused_now, shift_or_404
from outreach.views.debrief import badges_of, offer_line
from outreach.views.roles import tile_or_404
from outreach.views.sheet import Sheet, conflict, seen_version, sheet_of


@require_safe
def choose_role(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Four big tiles: whom did you meet?"""
    shift = shift_or_404(request, pk)
    if (response := refused_now(request, ShiftEvent.RECORD, shift)) is not None:
        return response
    tiles = role_tiles(roles_read(user_of(request), shift))
    return render(request, "outreach/roles.html", {"shift": shift, "role_tiles": tiles})


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def record_new(request: HttpRequest, pk: uuid.UUID, slug: str) -> HttpResponse:
    """The form for somebody just met."""
    shift, user = shift_or_404(request, pk), user_of(request)
    if (response := refused_now(request, ShiftEvent.RECORD, shift)) is not None:
        return response
    tile = tile_or_404(slug, roles_read(user, shift))
    data = posted(request)
    form = EncounterForm(role=tile.role, shift=shift, data=data, initial=initial_for(shift))
    sheet = Sheet(shift, tile, form, identifier_in(data) or uuid7())
    if request.method == "POST" and form.is_valid() and form.answers is not None:
        try:
            encounter = record_encounter(
                encounter_id=sheet.identifier, shift_id=shift.pk, answers=form.answers, by=user
            )
        except ChangedMeanwhile as refused:
            saved = get_or_404(encounters_for(user), sheet.identifier)
            return _show(request, conflict(request, saved, sheet, refused))
        except ActionRefused as refused:
            tell(form, refused)
        else:
            return _saved(request, encounter)
    return _show(request, sheet)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form of an encounter that may still be changed; ``?roll=`` puts a wrong role right."""
    encounter, user = read_encounter(user_of(request), pk), user_of(request)
    shift = encounter.shift
    if (response := refused_now(request, ShiftEvent.EDIT, shift)) is not None:
        return response
    sheet = sheet_of(request, encounter)
    form = sheet.form
    if request.method == "POST" and form.is_valid() and form.answers is not None:
        try:
            encounter = change_encounter(
                encounter_id=pk,
                seen_at=seen_version(sheet, encounter),
                answers=form.answers,
                by=user,
            )
        except ChangedMeanwhile as refused:
            return _show(request, conflict(request, encounter, sheet, refused))
        except ActionRefused as refused:
            tell(form, refused)
        else:
            return _saved(request, encounter)
    return _show(request, sheet)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The form of a new version of an encounter whose shift is signed."""
    encounter, user = read_encounter(user_of(request), pk), user_of(request)
    if (response := refused_now(request, ShiftEvent.CORRECT, encounter.shift)) is not None:
        return response
    sheet = sheet_of(request, encounter)
    sheet.correcting = True
    form = sheet.form
    if request.method == "POST" and form.is_valid() and form.answers is not None:
        try:
            new = correct_encounter(
                encounter_id=pk,
                new_id=sheet.identifier,
                reason=sheet.reason,
                answers=form.answers,
                by=user,
            )
        except ActionRefused as refused:
            tell(form, refused)
        else:
            return _saved(request, new)
    return _show(request, sheet)


def _saved(request: HttpRequest, encounter: Encounter) -> HttpResponse:
    if encounter.state == EncounterState.COMPLETE:
        text = _("%(code)s is saved.")
    else:
        text = _("%(code)s is saved, not complete yet.")
    messages.success(request, text % {"code": encounter.short_code})
    waits = waiting_from(user_of(request), encounter.shift_id)
    if any(line.encounter_id == encounter.pk for line in waits):
        messages.info(request, _("What began with it waits to be sent: it stands first here."))
    return redirect("outreach:shift", encounter.shift_id)


def _show(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    user = user_of(request)
    stopped = request.method == "POST" and bool(sheet.form.errors)
    context = {
        "sheet": sheet,
        "shift": sheet.shift,
        "form": sheet.form,
        "parts": list(sheet.form.parts()),
        "emergency": emergency_unit(),
        "role_tiles": role_tiles(roles_read(user, sheet.shift)),
    }
    status = 409 if sheet.differences is not None else 422 if stopped else 200
    return render(request, "outreach/encounter_form.html", context, status=status)


@require_safe
def encounter_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One encounter. That it was opened is logged."""
    user = user_of(request)
    encounter = read_encounter(user, pk)
    offers = list(encounter.offers.all())
    left = offers_with_contact(offer.pk for offer in offers)
    return render(
        request,
        "outreach/encounter.html",
        {
            "encounter": encounter,
            "shift": encounter.shift,
            "tile": tile_of(encounter.role),
            "badges": badges_of(encounter),
            "offers": [offer_line(o, contact_left=o.pk in left) for o in offers],
            "can": possible(user, encounter.shift),
            "language_name": language_name(encounter.language, get_language() or "sv"),
            "links": files_with(encounter, user),
            "next_steps": steps_at(ENCOUNTER, pk) if encounter.is_current else [],
            "begun": begun_from(user, pk),
            "may_open_file": encounter.is_current and keeps_files_about(user, encounter.role),
            "later": Encounter.objects.visible_to(user).filter(corrects=encounter).first(),
        },
    )
