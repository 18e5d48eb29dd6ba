"""Files for exchange: asking, a second person's answer, having the file made."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.forms.file_fields import rows_of
from casework.models import User
from casework.web.lists import Column, Ordering, page_of
from casework.web.requests import sentence
from casework.web.saving import save_once, status_of
from casework.web.typed import keeps_typed, posted
from reports.actions.exchange import (
    answer_exchange,
    ask_exchange,
    order_exchange,
    withdraw_exchange,
)
from reports.exchange.company import FEWEST
from reports.exchange.fields import COLUMNS as FILE_COLUMNS
from reports.forms.exchange import AnswerForm, AskForm
from reports.models import ExchangeRequest
from reports.programme_enums import ExchangeState
from reports.queries.exchange import file_of, requests_of
from reports.views.managers import statistics_manager

COLUMNS = {
    "asked": Column(gettext_lazy("Asked for"), ("asked_at",)),
    "years": Column(gettext_lazy("Years"), ("first_year", "last_year")),
    "receiver": Column(gettext_lazy("Receiver"), ("receiver", "receiver_unit")),
    "state": Column(gettext_lazy("State"), ("state", "asked_at")),
}


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """All that was ever asked for, and how it was answered."""
    user = statistics_manager(request)
    state = request.GET.get("state", "")
    ordering = Ordering(request, COLUMNS, "-asked")
    context = {
        "page_obj": page_of(request, ordering.apply(requests_of(user, state))),
        "headings": ordering.headings(),
        "state": state if state in ExchangeState.values else "",
        "states": ExchangeState.choices,
    }
    return render(request, "reports/exchange/list.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a file."""
    user = statistics_manager(request)
    form = AskForm(posted(request))
    if save_once(request, form, lambda: ask_exchange(by=user, values=form.cleaned_data)):
        messages.success(request, _("You have asked. A colleague in your role answers."))
        return redirect("exchange:requests")
    context = {"form": form, "rows": rows_of(form), "fewest": FEWEST}
    return render(request, "reports/exchange/ask.html", context, status=status_of(request, form))


@require_safe
def exchange(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One request, its answer, and what the file holds."""
    user, found = _found(request, pk)
    context = {
        "found": found,
        "is_mine": found.owner_id == user.pk,
        "file": file_of(user, found),
        "columns": FILE_COLUMNS,
        "fewest": FEWEST,
    }
    return render(request, "reports/exchange/request.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The second person's answer. For whoever asked there is no such page."""
    user = statistics_manager(request)
    found = get_or_404(requests_of(user).exclude(owner_id=user.pk), pk)
    form = AnswerForm(posted(request))

    def save() -> None:
        given = form.cleaned_data
        answer_exchange(
            by=user, request_id=pk, approves=given["answer"] == "yes", words=given["decision"]
        )

    if save_once(request, form, save):
        messages.success(request, _("Your answer is registered."))
        return redirect("exchange:request", pk=pk)
    context = {
        "form": form,
        "rows": rows_of(form),
        "found": found,
        "fewest": FEWEST,
    }
    return render(request, "reports/exchange/answer.html", context, status=status_of(request, form))


@require_POST
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take a request back."""
    user, _request = _found(request, pk)
    done = _("The request is taken back.")
    return _do(request, pk, lambda: withdraw_exchange(by=user, request_id=pk), done)


@require_POST
def order(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have the approved file made; its page is that of an ordered report."""
    user, _request = _found(request, pk)
    try:
        report = order_exchange(by=user, request_id=pk)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect("exchange:request", pk=pk)
    return redirect("reports:report", pk=report.pk)


def _found(request: HttpRequest, pk: uuid.UUID) -> tuple[User, ExchangeRequest]:
    user = statistics_manager(request)
    return user, get_or_404(requests_of(user), pk)


def _do(request: HttpRequest, pk: uuid.UUID, act: Callable[[], object], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
    return redirect("exchange:request", pk=pk)
