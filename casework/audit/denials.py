"""Denied reads: answered as absent, and logged in a transaction of their own."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models, transaction
from django.http import Http404

from casework.actors import SystemActor, set_acting_user
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import User

M = TypeVar("M", bound=models.Model)
NOBODY = SystemActor("anonymous", "ledljus_app")


@dataclass(frozen=True)
class Denial:
    """Somebody asked for a row that they do not see: it is another's, or there is none.

    Where it is a *page* that is not there for them, its name stands instead of the model.
    """

    model: str
    object_id: uuid.UUID | int | None
    page: str = ""


_denied: ContextVar[list[Denial] | None] = ContextVar("denied", default=None)


@contextmanager
def denials() -> Iterator[list[Denial]]:
    """Collect the denials of one request."""
    found: list[Denial] = []
    token = _denied.set(found)
    try:
        yield found
    finally:
        _denied.reset(token)


def get_or_404(queryset: models.QuerySet[M], pk: uuid.UUID | int) -> M:
    """The row *pk* of a ``visible_to`` queryset.

    Raises ``Http404`` by the same path and with the same queries whether the row is another's or
    does not exist; either is logged.
    """
    found = queryset.filter(pk=pk).first()
    if found is None:
        denied = _denied.get()
        if denied is not None:
            denied.append(Denial(queryset.model._meta.label_lower, pk))
        raise Http404
    return found


def page_denied(page: str, object_id: uuid.UUID | int | None) -> None:
    """Note that *page* is not there for whoever asked, unless a row of it was denied already."""
    denied = _denied.get()
    if denied is not None and not denied:
        denied.append(Denial("", object_id, page))


def log_denials(denied: list[Denial], user: User | Any | None) -> None:
    """Write *denied* to the log, after whatever the request did was rolled back."""
    if not denied:
        return
    with transaction.atomic():
        set_acting_user(user)
        for denial in denied:
            asked: dict[str, Any] = {
                "model": denial.model,
                "requested": "" if denial.object_id is None else str(denial.object_id),
            }
            if denial.page:
                asked["page"] = denial.page
            record(Event.ACCESS_DENIED, by=user or NOBODY, **asked)
