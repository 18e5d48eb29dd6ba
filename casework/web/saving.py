"""Saving from a form: what was wrong, what somebody else did meanwhile, or done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.http import HttpRequest

from casework.actions.base import ActionRefused
from casework.forms.organisation import RefusableForm
from casework.forms.versioned import VersionedForm
from casework.models import Person, PersonRow, User
from casework.queries.row_versions import savers_since
from casework.web.file_forms import version_sent
from casework.web.requests import user_of

V = TypeVar("V", bound=VersionedForm)


def save_version(
    request: HttpRequest,
    form: V,
    save: Callable[[V, datetime | None], object],
    row: Person | PersonRow | None = None,
) -> V | None:
    """``None`` when *save* was done, else the form to show.

    *save* gets the form, with what only somebody else changed taken over, and the version that it
    replaces. Of *row*, what is saved, it is asked whose save it was.
    """
    if request.method != "POST":
        return form
    if form.is_overtaken():
        seen_at = version_sent(form.data)
        form = form.merged()
        if form.differences:
            form.by_oneself = row is not None and _is_own(row, seen_at, user_of(request))
            return form
    if not form.is_valid():
        return form
    try:
        save(form, form.version)
    except ActionRefused as refused:
        form.refuse(refused)
        return form
    return None


def _is_own(row: Person | PersonRow, seen_at: datetime, user: User) -> bool:
    return savers_since(row, seen_at) == {user.pk}


def save_once(request: HttpRequest, form: RefusableForm, save: Callable[[], object]) -> bool:
    """Whether *save* was done; why not stands in the form. For what replaces nothing."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except ActionRefused as refused:
        form.refuse(refused)
        return False
    return True


def status_of(request: HttpRequest, form: RefusableForm) -> int:
    """How a page with *form* answers: 409 when somebody else was first, 422 when it is wrong."""
    if request.method != "POST":
        return 200
    if isinstance(form, VersionedForm) and form.differences:
        return 409
    return 422 if form.errors else 200
