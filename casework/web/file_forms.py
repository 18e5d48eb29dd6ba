"""A form on a page of a file: shown, saved, refused, or overtaken by a colleague."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.timezone import is_aware

from casework.actions.base import ActionRefused
from casework.actions.file_rows import ChangedMeanwhile
from casework.forms.file_fields import rows_of
from casework.models import PersonRow
from casework.web.file_pages import FilePage
from casework.web.merging import Meeting, lists_shown, meet
from casework.web.overtaken import STATUS, overtaken
from casework.web.requests import tell, user_of

TEMPLATE = "casework/person/row_form.html"
ENDED = "casework/person/overtaken.html"
NEVER = datetime(1, 1, 1, tzinfo=UTC)


def must_work(file: FilePage) -> None:
    """Raise ``Http404`` for somebody who only reads the file: there is no such page for them."""
    if not file.access.works:
        raise Http404


def version_in(data: Any, row: PersonRow) -> datetime:
    """The version of *row* that the form was shown with; one that matches nothing when unknown."""
    return row.updated_at if data is None else version_sent(data)


def version_sent(data: Any) -> datetime:
    """The version that a form says it was shown with; one that matches nothing when unreadable."""
    try:
        found = parse_datetime(data.get("seen_at", ""))
        # In one zone: of the first and the last moment there are, another zone knows none.
        return found.astimezone(UTC) if found is not None and is_aware(found) else NEVER
    except (ValueError, OverflowError):
        return NEVER


def version_to_show(request: HttpRequest, data: Any, saved_at: datetime) -> str:
    """The version that a form carries; what comes back after signing in again has its own."""
    came_back = data.get("seen_at") if data is not None and request.method != "POST" else ""
    return came_back or saved_at.isoformat()


def initial_of(row: PersonRow, form_class: type[Form], *more: str) -> dict[str, Any]:
    """What a form shows of a saved row: the fields that both have."""
    names = {*form_class.base_fields, *more}
    return {name: getattr(row, name) for name in names if hasattr(row, name)}


def run_form(
    request: HttpRequest,
    file: FilePage,
    form: Form,
    save: Callable[[], object],
    *,
    heading: str | Promise,
    back: str,
    done: str | Promise,
    lede: str | Promise = "",
    button: str | Promise = "",
    row: PersonRow | None = None,
    seen_at: datetime | None = None,
    new_id: UUID | None = None,
    template: str = TEMPLATE,
    **more: Any,
) -> HttpResponse:
    """Save a sent form and go *back*, or show it with what is wrong. Nothing typed is lost.

    *new_id* is carried by a form of a new row, so that sent twice it makes one.
    Raises ``Http404`` where there is no such form any more and nothing was typed into it.
    """
    if file.ended:
        return _ended(request, file, form, {"heading": heading, "back": back})
    met: Meeting | None = None
    if request.method == "POST" and form.is_valid():
        refused = _refusal(save)
        if refused is None:
            messages.success(request, str(done))
            return redirect(back)
        if isinstance(refused, ChangedMeanwhile) and row and seen_at:
            # What is saved next is weighed against what was saved now.
            met = meet(form, row, seen_at, user_of(request))
        else:
            tell(form, refused)
    context = {"file": file, "form": form, "heading": heading, "lede": lede, "button": button}
    context |= {"back": back, "met": met, "rows": rows_of(form), "new_id": new_id}
    context |= _carried(form, row, met.seen_at if met else seen_at, anew=met is not None)
    context |= {"stopped": request.method == "POST", **more}
    return render(request, template, context, status=_status(request, form, met))


def _carried(
    form: Form, row: PersonRow | None, seen_at: datetime | None, *, anew: bool
) -> dict[str, str]:
    """What a form carries of the version that it shows, hidden."""
    seen = seen_at.isoformat() if seen_at else ""
    return {"seen_at": seen, "shown": lists_shown(form, row, anew=anew)}


def _ended(
    request: HttpRequest, file: FilePage, form: Form, context: dict[str, Any]
) -> HttpResponse:
    found = overtaken(form, file.ended)
    if found is None:
        raise Http404
    context |= {"file": file, "overtaken": found}
    return render(request, ENDED, context, status=STATUS)


def _refusal(save: Callable[[], object]) -> ActionRefused | None:
    try:
        save()
    except ActionRefused as refused:
        return refused
    return None


def _status(request: HttpRequest, form: Form, met: Meeting | None) -> int:
    if met is not None:
        return STATUS
    return 422 if request.method == "POST" and form.errors else 200
