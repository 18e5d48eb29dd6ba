"""Whom Stockholm's file suggests for whom, and by when an answer is due."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from casework.actions.persons import AgeGiven
from casework.actors import acting_as
from casework.enums import AgeSource, PersonRole, Role
from casework.models import Municipality
from referrals.about import About
from referrals.due import DEFAULTS, due_at
from referrals.enums import ReferralKind, ReferralState, RouteWhen
from referrals.models import AnswerTime
from referrals.queries.routes import receivers_for, suggested
from tests.casework.people import opened
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db
CHILD = (AgeGiven(AgeSource.STATED, 15, 15),)
NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Stockholm"))


def names(about: About, make_user: MakeUser) -> set[tuple[str, str, str]]:
    user = make_user(Role.OUTREACH_WORKER, "pom")
    with acting_as(user):
        found = suggested(user, about)
    return {(s.kind, s.unit.code if s.unit else str(s.body and s.body.code), s.when) for s in found}


def about(make_user: MakeUser, kind: PersonRole = PersonRole.EXPLOITED, **values: object) -> About:
    person = opened(make_user(Role.OUTREACH_WORKER, "pom"), "pom", kind, **values)  # type: ignore[arg-type]
    return About(role=kind, person=person)


def test_an_exploited_adult_goes_to_mika(make_user: MakeUser) -> None:
    assert names(about(make_user), make_user) == {
        ("referral", "mika", RouteWhen.ALWAYS),
        ("referral", "socialjour", RouteWhen.ACUTE),
    }


def test_a_child_is_reported_and_goes_to_those_who_are_there_for_children(
    make_user: MakeUser,
) -> None:
    assert names(about(make_user, ages=CHILD), make_user) == {
        ("referral", "socialjour", RouteWhen.ACUTE),
        ("report", "socialjour", RouteWhen.ALWAYS),
        ("report", "annan-kommun", RouteWhen.ALWAYS),
        ("referral", "regionkoordinatorer", RouteWhen.ALWAYS),
        ("referral", "stodcentrum", RouteWhen.ALWAYS),
        ("consultation", "barnahus", RouteWhen.ALWAYS),
    }


def test_a_buyer_goes_to_kast(make_user: MakeUser) -> None:
    found = names(about(make_user, PersonRole.SUSPECTED_BUYER), make_user)
    assert found == {("referral", "kast", RouteWhen.ALWAYS)}


def test_a_municipality_that_has_not_joined_is_asked_about(make_user: MakeUser) -> None:
    home = Municipality.objects.get(name="Botkyrka")
    found = names(about(make_user, home_municipality=home), make_user)
    assert ("consultation", "regionkoordinatorer", RouteWhen.NO_AGREEMENT) in found
    joined = Municipality.objects.get(name="Nacka")
    others = names(about(make_user, home_municipality=joined), make_user)
    assert not [row for row in others if row[2] == RouteWhen.NO_AGREEMENT]


def test_a_child_may_go_to_no_unit_for_adults(make_user: MakeUser) -> None:
    units, _bodies = receivers_for(about(make_user, ages=CHILD))
    codes = {unit.code for unit in units}
    assert codes & {"mika", "kast"} == set()
    assert "stodcentrum" in codes


def test_the_times_are_the_city_s(make_user: MakeUser) -> None:
    assert AnswerTime.objects.count() == len(DEFAULTS)
    kind = ReferralKind.REFERRAL
    answer = due_at(kind, ReferralState.SENT, now=NOW)
    acute = due_at(kind, ReferralState.SENT, is_acute=True, now=NOW)
    assert answer == datetime(2026, 12, 2, 16, 30, tzinfo=NOW.tzinfo)
    assert acute == datetime(2026, 11, 25, 12, tzinfo=NOW.tzinfo)
    assert due_at(kind, ReferralState.DONE, now=NOW) is None
