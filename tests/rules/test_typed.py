"""What is typed outlives the session: a form that may come back with errors keeps its answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve, reverse

from casework.models import User
from tests.conftest import MakeUser
from tests.rules.test_urls import WALKED, World
from tests.rules.url_expectations import ACCOUNT, ROWS
from tests.rules.urls import PERSONAS

pytestmark = pytest.mark.django_db

EXEMPT = {
    # Passwords and codes are typed again, on purpose.
    **dict.fromkeys(ACCOUNT, "not ours to keep"),
    "outreach:double": "a choice between two rows that stands in the address; nothing is typed",
}


def shown_to(name: str) -> str | None:
    """Somebody who opens the form at *name* and gets it back with errors; ``None`` when nobody."""
    row = ROWS[name]
    for persona in PERSONAS:
        if (row.get.by(persona), row.post.by(persona)) in ((200, 422), (302, 422)):
            return persona
    return None


FORMS = [name for name in WALKED if name not in EXEMPT and shown_to(name)]


@pytest.fixture
def world(make_user: MakeUser, sign_in: Callable[[User], Client]) -> World:
    return World(make_user, sign_in)


def test_there_are_forms() -> None:
    assert len(FORMS) > 10


@pytest.mark.parametrize("name", FORMS)
def test_a_form_keeps_what_was_typed(name: str, world: World) -> None:
    persona = shown_to(name)
    assert persona is not None
    row = ROWS[name]
    arguments: dict[str, Any] = {key: world.rows[value] for key, value in row.arguments.items()}
    address = reverse(name, kwargs=arguments)
    assert getattr(resolve(address).func, "keeps_typed", False), "not under @keeps_typed"
    page = world.client(persona).get(address, follow=True).content.decode()
    assert 'name="author"' in page, "the form does not say to whom it was shown"
