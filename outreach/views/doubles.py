"""Linking doubles: choose, look at both side by side, link; and undo."""

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
from outreach.actions.doubles import link_double, unlink_double
from outreach.forms.doubles import DoubleForm
from outreach.queries.comparison import compare
from outreach.queries.encounters import encounters_for, read_encounter
from outreach.states import ShiftEvent
from outreach.views.common import refused_now


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose which encounter this one is a double of, see both, and link them."""
    user = user_of(request)
    encounter = read_encounter(user, pk)
    if (response := refused_now(request, ShiftEvent.LINK, encounter.shift)) is not None:
        return response
    others = encounters_for(user).filter(
        shift=encounter.shift, is_current=True, double_of=None
    ).exclude(pk=pk)  # fmt: skip
    # What was sent counts also when it is nothing: then the form says what is missing.
    typed = posted(request)
    data = typed if typed is not None else request.GET or None
    form = DoubleForm(data, others=list(others))
    chosen = form.cleaned_data["counted"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and chosen is not None:
        try:
            link_double(encounter_id=pk, counted_id=chosen.pk, by=user)
        except ActionRefused as refused:
            tell(form, refused)
        else:
            text = _("%(code)s is linked to %(counted)s and counted once.")
            messages.success(
                request, text % {"code": encounter.short_code, "counted": chosen.short_code}
            )
            return redirect("outreach:shift", encounter.shift_id)
    context = {
        "encounter": encounter,
        "shift": encounter.shift,
        "form": form,
        "chosen": chosen,
        "rows": compare(encounter, chosen) if chosen is not None else [],
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "outreach/double.html", context, status=status)


@require_POST
def unlink(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Undo a link."""
    user = user_of(request)
    encounter = get_or_404(encounters_for(user), pk)
    try:
        unlink_double(encounter_id=pk, by=user)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    else:
        messages.success(request, _("The link is undone. Both are counted."))
    return redirect("outreach:shift", encounter.shift_id)
