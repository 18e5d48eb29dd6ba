"""Who may use a file: the page that says so, giving, and ending."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.access import end_access, give_access
from casework.actions.base import ActionRefused
from casework.forms.access import EndAccessForm, GiveForm
from casework.models import Unit
from casework.queries.access import GrantRow, grants_of, staff_today, units_for_kind
from casework.queries.consents import carrying_access
from casework.web.file_pages import FilePage, open_page
from casework.web.requests import user_of
from casework.web.typed import author_mark, keeps_typed, posted


@require_safe
def access(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Everybody who has access and why, and under a fold those who had."""
    file = open_page(request, pk, "access")
    grants = grants_of(file.person)
    context = {
        "file": file,
        "grants": grants.in_force,
        "ended": grants.ended,
        "me": user_of(request).pk,
    }
    return render(request, "casework/person/access.html", context)


def _managed(request: HttpRequest, pk: uuid.UUID, page: str) -> FilePage:
    """The file, for whoever decides over it. Raises ``Http404`` for everybody else."""
    file = open_page(request, pk, page)
    if not file.access.manages:
        raise Http404
    return file


def _chosen_unit(request: HttpRequest, file: FilePage) -> Unit | None:
    units = units_for_kind(file.person)
    try:
        return units.filter(pk=uuid.UUID(request.GET.get("unit", ""))).first()
    except ValueError:
        return None


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Choose a unit, then a colleague of it, and until when."""
    file, user = _managed(request, pk, "give_access"), user_of(request)
    unit = _chosen_unit(request, file)
    context = {"file": file, "units": units_for_kind(file.person), "unit": unit}
    if unit is None:
        if request.method == "POST":
            raise Http404
        return render(request, "casework/person/choose_unit.html", context)
    colleagues = staff_today(unit).exclude(pk=user.pk)
    consents = carrying_access(user, file.person, unit)
    form = GiveForm(posted(request), colleagues=colleagues, consents=consents)
    if request.method == "POST" and form.is_valid():
        try:
            give_access(by=user, person=file.person, unit=unit, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            name = form.cleaned_data["user"]
            messages.success(request, _("%(name)s has access now.") % {"name": name})
            return redirect("casework:access", pk)
    context |= {"form": form, "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/person/give_access.html", context, status=status)


def _may_end(file: FilePage, row: GrantRow, user_id: uuid.UUID) -> bool:
    return not row.has_ended and (file.access.manages or row.user_id == user_id)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: uuid.UUID, grant: uuid.UUID) -> HttpResponse:
    """Say why one access ends; it ends at once. One's own may be ended by oneself."""
    file, user = open_page(request, pk, "end_access"), user_of(request)
    row = next((row for row in grants_of(file.person).rows if row.id == grant), None)
    if row is None or not _may_end(file, row, user.pk):
        raise Http404
    form = EndAccessForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            end_access(by=user, grant_id=grant, why=form.cleaned_data["why"])
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The access has ended."))
            mine = row.user_id == user.pk
            return redirect("casework:notices") if mine else redirect("casework:access", pk)
    context = {"file": file, "row": row, "form": form, "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/person/end_access.html", context, status=status)
