"""Passkeys in a real browser, the list of devices, and the notice before one is signed out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser.axe import findings
from tests.browser.chromium import WAIT, sign_in
from tests.browser.conftest import Faults, OpenContext, SignedIn
from tests.browser.installation import Installation
from tests.browser.people import PASSWORD

# Of this one person: the sessions of the others are kept for the other tests.
SECONDS_LEFT = """
from datetime import timedelta
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone
keys = UserSession.objects.filter(user__email="keyholder@example.org").values("session_key")
Session.objects.filter(session_key__in=keys).update(
    expire_date=timezone.now() + timedelta(seconds={seconds})
)
"""


@pytest.fixture
def passkey_page(browser: Browser, ledljus: Installation) -> Iterator[Page]:
    """A page of a tablet that can keep passkeys. They need a name: no address on the network."""
    url = ledljus.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=url, locale="sv-SE")
    context.set_default_timeout(WAIT)
    faults = Faults(url)
    faults.watch(context)
    page = context.new_page()
    add_authenticator(context.new_cdp_session(page))
    yield page
    context.close()
    assert faults.found == []


def add_authenticator(session: CDPSession) -> None:
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def sign_out(page: Page) -> None:
    page.goto("/konto/logout/")
    page.locator("main").get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/konto/login/**")


def test_a_passkey_is_added_used_and_removed(passkey_page: Page) -> None:
    page = passkey_page
    sign_in(page, "keyholder")
    page.goto("/konto/2fa/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Bekräfta").click()
    expect(page.get_by_role("heading", name="Lägg till en passnyckel")).to_be_visible()
    assert findings(page) == []
    page.get_by_label("Passnyckelns namn").fill("Plattan i bilen")
    page.get_by_role("button", name="Lägg till passnyckeln").click()
    page.wait_for_url("**/recovery-codes/")
    page.goto("/konto/2fa/webauthn/")
    expect(page.get_by_text("Plattan i bilen").first).to_be_visible()
    assert findings(page) == []

    sign_out(page)
    assert findings(page) == []
    page.get_by_role("button", name="Logga in med passnyckel").click()
    page.wait_for_url(lambda url: "/konto/login/" not in url)
    page.goto("/roller/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    sign_out(page)
    sign_in(page, "keyholder")
    expect(page.get_by_role("heading", name="Bekräfta att det är du")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("button", name="Använd en passnyckel").click()
    page.wait_for_url(lambda url: "/2fa/authenticate/" not in url)

    page.goto("/konto/2fa/webauthn/")
    page.get_by_role("link", name="Ta bort").click()
    page.wait_for_url("**/webauthn/reauthenticate/**")
    assert findings(page) == []
    page.get_by_role("button", name="Använd en passnyckel").click()
    page.wait_for_url("**/remove/")
    assert findings(page) == []
    page.get_by_role("button", name="Ta bort passnyckeln").click()
    expect(page.get_by_text("Du har ingen passnyckel än.")).to_be_visible()
    assert findings(page) == []


def test_without_a_passkey_one_is_told_so(open_context: OpenContext) -> None:
    """On an address without a name no browser gives one."""
    page = open_context().new_page()
    page.goto("/konto/login/")
    page.get_by_role("button", name="Logga in med passnyckel").click()
    expect(page.get_by_text("Ingen passnyckel lämnades")).to_be_visible()
    assert findings(page) == []


def test_another_device_is_signed_out(open_context: OpenContext) -> None:
    desk, tablet = open_context().new_page(), open_context().new_page()
    for page in (desk, tablet):
        sign_in(page, "keyholder")
    desk.goto("/konto/sessions/")
    assert findings(desk) == []
    desk.get_by_role("button", name="Logga ut alla andra").click()
    expect(desk.locator(".session-list li")).to_have_count(1)
    tablet.goto("/roller/")
    assert "/konto/login/" in tablet.url


def test_one_is_told_before_one_is_signed_out(
    open_context: OpenContext, ledljus: Installation
) -> None:
    page = open_context().new_page()
    page.clock.install()
    sign_in(page, "keyholder")
    page.goto("/roller/")
    notice = page.locator("[data-session-notice]")
    expect(notice).to_be_hidden()
    # Another tab has been used: the server says so, and nothing is shown.
    page.clock.fast_forward("56:00")
    expect(notice).to_be_hidden()
    ledljus.manage("shell", "--command", SECONDS_LEFT.format(seconds=240))
    page.clock.fast_forward("56:00")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Du loggas snart ut")
    assert findings(page) == []
    page.get_by_role("button", name="Förbli inloggad").click()
    expect(notice).to_be_hidden()
    ledljus.manage("shell", "--command", SECONDS_LEFT.format(seconds=-1))
    page.clock.fast_forward("56:00")
    page.wait_for_url("**/konto/login/**")


def test_two_people_let_a_colleague_in_again(signed_in: SignedIn, ledljus: Installation) -> None:
    desk, manager = signed_in("administrator"), signed_in("manager", scheme="dark")
    desk.goto(f"/organisation/konton/{ledljus.rows['account']}/")
    desk.get_by_role("link", name="Släpp in igen").last.click()
    assert findings(desk) == []
    desk.locator("input[name=kind][value=password]").check()
    desk.get_by_label("Varför?").fill("Hon stod i receptionen med sin legitimation.")
    desk.get_by_role("button", name="Be en andra person bekräfta").click()
    expect(desk.get_by_role("heading", name="Första halvan av lösenordet")).to_be_visible()
    assert findings(desk) == []
    manager.goto("/organisation/")
    manager.get_by_role("link", name="Se vem som inte kommer in").click()
    assert findings(manager) == []
    manager.locator(".link-list a").first.click()
    assert findings(manager) == []
    manager.get_by_role("button", name="Stoppa begäran").click()
    expect(manager.get_by_text("Stoppad").first).to_be_visible()
    assert findings(manager) == []
