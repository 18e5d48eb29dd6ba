"""Days to keep in a file: what is ahead, what is over, and how each came out."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.days_to_keep import (
    FELL,
    Outcome,
    add_day,
    change_day,
    settle_day,
    take_back_day,
)
from casework.audit.denials import get_or_404
from casework.day_enums import DayState
from casework.forms.days_to_keep import DayForm, OutcomeForm, TakeBackForm, ToldOfDayForm
from casework.identifiers import uuid7
from casework.models import DayToKeep
from casework.queries.days_to_keep import fell_with_another, settled_days, waiting_days
from casework.web.file_forms import initial_of, must_work, run_form, version_in
from casework.web.file_pages import FilePage, open_page
from casework.web.overtaken import moved_on
from casework.web.requests import identifier_in, user_of
from casework.web.typed import keeps_typed, posted


@require_safe
def day_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is waited for, the nearest first; below it how earlier days came out."""
    file = open_page(request, pk, "days")
    settled = list(settled_days(file.person))
    context = {"file": file, "days": waiting_days(file.person, settled), "settled": settled}
    return render(request, "casework/days/days.html", context)


def _day(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> tuple[FilePage, DayToKeep]:
    file = open_page(request, pk, "day")
    must_work(file)
    rows = DayToKeep.objects.visible_to(user_of(request)).filter(person=file.person)
    return file, get_or_404(rows.select_related("created_by", "updated_by"), row)


def _page(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> tuple[FilePage, DayToKeep]:
    """The page of one day; of one that is settled nothing is saved any more."""
    file, found = _day(request, pk, row)
    if found.state != DayState.WAITING:
        file = file.ending(moved_on(found, found.get_state_display()))
    return file, found


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def new_day(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write down a day."""
    file = open_page(request, pk, "day")
    must_work(file)
    data = posted(request)
    form, new_id = DayForm(data), identifier_in(data) or uuid7()
    return run_form(
        request,
        file,
        form,
        lambda: add_day(
            by=user_of(request), person=file.person, values=form.cleaned_data, row_id=new_id
        ),
        heading=_("A day to keep"),
        back=reverse("casework:days", args=[pk]),
        done=_("The day is saved."),
        new_id=new_id,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def day(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Change what is told of a day; which day it is stays."""
    file, found = _page(request, pk, row)
    data = posted(request)
    form = ToldOfDayForm(data, initial=initial_of(found, ToldOfDayForm), row=found)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: change_day(
            by=user_of(request),
            person=file.person,
            day_id=row,
            seen_at=seen_at,
            values=form.cleaned_data,
        ),
        heading=str(found),
        lede=_("Is it another day? Go back and note how this one came out: the new one follows."),
        back=reverse("casework:days", args=[pk]),
        done=_("The day is saved."),
        row=found,
        seen_at=seen_at,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Note how a day came out; its clock falls silent, and that of a new day goes."""
    file, found = _page(request, pk, row)
    data = posted(request)
    form = OutcomeForm(data, row=found)
    seen_at = version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: settle_day(
            by=user_of(request),
            person=file.person,
            day_id=row,
            seen_at=seen_at,
            outcome=Outcome(
                DayState(form.cleaned_data["state"]),
                form.cleaned_data["why"],
                form.cleaned_data["new_day"],
                form.cleaned_data.get("new_time"),
            ),
        ),
        heading=_("How did it come out?"),
        lede=str(found),
        back=reverse("casework:days", args=[pk]),
        done=_("It is saved."),
        row=found,
        seen_at=seen_at,
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: HttpRequest, pk: uuid.UUID, row: uuid.UUID) -> HttpResponse:
    """Take back an outcome that was noted by mistake; the clock of the day goes again."""
    file, found = _day(request, pk, row)
    if not file.access.settles:
        raise Http404
    if found.state == DayState.WAITING:
        file = file.ending(moved_on(found, found.get_state_display()))
    elif fell_with_another(found):
        file = file.ending(str(FELL))
    data = posted(request)
    form, seen_at = TakeBackForm(data), version_in(data, found)
    return run_form(
        request,
        file,
        form,
        lambda: take_back_day(
            by=user_of(request),
            person=file.person,
            day_id=row,
            seen_at=seen_at,
            why=form.cleaned_data["why"],
        ),
        heading=_("Take back how it came out?"),
        lede=_what_goes(found),
        back=reverse("casework:days", args=[pk]),
        done=_("The outcome is taken back. The day is waited for again."),
        button=_("Take it back"),
        row=found,
        seen_at=seen_at,
    )


def _what_goes(row: DayToKeep) -> str:
    """What taking back does, to the day that followed too, where one is waited for."""
    words = {"day": row, "outcome": row.get_state_display(), "following": row.followed_by}
    if row.followed_by is not None and row.followed_by.state == DayState.WAITING:
        return (
            _(
                "%(day)s: %(outcome)s. The day is waited for again and its clock goes. What"
                " followed is cancelled: %(following)s. What was noted stays in the history."
            )
            % words
        )
    return (
        _(
            "%(day)s: %(outcome)s. The day is waited for again and its clock goes. What was noted"
            " stays in the history."
        )
        % words
    )
