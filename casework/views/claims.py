"""Claims for state compensation: in a file, and the list of a unit manager."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.claims import change_claim, draft_claim, move_claim
from casework.audit.denials import get_or_404
from casework.evidence import evidence_for
from casework.forms.claims import ClaimForm, ClaimMoveForm
from casework.models import CompensationClaim, Person, User
from casework.queries.claims import (
    last_day_to_claim,
    manages_claims,
    read_claims,
    totals,
)
from casework.trafficking.enums import ClaimState
from casework.trafficking.transitions import CLAIM
from casework.views.track import track_page
from casework.web.file_forms import initial_of, must_work, run_form, version_in
from casework.web.overtaken import moved_on
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted


@require_safe
def claim_list(request: HttpRequest) -> HttpResponse:
    """The claims of the units that the user manages, with their totals. No names."""
    user = user_of(request)
    if not manages_claims(user):
        raise Http404
    claims = read_claims(user)
    lines = [(c, last_day_to_claim(c) if c.state == ClaimState.DRAFT else None) for c in claims]
    context = {"lines": lines, "totals": totals(claims)}
    return render(request, "casework/track/claims.html", context)


def _claim(user: User, person: Person, row: uuid.UUID) -> CompensationClaim:
    rows = CompensationClaim.objects.visible_to(user).filter(person=person)
    return get_or_404(rows.select_related("unit").prefetch_related("evidence"), row)


def _values(form: ClaimForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "evidence"}


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_claim(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin a claim."""
    file = track_page(request, pk, "claim")
    must_work(file)
    form = ClaimForm(posted(request), person=file.person)
    return run_form(
        request,
        file,
        form,
        lambda: draft_claim(
            by=user_of(request),
            person=file.person,
            values=_values(form),
            evidence=form.cleaned_data["evidence"],
        ),
        heading=_("Claim for state compensation"),
        lede=_("Nothing is sent from here: the claim is made in the Migration Agency's service."),
        back=reverse("casework:track", args=[pk]),
        done=_("The claim is saved."),
    )


@require_safe
def claim(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """One claim with what supports it."""
    file = track_page(request, pk, "claim")
    found = _claim(user_of(request), file.person, row)
    labels = {(item.kind, item.row_id): item.label for item in evidence_for(file.person)}
    context = {
        "file": file,
        "claim": found,
        "evidence": [labels.get((e.kind, e.row_id), e.kind) for e in found.evidence.all()],
        "last_day": last_day_to_claim(found),
        "is_draft": found.state == ClaimState.DRAFT,
        "can_move": bool(CLAIM[ClaimState(found.state)]),
    }
    return render(request, "casework/track/claim.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Change a claim that is not sent."""
    file = track_page(request, pk, "claim")
    must_work(file)
    found = _claim(user_of(request), file.person, row)
    if found.state != ClaimState.DRAFT:
        file = file.ending(moved_on(found, found.get_state_display()))
    data = posted(request)
    chosen = [f"{e.kind}:{e.row_id}" for e in found.evidence.all()]
    initial = {**initial_of(found, ClaimForm), "evidence": chosen}
    form = ClaimForm(data, initial=initial, person=file.person)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: change_claim(
            by=user_of(request),
            person=file.person,
            claim_id=row,
            seen_at=seen_at,
            values=_values(form),
            evidence=form.cleaned_data["evidence"],
        ),
        heading=_("Claim for state compensation"),
        back=reverse("casework:claim", args=[pk, row]),
        done=_("The claim is saved."),
        row=found,
        seen_at=seen_at,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Record that a claim was sent, answered or appealed."""
    file = track_page(request, pk, "claim")
    must_work(file)
    found = _claim(user_of(request), file.person, row)
    if not CLAIM[ClaimState(found.state)]:
        file = file.ending(moved_on(found, found.get_state_display()))
    data = posted(request)
    form = ClaimMoveForm(data, claim=found)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: move_claim(
            by=user_of(request),
            person=file.person,
            claim_id=row,
            seen_at=seen_at,
            state=ClaimState(form.cleaned_data["state"]),
            on_day=form.cleaned_data["on_day"],
            granted=form.cleaned_data["granted"],
        ),
        heading=_("What happened to the claim?"),
        lede=found.get_state_display(),
        back=reverse("casework:claim", args=[pk, row]),
        done=_("It is saved."),
        row=found,
        seen_at=seen_at,
    )
