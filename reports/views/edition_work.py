"""Editions: the list, one edition with its next step, and what is done with it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.forms.organisation import RefusableForm
from casework.models import User
from casework.web.polling import polled
from casework.web.requests import sentence
from casework.web.typed import keeps_typed
from reports.actions.editions import (
    approve_edition,
    correct_edition,
    publish_edition,
    refuse_edition,
    take_up_edition,
    withdraw_edition,
)
from reports.enums import EditionState
from reports.forms.edition_work import CorrectionForm, ReasonForm
from reports.models import Edition
from reports.queries.audited import against, figures_beside, hindering, universes_of
from reports.queries.editions import (
    corrections_of,
    edition_rows,
    editions_for,
    periods_for,
    refusal_words,
    title_of,
)
from reports.views.asking import ask
from reports.views.managers import statistics_manager

MAY_BE_REFUSED = (EditionState.AUDITED, EditionState.APPROVED)


@dataclass(frozen=True)
class _Question:
    """What is asked before a step: to *look* at what speaks against it, and what it means."""

    heading: str
    look: str
    meaning: str
    button: str
    busy: str


@require_safe
def editions(request: HttpRequest) -> HttpResponse:
    """All editions, and the periods that may get one."""
    user = statistics_manager(request)
    rows = [(edition, title_of(edition.period)) for edition in editions_for(user)]
    periods = [(row, title_of(row.period)) for row in periods_for(user)]
    context = {"editions": rows, "periods": periods}
    return render(request, "reports/edition_work/list.html", context)


def _opened(request: HttpRequest, pk: uuid.UUID) -> tuple[User, Edition]:
    user = statistics_manager(request)
    return user, get_or_404(edition_rows(user), pk)


def _shown(user: User, edition: Edition) -> dict[str, Any]:
    figures = figures_beside(edition)
    return {
        "edition": edition,
        "title": title_of(edition.period),
        "step": _next_step(user, edition),
        "hindered": hindering(edition) if edition.state in MAY_BE_REFUSED else [],
        "universes": universes_of(edition),
        "because": refusal_words(edition.refused_because),
        "corrections": corrections_of(edition),
        "figures": figures,
        "leaves_out": any(row.rest for row in figures),
        "may_be_refused": edition.state in MAY_BE_REFUSED,
    }


def _next_step(user: User, edition: Edition) -> str:
    """What *user* can do next: the name of the step, or who it waits for."""
    if edition.is_open:
        return "wait"
    if edition.state == EditionState.AUDITED:
        if edition.prepared_by_id is None:
            return "take_up"
        return "other_approves" if edition.prepared_by_id == user.pk else "approve"
    if edition.state == EditionState.APPROVED:
        return "publish"
    return "published" if edition.state == EditionState.PUBLISHED else "over"


@require_safe
def edition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One edition: its state, its next step and what the audit found."""
    user, found = _opened(request, pk)
    return render(request, "reports/edition_work/edition.html", _shown(user, found))


@polled
@require_safe
def edition_progress(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The part of the page that changes while the edition is made."""
    user, found = _opened(request, pk)
    answer = render(request, "reports/edition_work/progress.html", _shown(user, found))
    if not found.is_open:
        # What it asked for is over: the audit and the facts below come with the page.
        answer.headers["HX-Refresh"] = "true"
    return answer


def _stepped(
    request: HttpRequest, pk: uuid.UUID, act: Callable[..., Edition], done: str
) -> HttpResponse:
    user, found = _opened(request, pk)
    try:
        act(by=user, edition_id=found.pk)
        messages.success(request, done)
    except ActionRefused as refusal:
        messages.error(request, sentence(refusal))
    return redirect("reports:edition", pk=pk)


@require_POST
def take_up(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer for what the clock has made."""
    return _stepped(request, pk, take_up_edition, _("You answer for the edition now."))


@require_http_methods(["GET", "HEAD", "POST"])
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask, with what speaks against it and what it means; then approve what another prepared."""
    if request.method == "POST":
        return _stepped(request, pk, approve_edition, _("The edition is approved."))
    user, found = _opened(request, pk)
    meaning = _(
        "You answer for the edition together with %(name)s, and your names stand in its "
        "certificate. Then it can be published: it can still be refused before that, afterwards "
        "withdrawn, but never changed, and every later edition has to agree with its figures."
    )
    question = _Question(
        _("Approve the edition?"),
        _("Look at this before you approve"),
        meaning % {"name": found.prepared_by.full_name if found.prepared_by else ""},
        _("Approve"),
        _("Approving …"),
    )
    return _decide(request, user, found, "approve", question)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask as before an approval, then publish what was approved."""
    if request.method == "POST":
        done = _("The edition is published. Nothing of it changes any more.")
        return _stepped(request, pk, publish_edition, done)
    user, found = _opened(request, pk)
    question = _Question(
        _("Publish the edition?"),
        _("Look at this before you publish"),
        _(
            "Statistics managers read it here; its files may be given to anybody. It can be "
            "withdrawn but never changed, and every later edition has to agree with its figures."
        ),
        _("Publish"),
        _("Publishing …"),
    )
    return _decide(request, user, found, "publish", question)


def _decide(
    request: HttpRequest, user: User, found: Edition, step: str, question: _Question
) -> HttpResponse:
    """The question before a step that is taken back by nobody; elsewhere, where it stands now."""
    if _next_step(user, found) != step:
        return redirect("reports:edition", pk=found.pk)
    shown = _shown(user, found)
    context = shown | {
        "question": question,
        "against": against(found, shown["universes"]),
        "address": reverse(f"reports:{step}_edition", args=[found.pk]),
    }
    return render(request, "reports/edition_work/decide.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Refuse an edition, with the reason."""
    words = _("Refuse the edition"), _("Refuse"), _("The edition is refused.")
    return _asked(request, pk, ReasonForm, refuse_edition, words)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Withdraw a published edition, with the reason."""
    words = _("Withdraw the edition"), _("Withdraw"), _("The edition is withdrawn.")
    return _asked(request, pk, ReasonForm, withdraw_edition, words)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Add a correction in words to a published edition."""
    words = (
        _("Correct the edition in words"),
        _("Add the correction"),
        _("The correction was added."),
    )
    return _asked(request, pk, CorrectionForm, correct_edition, words)


def _asked(
    request: HttpRequest,
    pk: uuid.UUID,
    form_class: type[RefusableForm],
    act: Callable[..., object],
    words: tuple[str, str, str],
) -> HttpResponse:
    """Ask for what an act on an edition needs, and do it. *words*: heading, button, "done"."""
    user, found = _opened(request, pk)
    heading, button, done = words
    return ask(
        request,
        form_class,
        partial(act, by=user, edition_id=found.pk),
        done=lambda: done,
        back=reverse("reports:edition", args=[pk]),
        template="reports/edition_work/ask.html",
        context={
            "edition": found,
            "title": title_of(found.period),
            "heading": heading,
            "button": button,
        },
    )
