"""Importing an earlier log: upload, preview, confirm, progress, done."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.enums import PersonRole
from casework.models import Unit, User
from casework.web.lists import Column, Ordering, page_of
from casework.web.polling import polled
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted
from outreach.actions.log_uploads import (
    confirm_upload,
    discard_upload,
    receive_log,
    restart_upload,
)
from outreach.enums import Deviation
from outreach.forms.imports import LogUploadForm
from outreach.imports.changed import split_changed
from outreach.imports.preview import FaultList, Preview
from outreach.imports.report import kind_sentence
from outreach.models import LogUpload
from outreach.queries.imports import importing_units
from outreach.queries.log_uploads import imported_logs, open_uploads, uploads_for
from outreach.tasks import check_log_upload, import_log_upload

COLUMNS = {
    "name": Column(gettext_lazy("Log"), ("name",)),
    "when": Column(gettext_lazy("Imported"), ("created_at",)),
    "shifts": Column(gettext_lazy("Shifts"), ("shift_count",), is_number=True),
    "people": Column(gettext_lazy("People met"), ("encounter_count",), is_number=True),
    "deviations": Column(gettext_lazy("With a deviation"), ("deviation_count",), is_number=True),
}
FAULTS_A_PAGE = 50
WARNINGS_SHOWN = 20
State = LogUpload.State


def manager_of(request: HttpRequest) -> tuple[User, list[Unit]]:
    """The user and the units they may import for. Raises ``Http404`` when there are none."""
    user = user_of(request)
    units = importing_units(user)
    if not units:
        raise Http404
    return user, units


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The form, what waits, and what was imported before."""
    user, units = manager_of(request)
    sent = request.method == "POST"
    # Larger requests leave no file behind; the form would say that it is missing.
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    form = LogUploadForm(
        posted(request),
        request.FILES if sent else None,
        units=units,
        is_too_large=sent and size > settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
    )
    if sent and form.is_valid():
        upload = receive_log(
            by=user,
            unit=form.cleaned_data["unit"],
            name=form.cleaned_data["name"],
            shifts=form.log_file("shifts"),
            people=form.log_file("people"),
        )
        _queue(upload, user)
        return redirect("outreach:import_upload", upload.pk)
    ordering = Ordering(request, COLUMNS, "-when")
    return render(
        request,
        "outreach/import.html",
        {
            "form": form,
            "uploads": open_uploads(user),
            "headings": ordering.headings(),
            "page_obj": page_of(request, ordering.apply(imported_logs(user))),
        },
        status=422 if request.method == "POST" and form.errors else 200,
    )


def _queue(upload: LogUpload, user: User) -> None:
    """Hand the next step to the queue once this transaction is through."""
    task = import_log_upload if upload.state == State.IMPORTING else check_log_upload
    transaction.on_commit(partial(task.delay, str(upload.pk), str(user.pk)))


def _upload_or_404(request: HttpRequest, pk: uuid.UUID) -> LogUpload:
    user, _units = manager_of(request)
    return get_or_404(uploads_for(user), pk)


@require_safe
def upload_page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One upload, as far as it has come."""
    upload = _upload_or_404(request, pk)
    return render(request, "outreach/import_upload.html", _state(request, upload))


@polled
@require_safe
def upload_state(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of that page that changes, for a page that is left open."""
    upload = _upload_or_404(request, pk)
    return render(request, "outreach/import_state.html", _state(request, upload))


@require_POST
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Import what was previewed."""
    _upload_or_404(request, pk)
    try:
        _queue(confirm_upload(by=user_of(request), upload_id=pk), user_of(request))
    except ActionRefused as refused:
        messages.info(request, str(refused))
    return redirect("outreach:import_upload", pk)


@require_POST
def restart(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Go on with what broke off."""
    _upload_or_404(request, pk)
    try:
        _queue(restart_upload(by=user_of(request), upload_id=pk), user_of(request))
    except ActionRefused as refused:
        messages.info(request, str(refused))
    return redirect("outreach:import_upload", pk)


@require_POST
def discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throw an upload away."""
    _upload_or_404(request, pk)
    try:
        discard_upload(by=user_of(request), upload_id=pk)
    except ActionRefused as refused:
        messages.error(request, str(refused))
        return redirect("outreach:import_upload", pk)
    messages.success(request, _("The upload and its files are gone."))
    return redirect("outreach:import")


def _state(request: HttpRequest, upload: LogUpload) -> dict[str, Any]:
    data = upload.open_preview()
    context: dict[str, Any] = {
        "upload": upload,
        "is_stalled": upload.is_stalled(timezone.now()),
        "step": _step(upload),
    }
    if data and not upload.is_working:
        context |= _preview(request, Preview.from_data(data))
    return context


def _step(upload: LogUpload) -> int:
    """Which of the three steps *upload* stands at, from 1; 4 when all are done."""
    if upload.state == State.FAILED:
        return 1 if upload.confirmed_at is None else 3
    # With faults the check is not passed: it is where one stands.
    steps = {State.CHECKING: 1, State.FAULTY: 1, State.READY: 2, State.IMPORTING: 3, State.DONE: 4}
    return steps[State(upload.state)]


def _preview(request: HttpRequest, preview: Preview) -> dict[str, Any]:
    changed, others = split_changed(preview.faults)
    faults = Paginator(others.listed, FAULTS_A_PAGE)
    return {
        "preview": preview,
        "roles": [
            (role.label, icon, preview.roles[role], preview.children[role])
            for role, icon in (
                (PersonRole.EXPLOITED, "role-exploited"),
                (PersonRole.SUSPECTED_BUYER, "role-buyer"),
                (PersonRole.RELATIVE, "role-relative"),
                (PersonRole.OTHER, "person"),
            )
        ],
        "shares": [
            (label, None if share is None else 100 * share)
            for label, share in (
                (_("Were told of support, protection and rights"), preview.informed_share),
                (_("Were offered support"), preview.offered_share),
            )
        ],
        "deviations": [(Deviation(code).label, n) for code, n in preview.deviations.items()],
        "page_obj": faults.get_page(request.GET.get("page")),
        "faults": others,
        "fault_kinds": _kinds(others),
        "changed": changed,
        "warnings": preview.warnings.listed[:WARNINGS_SHOWN],
        "warning_kinds": _kinds(preview.warnings),
    }


def _kinds(faults: FaultList) -> list[tuple[str, str, str, int]]:
    return [(file, column, kind_sentence(code), n) for file, column, code, n in faults.groups]
