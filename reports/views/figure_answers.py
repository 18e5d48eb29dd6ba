"""Answering to an exact figure: confirm, decline, take back. Each asks first."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods

from casework.audit.denials import get_or_404
from casework.forms.organisation import RefusableForm
from casework.web.typed import keeps_typed
from reports.actions.figures import confirm_figure, decline_figure, withdraw_figure
from reports.forms.edition_work import ConfirmForm, FigureReasonForm
from reports.models import ExactFigure
from reports.queries.audited import row_of
from reports.queries.editions import title_of
from reports.views.asking import ask
from reports.views.managers import statistics_manager


@dataclass(frozen=True)
class _Question:
    """What is asked before an answer: *heading*, what it means, *button*, and what is said after.

    *over* is said once the figure counts no more.
    """

    heading: str
    meaning: str
    button: str
    done: str
    over: str = ""


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm a figure that a colleague has registered."""
    question = _Question(
        _("Confirm the exact figure"),
        _(
            "You have looked at the document that it stands in, and it says so. From now on the "
            "figure counts, and it is taken back only by two together. An edition that waits for "
            "its approval is made again."
        ),
        _("Confirm"),
        _("The figure is confirmed."),
    )
    return _asked(request, pk, ConfirmForm, confirm_figure, question)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Decline a figure that nobody has confirmed, with the reason."""
    question = _Question(
        _("Decline the exact figure"),
        _("It never counts. It stays in the list with your reason, and may be registered anew."),
        pgettext("an exact figure", "Decline"),
        _("The figure is declined."),
        _("The figure is declined."),
    )
    return _asked(request, pk, FigureReasonForm, decline_figure, question)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Take back a figure that counts, with the reason."""
    question = _Question(
        _("Take the exact figure back"),
        _(
            "It counts until two have taken it back. An edition that was ordered before is made "
            "again then."
        ),
        _("Take back"),
        _("That you take the figure back is noted. A colleague has to say so too."),
        _("The figure is taken back."),
    )
    return _asked(request, pk, FigureReasonForm, withdraw_figure, question)


def _asked(
    request: HttpRequest,
    pk: uuid.UUID,
    form_class: type[RefusableForm],
    act: Callable[..., Any],
    question: _Question,
) -> HttpResponse:
    user = statistics_manager(request)
    figures = ExactFigure.objects.visible_to(user).select_related("period", "registered_by")
    figure = get_or_404(figures, pk)

    def done() -> str:
        is_over = ExactFigure.objects.over().filter(pk=figure.pk).exists()
        return question.over if is_over else question.done

    return ask(
        request,
        form_class,
        partial(act, by=user, figure_id=figure.pk),
        done=done,
        back=reverse("reports:edition_figures", args=[figure.period_id]),
        template="reports/edition_work/figure_answer.html",
        context={
            "row": row_of(figure),
            "title": title_of(figure.period),
            "question": question,
        },
    )
