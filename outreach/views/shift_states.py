"""The buttons of a shift: start, end, go on, sign, cancel, and the note to the next crew."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from casework.actions.base import ActionRefused
from casework.forms.moments import written
from casework.web.requests import sentence, tell, user_of
from casework.web.saving import save_version, status_of
from casework.web.typed import keeps_typed, posted
from outreach.actions.shift_states import (
    cancel_shift,
    end_shift,
    reopen_shift,
    sign_shift,
    start_shift,
    write_handover_note,
)
from outreach.forms.shift import EndForm, HandoverForm
from outreach.queries.totals import totals
from outreach.states import ShiftEvent
from outreach.views.common import refused_now, shift_or_404


def _button(action: Callable[..., Any], done: Promise) -> Callable[..., HttpResponse]:
    """A view that lets *action* happen to the shift and goes back to its page."""

    @require_POST
    def view(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
        shift = shift_or_404(request, pk)
        try:
            action(shift_id=shift.pk, by=user_of(request))
        except ActionRefused as refused:
            messages.error(request, sentence(refused))
        else:
            messages.success(request, str(done))
        return redirect("outreach:shift", pk)

    return view


@require_POST
def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Start a shift now, or as one that began when it was planned to."""
    press = partial(start_shift, as_planned="as_planned" in request.POST)
    return _button(press, gettext_lazy("The shift has started."))(request, pk)


reopen = _button(reopen_shift, gettext_lazy("The shift goes on."))
sign = _button(sign_shift, gettext_lazy("The shift is signed."))
cancel = _button(cancel_shift, gettext_lazy("The shift is cancelled."))


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """End a shift, or close it as one where nobody was met."""
    shift = shift_or_404(request, pk)
    if (response := refused_now(request, ShiftEvent.END, shift)) is not None:
        return response
    form = EndForm(posted(request), initial={"ends_at": written(timezone.now())})
    people = totals(shift.pk).people
    if request.method == "POST" and form.is_valid():
        try:
            end_shift(
                shift_id=pk,
                by=user_of(request),
                ends_at=_exact(form.cleaned_data["ends_at"]),
                nobody_met=form.cleaned_data["nobody_met"],
            )
        except ActionRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, _("The shift has ended. Go through it together and sign."))
            return redirect("outreach:shift", pk)
    context = {"shift": shift, "form": form, "people": people}
    return render(request, "outreach/shift_end.html", context, status=422 if form.errors else 200)


def _exact(moment: datetime) -> datetime | None:
    """``None`` for this very minute: then it ends now, to the second."""
    return None if written(moment) == written(timezone.now()) else moment


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write the note to the next crew."""
    shift = shift_or_404(request, pk)
    if (response := refused_now(request, ShiftEvent.HAND_OVER, shift)) is not None:
        return response
    form = HandoverForm(
        posted(request), saved={"note": shift.handover_note or ""}, version=shift.updated_at
    )

    def save(form: HandoverForm, seen_at: datetime | None) -> None:
        write_handover_note(
            shift_id=pk,
            note=form.cleaned_data["note"].strip(),
            by=user_of(request),
            seen_at=seen_at,
        )

    again = save_version(request, form, save, shift)
    if again is None:
        messages.success(request, _("The note to the next crew is saved."))
        return redirect("outreach:shift", pk)
    context = {"shift": shift, "form": again, "differences": again.differences}
    return render(request, "outreach/handover.html", context, status=status_of(request, again))
