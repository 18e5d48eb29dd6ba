"""A real installation and a real browser, whose faults are the test's faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    StorageState,
    expect,
    sync_playwright,
)

from tests.browser.cable import Cable
from tests.browser.chromium import ARGUMENTS, CHROMIUM, TABLET, WAIT, sign_in
from tests.browser.installation import Installation, installation
from tests.browser.tablet import Tablet, World, load, new_tablet

expect.set_options(timeout=WAIT)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what drives the browser, and run it last: what fails without it fails sooner."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: here in item.path.parents)


@pytest.fixture(scope="package")
def ledljus() -> Iterator[Installation]:
    with installation() as started:
        yield started


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium, for these tests only: while it runs, its event loop is in everybody's way."""
    if not CHROMIUM.exists():
        pytest.fail("Chromium is missing: install the package chromium and run the tests again.")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Faults:
    """What went wrong in a page without the page showing it."""

    url: str
    found: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", lambda message: self.console(message.type, message.text))
        context.on("weberror", lambda error: self.found.append(f"error: {error.error}"))
        context.on("request", lambda request: self.request(request.url))
        context.on("response", self.response)

    def console(self, kind: str, text: str) -> None:
        # A refused resource is told by its response, with its address.
        if kind in ("error", "warning") and not text.startswith("Failed to load resource"):
            self.found.append(f"console: {text}")

    def request(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:")):
            self.found.append(f"left for {url}")

    def response(self, response: Response) -> None:
        if response.status == 409 and response.url.endswith("/spara/"):
            # Another window saved the same draft first: an answer, and no fault.
            return
        page_itself = response.request.resource_type == "document"
        if response.status >= (500 if page_itself else 400):
            self.found.append(f"{response.status}: {response.url}")


OpenContext = Callable[..., BrowserContext]


@pytest.fixture
def open_context(ledljus: Installation, browser: Browser) -> Iterator[OpenContext]:
    """Open a browser of somebody; at the end of the test nothing must have gone wrong in it."""
    faults = Faults(ledljus.url)
    opened: list[BrowserContext] = []

    def open_(
        state: StorageState | None = None, scheme: str = "light", viewport: dict[str, int] = TABLET
    ) -> BrowserContext:
        context = browser.new_context(
            base_url=ledljus.url,
            storage_state=state,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            viewport={"width": viewport["width"], "height": viewport["height"]},
        )
        context.set_default_timeout(WAIT)
        context.add_cookies([{"name": "ledljus_color_scheme", "value": scheme, "url": ledljus.url}])
        faults.watch(context)
        opened.append(context)
        return context

    yield open_
    for context in opened:
        context.close()
    assert faults.found == []


SignedIn = Callable[..., Page]


@pytest.fixture(scope="package")
def sessions() -> dict[str, StorageState]:
    """Who has signed in already in this run."""
    return {}


@pytest.fixture
def signed_in(open_context: OpenContext, sessions: dict[str, StorageState]) -> SignedIn:
    """A page of somebody who is signed in: ``signed_in("worker", scheme="dark")``."""

    def open_(name: str, **options: object) -> Page:
        if name not in sessions:
            context = open_context()
            sign_in(context.new_page(), name)
            sessions[name] = context.storage_state()
        return open_context(sessions[name], **options).new_page()

    return open_


def come_to(page: Page, address: str, status: int = 200) -> None:
    """Open *address*: a page that is not there looks well, and is no proof of the one meant."""
    answer = page.goto(address)
    assert answer is not None, address
    assert answer.status == status, address


@pytest.fixture(scope="package")
def world(ledljus: Installation, browser: Browser) -> Iterator[World]:
    """The installation as tablets reach it: by a cable that can be pulled out."""
    cable = Cable(int(ledljus.url.rsplit(":", 1)[1]))
    yield World(ledljus, cable, load(ledljus), {}, browser)
    cable.pull()


@pytest.fixture
def tablet(world: World) -> Iterator[Tablet]:
    """A tablet of the worker's that is set up, with its shift chosen."""
    world.cable.plug()
    made = new_tablet(world)
    made.set_up()
    yield made
    made.context.close()
    world.cable.plug()
