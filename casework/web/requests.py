"""What every view shares: who asks, what was sent, and how a refusal is told."""

from __future__ import annotations

import uuid

from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils.datastructures import MultiValueDict

from casework.actions.base import ActionRefused
from casework.models import User


def user_of(request: HttpRequest) -> User:
    """The signed-in user; the middleware lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when that is nothing; ``None`` when it was only opened."""
    return request.POST if request.method == "POST" else None


def identifier_in(data: MultiValueDict[str, str] | None) -> uuid.UUID | None:
    """The identifier that a form was given when it was opened."""
    try:
        return uuid.UUID(str(data.get("id"))) if data is not None else None
    except ValueError:
        return None


def sentence(refused: ActionRefused) -> str:
    """A refusal as one text."""
    return " ".join([str(refused), *refused.fields.values()]).strip()


def tell(form: Form, refused: ActionRefused) -> None:
    """Put a refusal into the form, at its fields where it has any."""
    if str(refused):
        form.add_error(None, str(refused))
    for name, text in refused.fields.items():
        form.add_error(name if name in form.fields else None, text)
