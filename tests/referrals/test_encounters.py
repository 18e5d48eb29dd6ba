"""What was begun from an encounter stands on its page, and in the file that it is linked to."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from casework.actors import acting_as
from casework.models import User
from outreach.actions.files import open_file_from
from referrals.about import About
from referrals.enums import Act
from tests.casework.people import unit
from tests.conftest import MakeUser
from tests.night import one_night
from tests.referrals.build import drafted, moved, people

pytestmark = pytest.mark.django_db


def test_the_encounter_and_its_file_tell_of_it(
    make_user: MakeUser, sign_in: Callable[[User], Client]
) -> None:
    who = people(make_user)
    encounter = one_night(who.sender, "pom").encounter
    client = sign_in(who.sender)
    at = reverse("outreach:encounter", args=[encounter.pk])
    assert client.get(at).context["begun"] == []
    about = About(role=encounter.role, encounter=encounter)
    referral = moved(drafted(who.sender, about), who, Act.SEND)
    page = reverse("referrals:referral", args=[referral.pk])
    assert [line.url for line in client.get(at).context["begun"]] == [page]
    assert page in client.get(at).content.decode()
    person = open_file_from(by=who.sender, encounter_id=encounter.pk, unit=unit("pom"))
    with acting_as(who.sender):
        file = reverse("casework:person", args=[person.pk])
    assert page in client.get(file).content.decode()
