"""Records from tablets that wait for somebody: each is settled by hand, with both sides shown."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.identifiers import uuid7
from casework.web.lists import page_of
from casework.web.requests import identifier_in, sentence, tell, user_of
from casework.web.typed import keeps_typed, posted
from outreach.access import roles_read
from outreach.actions.shift_states import near_the_plan
from outreach.actions.sync_settling import (
    CORRECTS_WHAT_STANDS,
    let_item_go,
    take_item_in,
    try_item_again,
)
from outreach.enums import ShiftState
from outreach.forms.answers import initial_of
from outreach.forms.encounter import EncounterForm
from outreach.forms.roles import role_tiles, tile_of
from outreach.forms.said import LetGoForm, Line, lines_of, side_by_side
from outreach.models import Encounter, Shift, SyncItem
from outreach.queries.choices import city
from outreach.queries.encounters import read_encounter
from outreach.queries.routes import emergency_unit
from outreach.queries.sync_items import (
    corrected_by,
    encounter_of,
    first_of,
    read_item,
    shift_sent_on,
    shifts_to_take_in_on,
    waiting_items,
)
from outreach.states import ShiftEvent, may
from outreach.sync_header import moment
from outreach.tablet_enums import FOR_AUTHOR, MAY_PASS, SyncReason, TabletForm
from outreach.views.arrival_corrections import event_on, tell_taken_in
from outreach.views.common import reader_of, refused_now, shift_or_404
from outreach.views.roles import tile_or_404
from outreach.views.sheet import Sheet


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits for the user's decision."""
    page = page_of(request, waiting_items(reader_of(request)))
    return render(request, "outreach/arrivals.html", {"page_obj": page})


@require_safe
def arrival(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One record with what it says, what stands in its way, and what may be done. It is logged."""
    user = reader_of(request)
    item = read_item(user, pk)
    mine, theirs = _lines(item), None
    about = item.tells_of_somebody() and bool(mine)
    stands = corrected_by(item, user) if about else None
    whole = item.form != TabletForm.UNFINISHED
    is_conflict = item.reason == SyncReason.CONFLICT
    if is_conflict:
        first = _lines_of_first(first_of(item, user), request)
        theirs, mine = side_by_side(first, mine, whole=whole)
    elif stands is not None:
        stands = read_encounter(user, stands.pk)
        theirs, mine = side_by_side(_lines_of_encounter(stands), mine, whole=whole)
    is_author = item.author_id == user.pk
    written_on = shift_sent_on(user, item)
    context = {
        "item": item,
        "reason": SyncReason(item.reason).label,
        "mine": mine,
        "theirs": theirs,
        "is_conflict": is_conflict,
        "stands": stands,
        "may_correct": stands is not None and may(user, event_on(stands.shift), stands.shift),
        "written_on": written_on,
        "is_far": written_on is not None and _is_far(item, written_on),
        "raw": (item.said() or {}).get("raw"),
        "may_vouch": is_author and item.reason in FOR_AUTHOR,
        "may_try": item.reason in MAY_PASS,
        # A correction taken in as new would count whom it is about twice.
        "shifts": shifts_to_take_in_on(user, item) if about and stands is None else [],
        "sent_to": str((item.said() or {}).get("shift", "")),
    }
    return render(request, "outreach/arrival.html", context)


def _is_far(item: SyncItem, shift: Shift) -> bool:
    """Whether the record is of another time than *shift*, which nobody has started."""
    when = moment((item.said() or {}).get("happened_at")) - timedelta(seconds=item.skew_seconds)
    return shift.state == ShiftState.PLANNED and not near_the_plan(shift.starts_at, when)


def _lines(item: SyncItem) -> list[Line]:
    fields = (item.said() or {}).get("fields")
    return lines_of(fields) if isinstance(fields, dict) else []


def _lines_of_first(first: SyncItem | None, request: HttpRequest) -> list[Line]:
    """What the record says that came first: as it lies in the encounter, or waits itself."""
    if first is None:
        return []
    encounter = encounter_of(first, user_of(request))
    return _lines(first) if encounter is None else _lines_of_encounter(encounter)


def _lines_of_encounter(encounter: Encounter) -> list[Line]:
    said = initial_of(encounter, city(), encounter.offers.all()) | {"role": encounter.role}
    return lines_of({n: found if isinstance(found, list) else [found] for n, found in said.items()})


@require_POST
def again(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have it opened once more: as the author says that it is theirs, or the way is free now."""
    user = reader_of(request)
    get_or_404(waiting_items(user), pk)
    try:
        try_item_again(by=user, item_id=pk)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect("outreach:arrival", pk)
    messages.success(request, _("It is opened again. If something is in its way, it comes back."))
    return redirect("outreach:arrivals")


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def let_go(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and take in nothing of it."""
    user = reader_of(request)
    item = get_or_404(waiting_items(user), pk)
    form = LetGoForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            let_item_go(by=user, item_id=pk, why=form.cleaned_data["why"])
        except ActionRefused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, _("It is let go. That, and why, is in the log."))
        return redirect("outreach:arrivals")
    context = {"item": item, "form": form}
    status = 422 if form.errors else 200
    return render(request, "outreach/arrival_let_go.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest, pk: uuid.UUID, shift: uuid.UUID) -> HttpResponse:
    """The form of a desk filled in with what the record says, on a shift of one's choice."""
    user = reader_of(request)
    item, on = read_item(user, pk), shift_or_404(request, shift)
    if not item.tells_of_somebody():
        raise Http404
    if (response := refused_now(request, ShiftEvent.RECORD, on)) is not None:
        return response
    if corrected_by(item, user) is not None:
        messages.error(request, str(CORRECTS_WHAT_STANDS))
        return redirect("outreach:arrival", pk)
    sheet = _sheet(request, item, on)
    form = sheet.form
    if request.method == "POST" and form.is_valid() and form.answers is not None:
        try:
            encounter = take_item_in(
                by=user,
                item_id=pk,
                encounter_id=sheet.identifier,
                shift_id=on.pk,
                answers=form.answers,
            )
        except ActionRefused as refused:
            tell(form, refused)
        else:
            tell_taken_in(request, encounter)
            return redirect("outreach:arrivals")
    context = {
        "sheet": sheet,
        "shift": on,
        "form": form,
        "parts": list(form.parts()),
        "emergency": emergency_unit(),
        "role_tiles": role_tiles(roles_read(user, on)),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "outreach/encounter_form.html", context, status=status)


def _sheet(request: HttpRequest, item: SyncItem, shift: Shift) -> Sheet:
    """The form with what was sent in it, or with what the record says."""
    fields: dict[str, Any] = (item.said() or {}).get("fields") or {}
    allowed, slug = roles_read(user_of(request), shift), request.GET.get("roll")
    said = (fields.get("role") or [""])[0]
    is_said = not slug and said in {str(role) for role in allowed}
    tile = tile_of(said) if is_said else tile_or_404(slug or "", allowed)
    data = posted(request)
    form = EncounterForm(role=tile.role, shift=shift, data=data or MultiValueDict(fields))
    return Sheet(shift, tile, form, identifier_in(data) or uuid7())
