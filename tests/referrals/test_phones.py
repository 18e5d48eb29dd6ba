"""A letter names a number to answer on: where there is none, sending says so and who sets it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from casework.actions.base import ActionRefused
from casework.actions.units import set_unit_phone
from casework.actors import acting_as
from casework.audit.events import Event
from casework.demo import FICTION
from casework.enums import Role
from casework.models import AuditEvent, Unit, User
from referrals.enums import Act
from tests.casework.people import unit
from tests.casework.test_setup_city import run
from tests.conftest import MakeUser
from tests.referrals.build import People, drafted, moved, outside, people

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NUMBER = "08-465 004 07"


@pytest.fixture
def who(make_user: MakeUser) -> People:
    return people(make_user)


@pytest.fixture
def administrator(make_user: MakeUser) -> User:
    return make_user(Role.ADMINISTRATOR)


def told(client: Client, address: str) -> object:
    return client.get(address).context["no_phone"]


def test_sending_says_so_and_names_who_sets_it(
    who: People, administrator: User, sign_in: SignIn
) -> None:
    at = reverse("referrals:referral", args=[outside(who.sender).pk])
    inside = reverse("referrals:referral", args=[drafted(who.sender).pk])
    client = sign_in(who.sender)
    lacks = client.get(at).context["no_phone"]
    assert (lacks.unit, lacks.sets, lacks.who) == (unit("pom"), False, [str(administrator)])
    text = client.get(at).content.decode()
    set_it = reverse("casework:unit_phone", args=[unit("pom").pk])
    assert (str(administrator) in text, set_it in text) == (True, False)
    # What stays in the house has no letter.
    assert told(client, inside) is None
    # The unit's manager sets it from there.
    manager = sign_in(who.sender_manager)
    assert set_it in manager.get(at).content.decode()
    assert manager.post(set_it, {"phone": NUMBER}).status_code == 302
    assert told(client, at) is None
    assert set_it not in manager.get(at).content.decode()


def test_the_form_of_what_goes_outside_says_so(who: People, sign_in: SignIn) -> None:
    at = reverse("referrals:new", args=["utsatt"])
    client = sign_in(who.sender)
    for address in (at, f"{at}?slag=orosanmalan"):
        assert told(client, address) is not None
    set_unit_phone(by=who.sender_manager, unit_id=unit("pom").pk, phone=NUMBER)
    for address in (at, f"{at}?slag=orosanmalan"):
        assert told(client, address) is None


def test_what_was_sent_is_not_asked_about(who: People, sign_in: SignIn) -> None:
    referral = moved(outside(who.sender), who, Act.SEND)
    at = reverse("referrals:referral", args=[referral.pk])
    assert told(sign_in(who.sender), at) is None


@pytest.mark.parametrize(
    "number",
    [
        "", "ring mig", "12", "08-465 004 00; x", "1" * 41,
        "(((12345", "(08 465 004 00", "08) 465 004 00", "08--465 004 00", "08-465 004 00 -",
        "- 112", "()112", "08 / - 465 004 00", "++46 8 465 004 00", "٠٨-٤٦٥ ٠٠٤ ٠٠", "１１２",
    ],
)  # fmt: skip
def test_only_a_number_is_one(who: People, sign_in: SignIn, number: str) -> None:
    at = reverse("casework:unit_phone", args=[unit("pom").pk])
    answer = sign_in(who.sender_manager).post(at, {"phone": number})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["phone"])
    assert unit("pom").phone == ""


@pytest.mark.parametrize(
    "number",
    [
        "112",
        "08-465 004 00",
        "+46 (0)8 465 004 00",
        "(08) 465 004 00",
        "08/465 004 00 – 01",
        "1" * 40,
    ],
)
def test_a_number_is_taken_as_it_is_written(who: People, number: str) -> None:
    set_unit_phone(by=who.sender_manager, unit_id=unit("pom").pk, phone=f" {number} ")
    assert unit("pom").phone == number


def test_whoever_manages_or_administers_sets_it_and_it_is_logged(
    who: People, administrator: User
) -> None:
    for by in (who.sender, who.receiver_manager):
        with pytest.raises(ActionRefused):
            set_unit_phone(by=by, unit_id=unit("pom").pk, phone=NUMBER)
    for by in (who.sender_manager, administrator):
        set_unit_phone(by=by, unit_id=unit("pom").pk, phone=NUMBER)
        with acting_as(by):
            event = AuditEvent.objects.filter(event=Event.UNIT_PHONE_SET, actor_id=by.pk).get()
        assert (event.object_id, event.details) == (unit("pom").pk, {})


def test_a_set_up_that_names_none_leaves_it(who: People) -> None:
    set_unit_phone(by=who.sender_manager, unit_id=unit("pom").pk, phone=NUMBER)
    run("stockholm")
    assert unit("pom").phone == NUMBER


def test_the_demonstrations_numbers_are_those_kept_for_fiction() -> None:
    """08-465 004 00 to 99: the list of the Swedish Post and Telecom Authority."""
    numbers = [FICTION.format(number) for number in range(Unit.objects.count())]
    assert numbers[0] == "08-465 004 00"
    assert len(set(numbers)) == len(numbers) <= 100
    assert all(len(number) == len(numbers[0]) for number in numbers)
