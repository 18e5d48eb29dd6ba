"""Disposal: the lists of a board, one list with its files, and its certificate."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from casework.access.disposal import can_review, manages_a_unit
from casework.actions.base import ActionRefused
from casework.actions.disposal_review import (
    approve_list,
    mark_item,
    regret_item,
    review_list,
    stop_list,
)
from casework.audit.denials import get_or_404
from casework.disposal.certificate import certificate_pdf
from casework.disposal.words import KeepWhy, ListState, Mark
from casework.forms.disposal import REVIEWERS_WHY, MarkForm
from casework.models import DisposalItem, DisposalList
from casework.queries.disposals import (
    files_within_reach,
    items_of,
    lists_for,
    opened_since,
)
from casework.views.rights import shown_version
from casework.web.lists import page_of
from casework.web.requests import sentence, user_of

STEPS: dict[str, tuple[Callable[..., DisposalList], str | Promise]] = {
    "granska": (review_list, gettext_lazy("The list waits for a second person.")),
    "godkann": (approve_list, gettext_lazy("The list is approved. It can still be stopped.")),
    "stoppa": (stop_list, gettext_lazy("The list is stopped. Nothing more on it is destroyed.")),
}


@require_safe
def disposals(request: HttpRequest) -> HttpResponse:
    """The lists of the boards in which the user manages a unit."""
    user = user_of(request)
    if not manages_a_unit(user):
        raise Http404
    page = page_of(request, lists_for(user).order_by("-proposed_at", "pk"))
    return render(request, "casework/disposal/lists.html", {"page_obj": page})


@require_safe
def disposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One list: each file with its rule and dates, and the next step."""
    return _list_page(request, get_or_404(lists_for(user_of(request)), pk))


def _list_page(
    request: HttpRequest,
    found: DisposalList,
    refused_item: uuid.UUID | None = None,
    refused_why: str = "",
) -> HttpResponse:
    """The page of a list; *refused_why* stands at the field of the item that was refused."""
    user = user_of(request)
    page = page_of(request, items_of(user, found).order_by("finish_by", "label", "pk"))
    items = list(page.object_list)
    reach = files_within_reach(user, items)
    context = {
        "list": found,
        "page_obj": page,
        "opened": opened_since(user, found, reach),
        "refused_item": refused_item,
        "refused_why": refused_why,
        "rows": [(item, reach.get(item.person_id, "")) for item in items],
        "reasons": [(why.value, why.label) for why in REVIEWERS_WHY],
        "reviews": can_review(user, found),
        "reviewed_it": found.reviewed_by_id == user.pk,
        "states": ListState,
        "today": timezone.localdate(),
    }
    status = 422 if refused_item else 200
    return render(request, "casework/disposal/list.html", context, status=status)


@require_POST
def mark(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keep or destroy one file on a list under review, or neither; take it off one past review."""
    user = user_of(request)
    item = get_or_404(DisposalItem.objects.visible_to(user), pk)
    form = MarkForm(request.POST)
    try:
        if "regret" in request.POST:
            regret_item(by=user, item_id=pk)
        elif form.is_valid():
            why = form.cleaned_data["keep_why"]
            mark_item(
                by=user,
                item_id=pk,
                mark=Mark(form.cleaned_data["mark"]),
                keep_why=KeepWhy(why) if why else None,
            )
        else:
            messages.error(request, _("Say whether the file is kept or destroyed."))
    except ActionRefused as refused:
        if "keep_why" in refused.fields:
            found = get_or_404(lists_for(user), item.list_id)
            return _list_page(request, found, pk, refused.fields["keep_why"])
        messages.error(request, sentence(refused))
    return redirect("casework:disposal", item.list_id)


@require_POST
def step(request: HttpRequest, pk: uuid.UUID, step: str) -> HttpResponse:
    """Hand the list on, approve it, or stop it."""
    get_or_404(lists_for(user_of(request)), pk)
    if step not in STEPS:
        raise Http404
    act, text = STEPS[step]
    try:
        act(by=user_of(request), list_id=pk, seen_at=shown_version(request))
        messages.success(request, str(text))
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect("casework:disposal", pk)


def _certified(request: HttpRequest, pk: uuid.UUID) -> DisposalList:
    return get_or_404(lists_for(user_of(request)).filter(state=ListState.DONE), pk)


@require_safe
def certificate(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was destroyed, by which rule and by whom it was decided; nothing about whom it was."""
    context = {"list": _certified(request, pk)}
    return render(request, "casework/disposal/certificate.html", context)


@require_safe
def certificate_file(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The certificate as a PDF."""
    found = _certified(request, pk)
    name = f"gallringsintyg_{found.due_at:%Y-%m-%d}.pdf"
    return HttpResponse(
        certificate_pdf(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
