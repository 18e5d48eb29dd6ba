"""Saving from a form: what was wrong, what somebody else did meanwhile, or done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest

from casework.actions.base import ActionRefused
from casework.forms.organisation import RefusableForm
from casework.forms.versioned import VersionedForm
from casework.queries.row_versions import savers_since
from casework.web.file_forms import version_sent
from casework.web.merging import last_saved
from casework.web.requests import user_of

V = TypeVar("V", bound=VersionedForm)


def save_version(
    request: HttpRequest,
    form: V,
    save: Callable[[V, datetime | None], object],
    row: Any = None,
) -> V | None:
    """``None`` when *save* was done, else the form to show.

    *save* gets the form, with what only somebody else changed taken over, and the version that it
    replaces. Of *row*, which is saved already, it is told whose save it was.
    """
    if request.method != "POST":
        return form
    if form.is_overtaken():
        seen_at = version_sent(form.data)
        form = form.merged()
        if form.differences:
            # A form of a new row replaces nothing, whatever it says that it was shown with.
            if row is not None:
                form.by_oneself = savers_since(row, seen_at) == {user_of(request).pk}
                form.saved_last = last_saved(row, by_oneself=form.by_oneself)
            return form
    if not form.is_valid():
        return form
    try:
        save(form, form.version)
    except ActionRefused as refused:
        form.refuse(refused)
        return form
    return None


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
