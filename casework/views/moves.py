"""Asking another municipality to take over a case."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from casework.actions.base import ActionRefused
from casework.actions.moves import ask_to_move, note_answer
from casework.audit.denials import get_or_404
from casework.forms.moves import AnswerForm, MoveForm
from casework.models import MoveRequest
from casework.queries.moves import moves_of
from casework.queries.municipalities import own_municipality
from casework.web.file_pages import FilePage, open_page
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted


def _managed(request: HttpRequest, pk: uuid.UUID) -> FilePage:
    file = open_page(request, pk, "move")
    if not file.access.manages:
        raise Http404
    return file


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Note that the request was sent."""
    file = _managed(request, pk)
    home = file.person.home_municipality
    form = MoveForm(posted(request), own=own_municipality(), home=home)
    if request.method == "POST" and form.is_valid():
        try:
            ask_to_move(by=user_of(request), person=file.person, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The request is noted. The answer is due in a month."))
            return redirect("casework:person", pk=pk)
    return _show(request, file, form, None)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: uuid.UUID, move_pk: uuid.UUID) -> HttpResponse:
    """Note what the municipality answered."""
    file = _managed(request, pk)
    found = get_or_404(moves_of(user_of(request), file.person), move_pk)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            note_answer(by=user_of(request), request=found, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The answer is noted."))
            return redirect("casework:person", pk=pk)
    return _show(request, file, form, found)


def _show(
    request: HttpRequest, file: FilePage, form: MoveForm | AnswerForm, found: MoveRequest | None
) -> HttpResponse:
    context = {"file": file, "form": form, "move": found}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/person/move.html", context, status=status)
