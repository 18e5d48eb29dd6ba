"""The list of sessions says which device is which."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation

from casework.templatetags.sessions import device_name, signed_in_when
from tests.conftest import PASSWORD, MakeUser

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"Mozilla/5.0 (X11; Linux x86_64) {KIT} Chrome/140.0.0.0 Safari/537.36"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (CHROME, "Chrome on Linux"),
        (CHROME.replace("X11; Linux x86_64", "Windows NT 10.0"), "Chrome on Windows"),
        (CHROME.replace("X11; Linux x86_64", "Windows NT 10.0") + " Edg/140.0", "Edge on Windows"),
        (CHROME.replace("X11; Linux x86_64", "Linux; Android 15; K"), "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
         "Firefox on Linux"),
        (f"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {KIT} Version/18.0 Mobile Safari/604.1",
         "Safari on iPad"),
        (f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {KIT} CriOS/140.0 Safari/604.1",
         "Chrome on iPhone"),
        (f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {KIT} Version/18.0 Safari/605.1.15",
         "Safari on Mac"),
        ("curl/8.5.0", "Unknown browser"),
        ("", "Unknown browser"),
    ],
)  # fmt: skip
def test_short_words(user_agent: str, name: str) -> None:
    with translation.override("en"):
        assert device_name(user_agent) == name


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "Inloggad nyss"), (125, "Inloggad för 2\xa0minuter sedan"),
     (3700, "Inloggad för 1\xa0timme sedan")],
)  # fmt: skip
def test_since_when(seconds: int, words: str) -> None:
    with translation.override("sv"):
        assert signed_in_when(timezone.now() - timedelta(seconds=seconds)) == words


@pytest.mark.django_db
def test_the_list_shows_no_raw_name(make_user: MakeUser) -> None:
    client, user = Client(headers={"user-agent": CHROME}), make_user(None)
    client.post("/konto/login/", {"login": user.email, "password": PASSWORD})
    page = client.get("/konto/sessions/").content.decode()
    assert "Chrome på Linux" in page
    assert "Inloggad nyss" in page
    assert "Mozilla" not in page
