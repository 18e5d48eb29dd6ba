"""Extracts of a file: order one, decide what is masked, see how far it has come, fetch it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.actions.extracts import delete_extract, make_ready, order_extract
from casework.audit.denials import get_or_404
from casework.extract.collect import sections
from casework.extract.masks import Masks
from casework.extract.words import Delivery, ExtractState
from casework.forms.rights import MaskForm, OrderForm
from casework.models import ExtractRequest
from casework.queries.extracts import extracts_for, opened_extract
from casework.views.rights import managed_page
from casework.web.file_forms import version_in
from casework.web.file_pages import FilePage
from casework.web.overtaken import STATUS, Overtaken, overtaken, saved_last
from casework.web.polling import polled
from casework.web.requests import sentence, user_of
from casework.web.typed import author_mark, keeps_typed, posted

CONTENT_TYPES = {"pdf": "application/pdf", "json": "application/json"}
# What is decided about masks, until it is on its way.
OPEN_TO_CHANGE = (ExtractState.PREPARING, ExtractState.FAILED)
ORDERED = gettext_lazy("What is masked has been decided, and the extract is ordered.")


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_extract(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin an extract."""
    file = managed_page(request, pk, "extract")
    form = OrderForm(posted(request), person=file.person)
    if request.method == "POST" and form.is_valid():
        try:
            made = order_extract(
                by=user_of(request),
                person=file.person,
                language=form.cleaned_data["language"],
                delivery=Delivery(form.cleaned_data["delivery"]),
            )
        except ActionRefused as refused:
            form.refuse(refused)
        else:
            return redirect("casework:extract", made.pk)
    context = {"file": file, "form": form}
    status = 422 if form.errors else 200
    return render(request, "casework/extract/new.html", context, status=status)


def _extract(request: HttpRequest, pk: uuid.UUID) -> tuple[ExtractRequest, FilePage]:
    found = get_or_404(extracts_for(user_of(request)), pk)
    return found, managed_page(request, found.person_id, "extract")


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def extract(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Decide what is masked; afterwards, how far the extract has come and its two files."""
    found, file = _extract(request, pk)
    data = posted(request)
    if found.state not in OPEN_TO_CHANGE and data is None:
        return _made(request, file, found, None)
    masks = Masks.from_text(found.masks)
    with translation.override(found.language):
        held = sections(file.person)
    form, version = MaskForm(data, sections=held, masks=masks), version_in(data, found)
    if found.state not in OPEN_TO_CHANGE:
        return _made(request, file, found, overtaken(form, saved_last(found, ORDERED)))
    if request.method == "POST" and form.is_valid():
        try:
            make_ready(
                by=user_of(request),
                extract_id=pk,
                masks=form.masks,
                seen_at=version,
            )
        except ActionRefused as refused:
            form.refuse(refused)
            version = found.updated_at
        else:
            return redirect("casework:extract", pk)
    context = {
        "file": file,
        "extract": found,
        "form": form,
        "parts": form.parts(),
        "author": author_mark(request),
        "version": version.isoformat(),
    }
    status = 422 if request.method == "POST" and form.errors else 200
    return render(request, "casework/extract/prepare.html", context, status=status)


def _made(
    request: HttpRequest, file: FilePage, found: ExtractRequest, late: Overtaken | None
) -> HttpResponse:
    context = {"file": file, "extract": found, "overtaken": late}
    status = STATUS if late else 200
    return render(request, "casework/extract/extract.html", context, status=status)


@polled
@require_safe
def progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the page which changes. It asks again by itself until the extract is made.

    It tells the state and nothing of the file: a reading a second in the log would hide the others.
    """
    found = get_or_404(extracts_for(user_of(request)), pk)
    return render(request, "casework/extract/progress.html", {"extract": found})


@require_safe
def fetch(request: HttpRequest, pk: uuid.UUID, form: str) -> HttpResponse:
    """One of the two files. That it was fetched is logged, and by what right."""
    found, _file = _extract(request, pk)
    if form not in CONTENT_TYPES:
        raise Http404
    if found.state != ExtractState.DONE:
        return redirect("casework:extract", pk)
    name = f"registerutdrag_{found.created_at:%Y-%m-%d}.{form}"
    return HttpResponse(
        opened_extract(user_of(request), found, form),
        content_type=CONTENT_TYPES[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Delete an extract and its files, once it was asked whether that is meant."""
    if request.method != "POST":
        found, file = _extract(request, pk)
        context = {"file": file, "extract": found}
        return render(request, "casework/extract/delete_confirm.html", context)
    found = get_or_404(extracts_for(user_of(request)), pk)
    try:
        delete_extract(by=user_of(request), extract_id=pk)
        messages.success(request, _("The extract is deleted."))
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect("casework:rights", found.person_id)
