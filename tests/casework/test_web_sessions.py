"""What keeps somebody signed in, and what does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, include, path
from django.utils import timezone

from casework.web.polling import is_polled, polled
from casework.web.session_store import stored_key
from casework.web.shared import is_same_for_everybody
from tests.conftest import MakeUser, SignIn

pytestmark = pytest.mark.django_db


def asked(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@polled
def asked_by_timer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("fraga/", asked),
    path("klocka/", asked_by_timer),
    path("", include("casework.config.urls")),
]


@pytest.fixture(autouse=True)
def addresses() -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def client(make_user: MakeUser, sign_in: SignIn) -> Client:
    client = sign_in(make_user(None))
    client.get("/fraga/")
    return client


def last_minutes(client: Client) -> None:
    """Let the session of *client* end in a minute."""
    Session.objects.filter(pk=stored_key(client.session.session_key or "")).update(
        expire_date=timezone.now() + timedelta(minutes=1)
    )


def minutes_left(client: Client) -> int:
    session = Session.objects.get(pk=stored_key(client.session.session_key or ""))
    return round((session.expire_date - timezone.now()).total_seconds() / 60)


def signed_in_for(client: Client, hours: float) -> None:
    session = client.session
    session["signed_in_at"] -= hours * 3600
    session.save()


def test_what_a_person_asks_for_renews_the_session(client: Client) -> None:
    last_minutes(client)
    client.get("/fraga/")
    assert minutes_left(client) == 60


def test_what_a_timer_asks_for_does_not(client: Client) -> None:
    last_minutes(client)
    assert client.get("/klocka/").status_code == 200
    assert minutes_left(client) == 1


def named(holds: Callable[..., bool]) -> set[str]:
    """The names of the pages of which *holds* is true."""
    found = set()
    for namespace, (_, inner) in get_resolver("casework.config.urls").namespace_dict.items():
        for view in inner.reverse_dict:
            if callable(view) and holds(view):
                (name,) = [
                    entry.name
                    for entry in inner.url_patterns
                    if isinstance(entry, URLPattern) and entry.callback is view
                ]
                found.add(f"{namespace}:{name}")
    return found


def test_every_page_that_a_timer_asks_for_is_marked() -> None:
    names = set()
    for template in (settings.BASE_DIR / "templates").rglob("*.html"):
        for tag in re.findall(r"<[^>]*hx-trigger=\"every[^>]*>", template.read_text("utf-8")):
            names.update(re.findall(r"hx-get=\"{% url '([\w:]+)'", tag))
        asked_by_the_clock = r"data-session-notice=\"{% url '([\w:]+)'"
        names.update(re.findall(asked_by_the_clock, template.read_text("utf-8")))
    script = (settings.BASE_DIR / "static/js/tablet/sync.js").read_text("utf-8")
    called = set(re.findall(r"await call\([^\"`]*[\"`](\w+)", script))
    # Somebody presses a button to register a tablet, and saves what is sent.
    names.update(f"tablet_api:{name}" for name in called - {"devices", "items"})
    kept_in_browsers = named(is_same_for_everybody)
    assert names == {
        *(
            "outreach:tally",
            "outreach:import_state",
            "reports:progress",
            "reports:edition_progress",
            "reports:edition_files",
        ),
        *("casework:session_time", "casework:extract_progress"),
        *("tablet_api:me", "tablet_api:statuses"),
    }
    # What is the same for everybody renews no session either, for another reason.
    assert named(is_polled) - kept_in_browsers == names
    # A browser may keep these: of the tablet's shell alone, which says nothing of anybody.
    assert kept_in_browsers == {
        f"tablet_shell:{name}"
        for name in ("cards", "definition", "manifest", "shell", "styles", "worker")
    }


def test_after_twelve_hours_one_signs_in_again(client: Client) -> None:
    signed_in_for(client, 11.9)
    assert client.get("/fraga/").status_code == 200
    signed_in_for(client, 0.2)
    response = client.get("/fraga/")
    assert response.headers["Location"] == "/konto/login/?next=/fraga/"
    page = client.get("/konto/login/").content.decode()
    assert "Du har varit inloggad länge: logga in igen." in page
    assert client.get("/fraga/").status_code == 302


def test_a_timer_without_a_session_clears_the_screen(client: Client) -> None:
    client.logout()
    response = client.get("/klocka/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Refresh"]) == (204, "true")
    assert response.content == b""
