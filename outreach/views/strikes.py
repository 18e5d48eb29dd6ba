"""Striking a mistaken encounter, and putting it back."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.web.requests import sentence, tell, user_of
from casework.web.typed import keeps_typed, posted
from outreach.actions.strikes import restore_encounter, strike_encounter
from outreach.forms.strike import StrikeForm
from outreach.queries.encounters import encounters_for, read_encounter
from outreach.states import ShiftEvent
from outreach.views.common import refused_now


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def strike(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask why, and strike the encounter."""
    user = user_of(request)
    encounter = read_encounter(user, pk)
    if (response := refused_now(request, ShiftEvent.STRIKE, encounter.shift)) is not None:
        return response
    form = StrikeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            strike_encounter(encounter_id=pk, reason=form.cleaned_data["reason"], by=user)
        except ActionRefused as refused:
            tell(form, refused)
        else:
            text = _("%(code)s is struck and not counted.") % {"code": encounter.short_code}
            messages.success(request, text)
            return redirect("outreach:shift", encounter.shift_id)
    context = {"encounter": encounter, "shift": encounter.shift, "form": form}
    status = 422 if form.errors else 200
    return render(request, "outreach/strike.html", context, status=status)


@require_POST
def restore(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Put a struck encounter back."""
    user = user_of(request)
    encounter = get_or_404(encounters_for(user), pk)
    try:
        restore_encounter(encounter_id=pk, by=user)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The encounter is back and counted again."))
    return redirect("outreach:shift", encounter.shift_id)
