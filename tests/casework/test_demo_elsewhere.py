"""The demonstration is refused elsewhere: the tests' settings are none of it."""

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from casework.actions.base import ActionRefused
from casework.actions.demo import give_second_factor, make_demo_account
from casework.actors import SETUP
from casework.demo import DEMO_PASSWORD
from casework.models import User
from tests.conftest import MakeUser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("command", ["load_demo", "demo", "demo_code"])
def test_is_refused(command: str) -> None:
    assert settings.DEMO is False
    with pytest.raises(CommandError, match="not the demonstration"):
        call_command(command)
    assert not User.objects.exists()


def test_the_sign_in_page_shows_no_account(client: Client) -> None:
    page = client.get("/konto/login/").content.decode()
    assert DEMO_PASSWORD not in page
    assert "demo.ledljus" not in page
    assert client.get("/falt/definition.json").json()["demo"] is None


def test_no_account_with_a_known_password(make_user: MakeUser) -> None:
    with pytest.raises(ActionRefused):
        make_demo_account(by=SETUP, email="a@example.org", full_name="A", password="x")
    with pytest.raises(ActionRefused):
        give_second_factor(by=SETUP, user=make_user(None))
