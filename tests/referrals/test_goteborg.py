"""Göteborg's referrals: whom the city's file suggests for whom, and that each may receive them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from casework.access.persons import kinds_for, takes_child
from casework.models import City
from referrals.models import OutsideBody, Route
from referrals.models.referral import Referral
from tests.casework.test_setup_city import run

pytestmark = pytest.mark.django_db

Key = tuple[str, bool | None, str, str]


def routes() -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for route in Route.objects.select_related("to_unit", "to_body").order_by("position"):
        to = route.to_unit or route.to_body
        assert to is not None
        key = (route.role, route.is_child, route.when, route.kind)
        found.setdefault(key, []).append(to.code)
    return found


def test_everybody_has_somewhere_to_go() -> None:
    with transaction.atomic():
        City.objects.all().delete()
        run("goteborg")
        found = routes()
        for route in Route.objects.exclude(to_unit=None).select_related("to_unit"):
            unit = route.to_unit
            assert unit is not None
            # Nothing is suggested that the walls between the units would refuse.
            assert route.role in kinds_for(unit), route.role
            assert takes_child(unit, date.max if route.is_child else None), unit.code
        active = set(OutsideBody.objects.filter(is_active=True).values_list("kind", flat=True))
        assert not Referral.objects.exists()
        transaction.set_rollback(True)
    assert found["exploited", None, "acute", "referral"] == ["socialjour"]
    assert found["exploited", None, "after_acute", "referral"] == ["socialforvaltning"]
    assert found["exploited", None, "trafficking", "referral"] == ["regionkoordinatorer"]
    assert found["exploited", True, "always", "consultation"] == ["barnahus"]
    reports = ["socialforvaltning", "annan-kommun"]
    assert found["exploited", True, "always", "report"] == ["socialjour", *reports]
    assert found["suspected_buyer", True, "always", "report"] == reports
    assert found["suspected_buyer", False, "always", "referral"] == ["kast"]
    adults = found["exploited", False, "always", "referral"]
    # A coordinating function in each of the four boards.
    assert (adults[0], len(adults)) == ("mika", 5)
    # The inquiry tells of no offer to other municipalities, so there is no route for one.
    assert {when for _role, _child, when, _kind in found} == {
        "acute", "after_acute", "trafficking", "always",
    }  # fmt: skip
    wanted = {"police", "prosecutor", "health", "migration", "social_insurance", "employment"}
    wanted |= {"labour_crime", "coordinator", "iom", "municipality", "district", "voluntary"}
    assert active == wanted
