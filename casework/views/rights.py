"""What the person has a right to, on one page of the file, and correction of the file."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.actions.corrections import decide_correction, receive_correction
from casework.audit.denials import get_or_404
from casework.forms.rights import CorrectionForm, DecisionForm
from casework.models import Person
from casework.queries.extracts import corrections_for, extracts_for
from casework.web.file_forms import version_in, version_sent
from casework.web.file_pages import FilePage, open_page
from casework.web.overtaken import STATUS, overtaken, saved_last
from casework.web.requests import user_of
from casework.web.typed import author_mark, keeps_typed, posted

DECIDED = gettext_lazy("The request has been decided. The decision stands above.")


def managed_page(request: HttpRequest, pk: uuid.UUID, page: str) -> FilePage:
    """A page of a file for who decides over it. Raises ``Http404`` for everybody else."""
    file = open_page(request, pk, page)
    if not file.access.manages:
        get_or_404(Person.objects.none(), pk)
    return file


def working_page(request: HttpRequest, pk: uuid.UUID, page: str) -> FilePage:
    """A page of a file for who writes in it. Raises ``Http404`` for everybody else."""
    file = open_page(request, pk, page)
    if not file.access.works:
        get_or_404(Person.objects.none(), pk)
    return file


def shown_version(request: HttpRequest) -> datetime:
    """The version that the form was shown with; one that matches nothing where it says none."""
    return version_sent(request.POST)


@require_safe
def rights(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Extracts, corrections, and how long the file is kept."""
    file = open_page(request, pk, "rights")
    user = user_of(request)
    manages = file.access.manages
    context = {
        "file": file,
        "extracts": list(extracts_for(user).filter(person=file.person)) if manages else [],
        "corrections": list(corrections_for(user).filter(person=file.person)),
    }
    return render(request, "casework/rights/rights.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_correction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down a request for correction."""
    file = working_page(request, pk, "correction")
    form = CorrectionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            receive_correction(by=user_of(request), person=file.person, asked=form.asked)
        except ActionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The request is written down."))
            return redirect("casework:rights", pk)
    context = {"file": file, "form": form, "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/rights/new_correction.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One request: what was asked, and the decision or the form for it."""
    found = get_or_404(corrections_for(user_of(request)), pk)
    file = open_page(request, found.person_id, "correction")
    data = posted(request)
    form, version = DecisionForm(data), version_in(data, found)
    late = overtaken(form, saved_last(found, DECIDED)) if found.outcome else None
    if request.method == "POST" and late is None and form.is_valid():
        try:
            decide_correction(
                by=user_of(request),
                correction_id=pk,
                decided=form.decided,
                seen_at=version,
            )
        except ActionRefused as refused:
            form.refuse(refused)
            version = found.updated_at
        else:
            messages.success(request, _("The decision is saved."))
            return redirect("casework:rights", found.person_id)
    context = {
        "file": file,
        "correction": found,
        "form": form,
        "author": author_mark(request),
        "version": version.isoformat(),
        "overtaken": late,
    }
    status = STATUS if late else 422 if request.method == "POST" else 200
    return render(request, "casework/rights/correction.html", context, status=status)
