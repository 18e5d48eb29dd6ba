"""A unit's work in a file: begin, give it to somebody, close, open again."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from casework.access.persons import file_units, kinds_for
from casework.actions import cases as actions
from casework.actions.base import ActionRefused
from casework.audit.denials import get_or_404
from casework.enums import CaseState, ClosingReason
from casework.forms.cases import AssignForm, CloseForm, StartForm
from casework.models import Case, Unit, User
from casework.queries.persons import cases_of, files_for
from casework.views.file_common import done, done_or_out_of_sight, show_form, turned_away
from casework.web.file_pages import FilePage, open_page
from casework.web.requests import sentence, user_of
from casework.web.saving import save_once
from casework.web.typed import keeps_typed, posted

BACK = "casework:person"
FORM = ["GET", "HEAD", "POST"]


def _case(user: User, pk: uuid.UUID, case: uuid.UUID) -> Case:
    rows = Case.objects.visible_to(user).filter(person=pk).select_related("unit")
    return get_or_404(rows, case)


def units_to_start(user: User, file: FilePage, cases: Iterable[Case]) -> list[Unit]:
    """Units of the user's that are there for such people and don't work with this one."""
    working = {case.unit_id for case in cases if case.state == CaseState.OPEN}
    return [
        unit
        for unit in file_units(user)
        if unit.pk not in working and file.person.kind in kinds_for(unit)
    ]


@keeps_typed
@require_http_methods(FORM)
def start(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Begin the work of one more unit."""
    file, user = open_page(request, pk, "case"), user_of(request)
    if (away := turned_away(request, file, manage=True)) is not None:
        return away
    form = StartForm(posted(request), units=units_to_start(user, file, cases_of(file.person)))

    def save() -> None:
        actions.start_case(by=user, person_id=pk, unit=form.cleaned_data["unit"])

    if save_once(request, form, save):
        return done(request, _("The unit works with the person now."), BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Begin another unit's work"),
        lede=_("The unit's manager and those who take in new people see the file from then on."),
        submit=_("Begin"),
        back=BACK,
    )


@keeps_typed
@require_http_methods(FORM)
def assign(request: HttpRequest, pk: uuid.UUID, case: uuid.UUID) -> HttpResponse:
    """Say who answers for the work."""
    file, user = open_page(request, pk, "case"), user_of(request)
    row = _case(user, pk, case)
    if (away := turned_away(request, file, manage=True)) is not None:
        return away
    form = AssignForm(posted(request), unit=row.unit, initial={"responsible": row.responsible_id})

    def save() -> None:
        actions.assign_case(by=user, case_id=case, responsible=form.cleaned_data["responsible"])

    if save_once(request, form, save):
        return done(request, _("The work has somebody responsible."), BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Who is responsible?"),
        lede=_("Whoever you choose sees the file, works in it and decides who else may."),
        submit=_("Save"),
        back=BACK,
    )


@keeps_typed
@require_http_methods(FORM)
def close(request: HttpRequest, pk: uuid.UUID, case: uuid.UUID) -> HttpResponse:
    """Ask why, and close the unit's work."""
    file, user = open_page(request, pk, "case"), user_of(request)
    _case(user, pk, case)
    if (away := turned_away(request, file, manage=True)) is not None:
        return away
    form = CloseForm(posted(request))

    def save() -> None:
        reason = ClosingReason(form.cleaned_data["reason"])
        actions.close_case(by=user, case_id=case, reason=reason)

    if save_once(request, form, save):
        text = _("The work is closed. The unit's manager keeps the file.")
        return done_or_out_of_sight(request, text, BACK, pk)
    return show_form(
        request,
        file,
        form,
        heading=_("Close the unit's work"),
        warning=_(
            "Everybody in the unit loses sight of the file at once, you too. Its manager keeps it "
            "and can open it again."
        ),
        submit=_("Close it"),
        danger=True,
        back=BACK,
    )


@require_POST
def reopen(request: HttpRequest, pk: uuid.UUID, case: uuid.UUID) -> HttpResponse:
    """Open closed work again."""
    user = user_of(request)
    get_or_404(files_for(user), pk)
    _case(user, pk, case)
    try:
        actions.reopen_case(by=user, case_id=case)
    except ActionRefused as refused:
        messages.error(request, sentence(refused))
        return redirect(BACK, pk)
    return done(request, _("The work is open again and waits for somebody."), BACK, pk)
