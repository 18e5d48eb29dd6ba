"""What a role may do stands beside its words in one file, and is what it really may do."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from casework.access.log_review import reviews_log
from casework.access.memberships import has_city_role
from casework.access.organisation import manages_some_unit
from casework.access.persons import reads_files
from casework.access.roles import ROLES, Duty
from casework.enums import Role
from casework.models import User
from outreach.access import outreach_units
from reports.access import can_see_follow_up
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db

# The checks that pages and actions ask, by the duty that they are about.
CHECKS: dict[Duty, Callable[[User], bool]] = {
    Duty.KEEPS_SHIFTS: lambda user: bool(outreach_units(user)),
    Duty.WORKS_WITH_PEOPLE: reads_files,
    Duty.MANAGES_A_UNIT: manages_some_unit,
    Duty.SEES_FIGURES: can_see_follow_up,
    Duty.REVIEWS_THE_LOG: reviews_log,
    Duty.MANAGES_ACCOUNTS: lambda user: has_city_role(user, Role.ADMINISTRATOR),
}
CITY = {Role.STATISTICS_MANAGER, Role.LOG_REVIEWER, Role.ADMINISTRATOR}


def test_every_role_and_every_duty_is_told() -> None:
    assert (set(ROLES), set(CHECKS)) == (set(Role), set(Duty))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_stands_beside_its_words(make_user: MakeUser, role: Role) -> None:
    user = make_user(role, None if role in CITY else "pom")
    may = {duty for duty, check in CHECKS.items() if check(user)}
    assert may == ROLES[role].duties


def test_whoever_holds_no_role_may_do_nothing(make_user: MakeUser) -> None:
    for user in (make_user(None), make_user(None, is_superuser=True)):
        assert [duty for duty, check in CHECKS.items() if check(user)] == []


@pytest.mark.parametrize("role", list(Role))
def test_the_product_shows_that_text(
    make_user: MakeUser, sign_in: Callable[[User], Client], role: Role
) -> None:
    client = sign_in(make_user(role, None if role in CITY else "pom"))
    page = unescape(client.get(reverse("casework:roles")).content.decode())
    mine = page.split("card--lit")[1].split("</article>")[0]
    rule = ROLES[role]
    assert str(rule.text) in mine
    assert [f"<li>{d.label}</li>" in mine for d in Duty] == [d in rule.duties for d in Duty]
