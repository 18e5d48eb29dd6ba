"""Where one begins, and which entry of the navigation is the current one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from casework.enums import Role
from casework.models import User
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.mark.parametrize(
    ("role", "unit", "page"),
    [
        (Role.COORDINATOR, "regionkoordinatorer", "casework:files"),
        (Role.OUTREACH_WORKER, "pom", "outreach:shifts"),
        (Role.UNIT_MANAGER, "pom", "outreach:shifts"),
    ],
)
def test_the_day_begins_where_the_work_is(
    role: Role, unit: str, page: str, make_user: MakeUser, sign_in: SignIn
) -> None:
    response = sign_in(make_user(role, unit)).get("/")
    assert response.headers["Location"] == reverse(page)


@pytest.mark.parametrize("page", ["casework:files", "casework:clocks", "casework:disposals"])
def test_only_the_innermost_section_is_current(
    page: str, make_user: MakeUser, sign_in: SignIn
) -> None:
    shown = sign_in(make_user(Role.UNIT_MANAGER, "pom")).get(reverse(page))
    entries = shown.context["navigation"]
    assert [entry.url for entry in entries if entry.is_current] == [reverse(page)]
