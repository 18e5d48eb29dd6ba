"""A one-time password opens one page only: the one where it is changed."""

from collections.abc import Callable

import pytest
from django.test import Client

from casework.actions.accounts import create_account, renew_password
from casework.actors import acting_as
from casework.enums import Role
from casework.models import AuditEvent, User
from tests.conftest import PASSWORD, MakeUser
from tests.staff import employ

pytestmark = pytest.mark.django_db
OWN = "egen-lykta-i-natten-7"
CHANGE = "/konto/password/change/"


@pytest.fixture
def newcomer(make_user: MakeUser) -> tuple[User, str]:
    user, password = create_account(
        by=make_user(Role.ADMINISTRATOR), email="ny@example.org", full_name="Ny Kollega"
    )
    employ(user, Role.COORDINATOR, "pom")
    return user, password


def test_nothing_is_shown_before_it_is_changed(newcomer: tuple[User, str], client: Client) -> None:
    user, password = newcomer
    client.post("/konto/login/", {"login": user.email, "password": password})
    for url in ("/", "/kommuner/", "/roller/", "/pass/"):
        response = client.get(url)
        assert (response.status_code, response.headers["Location"]) == (302, CHANGE)
    response = client.post("/utseende/", {"color_scheme": "dark"})
    assert response.headers["Location"] == "/"
    assert client.get(CHANGE).status_code == 200
    done = client.post(CHANGE, {"oldpassword": password, "password1": OWN, "password2": OWN})
    # Not the page just done: it would be the first to meet after signing in anew.
    assert done.headers["Location"] == "/"
    client.post("/konto/login/", {"login": user.email, "password": OWN})
    assert client.get("/kommuner/").status_code == 200
    with acting_as(user):
        events = AuditEvent.objects.filter(actor_id=user.pk).values_list("event", flat=True)
        assert list(events.order_by("at")) == [
            "account.signed_in",
            "account.signed_out",
            "account.password_changed",
            "account.signed_in",
        ]


def test_the_same_password_again_is_not_ones_own(
    newcomer: tuple[User, str], client: Client
) -> None:
    user, password = newcomer
    client.post("/konto/login/", {"login": user.email, "password": password})
    client.post(CHANGE, {"oldpassword": password, "password1": password, "password2": password})
    client.post("/konto/login/", {"login": user.email, "password": password})
    assert client.get("/kommuner/").headers["Location"] == CHANGE


def test_a_renewed_one_is_temporary_again(
    make_user: MakeUser, sign_in: Callable[[User], Client]
) -> None:
    worker = make_user(None)
    assert sign_in(worker).get("/kommuner/").status_code == 200
    renew_password(by=make_user(Role.ADMINISTRATOR), user=worker)
    worker.refresh_from_db()
    assert not worker.check_password(PASSWORD)
    assert sign_in(worker).get("/kommuner/").headers["Location"] == CHANGE
