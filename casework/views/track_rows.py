"""Permits and the return programme of a file."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.actions.permits import apply_for_permit, change_permit
from casework.actions.returns import begin_return, take_return_step
from casework.audit.denials import get_or_404
from casework.forms.track import PermitForm, ReturnForm, ReturnStepForm
from casework.models import ResidencePermit, ReturnProgramme
from casework.trafficking.data import times
from casework.trafficking.deadlines import reflection_end
from casework.trafficking.enums import PermitDecision, PermitKind, ReturnState
from casework.trafficking.transitions import RETURN
from casework.views.track import track_page
from casework.web.file_forms import initial_of, must_work, run_form, version_in
from casework.web.overtaken import moved_on
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted


def _permit_values(form: PermitForm) -> dict[str, Any]:
    """The columns; a granted reflection period without an end gets its days."""
    values = dict(form.cleaned_data)
    granted = values["decision"] == PermitDecision.GRANTED
    is_reflection = values["kind"] == PermitKind.REFLECTION
    if granted and is_reflection and values["starts_on"] and not values["ends_on"]:
        values["ends_on"] = reflection_end(values["starts_on"], times())
    return values


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_permit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that a reflection period or a permit was applied for."""
    file = track_page(request, pk, "permit")
    must_work(file)
    form = PermitForm(posted(request), initial={"kind": PermitKind.REFLECTION})
    return run_form(
        request,
        file,
        form,
        lambda: apply_for_permit(
            by=user_of(request), person=file.person, values=_permit_values(form)
        ),
        heading=_("Reflection period or permit"),
        back=reverse("casework:track", args=[pk]),
        done=_("It is saved, and its clock runs."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def permit(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Record the decision, an extension or an early end."""
    file = track_page(request, pk, "permit")
    must_work(file)
    rows = ResidencePermit.objects.visible_to(user_of(request)).filter(person=file.person)
    found = get_or_404(rows, row)
    data = posted(request)
    form = PermitForm(data, initial=initial_of(found, PermitForm))
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: change_permit(
            by=user_of(request),
            person=file.person,
            permit_id=row,
            seen_at=seen_at,
            values=_permit_values(form),
        ),
        heading=found.get_kind_display(),
        back=reverse("casework:track", args=[pk]),
        done=_("It is saved."),
        row=found,
        seen_at=seen_at,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_return(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record that the person was told of the return programme."""
    file = track_page(request, pk, "return")
    must_work(file)
    form = ReturnForm(posted(request))
    return run_form(
        request,
        file,
        form,
        lambda: begin_return(by=user_of(request), person=file.person, **form.cleaned_data),
        heading=_("The return programme"),
        lede=_("For somebody at home in another country who wants to go home. It is voluntary."),
        back=reverse("casework:track", args=[pk]),
        done=_("It is saved."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def return_step(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Take the next step of the programme, or break it off with a reason."""
    file = track_page(request, pk, "return")
    must_work(file)
    rows = ReturnProgramme.objects.visible_to(user_of(request)).filter(person=file.person)
    found = get_or_404(rows, row)
    if not RETURN[ReturnState(found.state)]:
        file = file.ending(moved_on(found, found.get_state_display()))
    data = posted(request)
    form = ReturnStepForm(data, programme=found)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: take_return_step(
            by=user_of(request),
            person=file.person,
            programme_id=row,
            seen_at=seen_at,
            step=ReturnState(form.cleaned_data["step"]),
            on_day=form.cleaned_data["on_day"],
            why=form.cleaned_data["why"],
        ),
        heading=_("The return programme: next step"),
        lede=found.get_state_display(),
        back=reverse("casework:track", args=[pk]),
        done=_("The step is saved."),
        row=found,
        seen_at=seen_at,
    )
