"""Asking for a file, answering who asks, and emergency access."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from casework.access.persons import file_units
from casework.actions.asking import answer_request, ask_access
from casework.actions.base import ActionRefused
from casework.actions.emergency import OPENED, open_in_emergency
from casework.audit.denials import get_or_404
from casework.enums import AccessLevel
from casework.forms.access import AnswerForm, AskForm, EmergencyForm
from casework.models import Unit
from casework.queries.access import emergency_units, my_requests
from casework.queries.notices import requests_for
from casework.web.requests import sent, user_of
from casework.web.typed import author_mark, keeps_typed, posted


def _units_or_404(request: HttpRequest) -> list[Unit]:
    """The units in whose work the user opens files. Raises ``Http404`` where there are none."""
    units = list({unit.pk: unit for unit in file_units(user_of(request))}.values())
    if not units:
        raise Http404
    return units


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask whoever decides over a file. The answer is the same whether there is one or not."""
    user, units = user_of(request), _units_or_404(request)
    form = AskForm(posted(request), units=units)
    if request.method == "POST" and form.is_valid():
        try:
            ask_access(by=user, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(
                request,
                _("If there is such a file, whoever decides about it has got your question."),
            )
            return redirect("casework:ask_access")
    context = {"form": form, "asked": my_requests(user), "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/ask_access.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Give or decline what somebody asked for."""
    user = user_of(request)
    asked = get_or_404(requests_for(user), pk)
    form = AnswerForm(sent(request))
    if form.is_bound and form.is_valid():
        chosen = form.cleaned_data["answer"]
        gives = chosen != AnswerForm.DECLINE
        try:
            answer_request(
                by=user,
                request=asked,
                gives=gives,
                level=AccessLevel(chosen) if gives else AccessLevel.READ,
                until=form.cleaned_data["until"],
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Your answer was noted."))
            return redirect("casework:notices")
    context = {"asked": asked, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "casework/answer_request.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    """Open a file now, for hours. What is wanted and why is asked before anything is answered."""
    user, units = user_of(request), _units_or_404(request)
    form = EmergencyForm(posted(request), units=units)
    outcome = ""
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            found = open_in_emergency(
                by=user, unit=data["unit"], wanted=data["wanted"], reason=data["reason"]
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            if found.outcome == OPENED and found.person_id is not None:
                messages.warning(request, _opened())
                return redirect("casework:person", found.person_id)
            outcome = found.outcome
    context = {
        "form": form,
        "outcome": outcome,
        "hours": settings.EMERGENCY_HOURS,
        "phones": emergency_units(),
        "author": author_mark(request),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/emergency.html", context, status=status)


def _opened() -> str:
    hours = settings.EMERGENCY_HOURS
    return ngettext(
        "The file is open to you for %(hours)s hour. Whoever decides about it has been told.",
        "The file is open to you for %(hours)s hours. Whoever decides about it has been told.",
        hours,
    ) % {"hours": hours}
