"""How long one file is kept: what it is about, what holds it back, where it stands."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.actions.base import ActionRefused
from casework.actions.disposal_basis import hold_file, lift_hold, set_basis
from casework.actions.disposal_review import verdict_now
from casework.audit.denials import get_or_404
from casework.disposal.words import Basis, HoldKind
from casework.forms.disposal import BasisForm, HoldForm
from casework.models import DisposalBasis, DisposalHold
from casework.queries.disposals import holds_of, items_with
from casework.together import read_together
from casework.views.rights import managed_page, shown_version
from casework.web.requests import sentence, user_of
from casework.web.typed import author_mark, keeps_typed, posted


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the rules say of the file, what it is about, and its holds."""
    file = managed_page(request, pk, "disposal")
    bases, holds = DisposalBasis.objects.filter(person=file.person), holds_of(file.person)
    items = items_with(file.person)
    read_together(bases, holds, items, file.alerts)
    basis = next(iter(bases), None)
    initial = {
        "basis": basis.basis if basis else Basis.ORDINARY,
        "birth_day": basis.birth_day if basis else None,
    }
    form = BasisForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_basis(
                by=user_of(request),
                person=file.person,
                basis=Basis(form.cleaned_data["basis"]),
                birth_day=form.cleaned_data["birth_day"],
                seen_at=shown_version(request),
            )
        except ActionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("casework:keeping", pk)
    context = {
        "file": file,
        "form": form,
        "verdict": verdict_now(file.person.pk),
        "holds": holds,
        "item": next(iter(items), None),
        "version": basis.updated_at.isoformat() if basis else "",
    }
    status = 422 if form.errors else 200
    return render(request, "casework/disposal/file.html", context, status=status)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Hold the file back."""
    file = managed_page(request, pk, "disposal")
    form = HoldForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            hold_file(
                by=user_of(request),
                person=file.person,
                kind=HoldKind(form.cleaned_data["kind"]),
                note=form.cleaned_data["note"],
                until_day=form.cleaned_data["until_day"],
            )
        except ActionRefused as refused:
            form.refuse(refused)
        else:
            messages.success(request, _("The file is held back."))
            return redirect("casework:keeping", pk)
    context = {"file": file, "form": form, "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/disposal/hold.html", context, status=status)


@require_POST
def lift(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lift a hold."""
    user = user_of(request)
    found = get_or_404(DisposalHold.objects.visible_to(user), pk)
    try:
        lift_hold(by=user, hold_id=pk)
        messages.success(request, _("The hold is lifted."))
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect("casework:keeping", found.person_id)
