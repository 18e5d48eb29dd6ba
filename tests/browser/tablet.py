"""A tablet in the browser tests: set up, used with its own buttons, and looked into."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.browser.cable import Cable
from tests.browser.chromium import ARGUMENTS, CHROMIUM, TABLET, WAIT, sign_in
from tests.browser.installation import Installation, run
from tests.migrated import superuser_dsn

# Raw, as whoever holds the tablet would read it: not through the product's own modules.
READ = """(store) => new Promise((resolve, reject) => {
  const request = indexedDB.open("ledljus-falt");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const db = request.result;
    const all = db.transaction(store).objectStore(store).getAll();
    const plain = ({ enc, sealed, bytes, iv, ...rest }) => rest;
    all.onsuccess = () => { db.close(); resolve(all.result.map(plain)); };
  };
})"""
WRITE = """([store, rows]) => new Promise((resolve, reject) => {
  const request = indexedDB.open("ledljus-falt");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const db = request.result;
    const work = db.transaction(store, "readwrite", { durability: "strict" });
    for (const row of rows) work.objectStore(store).put(row);
    work.oncomplete = () => { db.close(); resolve(null); };
    work.onabort = () => reject(work.error);
  };
})"""
HEADLESS = ["--headless=new", "--no-sandbox", *ARGUMENTS]


@dataclass
class World:
    """The installation with a cable to it, and what a tablet goes out with."""

    ledljus: Installation
    cable: Cable
    rows: dict[str, str]
    sessions: dict[str, StorageState]
    browser: Browser

    @property
    def database(self) -> str:
        """The name of the installation's database."""
        name = re.search(r"/(browser_ledljus_\d+)", self.ledljus.environment["DATABASE_URL"])
        assert name is not None
        return name[1]

    def dsn(self) -> str:
        """The way to the installation's database past every rule."""
        return superuser_dsn(self.database)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, whoever may see it."""
        with psycopg.connect(self.dsn(), autocommit=True) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def session(self, name: str) -> StorageState:
        if name not in self.sessions:
            context = self.browser.new_context(base_url=self.cable.url, locale="sv-SE")
            sign_in(context.new_page(), name)
            self.sessions[name] = context.storage_state()
            context.close()
        return self.sessions[name]

    def forget_sessions(self) -> None:
        self.sessions.clear()

    def arrived(self, *records: str) -> list[tuple[str, str]]:
        """The rows of the server for *records*: identifier and state, one for each content."""
        return [
            (str(record), state)
            for record, state in self.sql(
                "SELECT record, state FROM outreach_syncitem WHERE record = ANY(%s::uuid[])"
                " ORDER BY record, received_at",
                list(records),
            )
        ]

    def encounters(self, *records: str) -> list[str]:
        """The encounters that came of *records*."""
        found = self.sql(
            "SELECT id FROM outreach_encounter WHERE id = ANY(%s::uuid[]) ORDER BY id",
            list(records),
        )
        return [str(row[0]) for row in found]


def until(holds: Callable[[], Any], seconds: float = 20) -> Any:
    """What *holds* says once it says something; the last thing it said if it never does."""
    end = time.monotonic() + seconds
    while not (found := holds()) and time.monotonic() < end:
        time.sleep(0.1)
    return found


class Tablet:
    """One tablet: a browser's storage, and a page."""

    def __init__(self, world: World, context: BrowserContext) -> None:
        self.world, self.context = world, context
        self.context.set_default_timeout(WAIT)
        self.page: Page = context.pages[0] if context.pages else context.new_page()

    def read(self, store: str = "outbox", page: Page | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (page or self.page).evaluate(READ, store)
        return found

    def write(self, store: str, *rows: dict[str, Any]) -> None:
        self.page.evaluate(WRITE, [store, list(rows)])

    def open(self, page: Page | None = None) -> None:
        (page or self.page).goto(f"{self.world.cable.url}/falt/")

    def set_up(self) -> None:
        """Online once, as registered; the shift chosen; the shell kept."""
        self.open()
        expect(self.page.locator("[data-sending]")).to_be_visible()
        until(lambda: any(row["name"] == "me" for row in self.read("settings")))
        self.write("settings", {"name": "device", "value": self.world.rows["device"]})
        self.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        until(lambda: self.page.evaluate("Boolean(navigator.serviceWorker.controller)"))
        self.open()
        self.page.locator(f'[data-shift="{self.world.rows["shift"]}"]').click()
        self.at_home()

    def at_home(self, page: Page | None = None) -> None:
        expect((page or self.page).locator("[data-role=exploited]")).to_be_visible()

    def begin(self, page: Page | None = None, role: str = "exploited") -> None:
        page = page or self.page
        page.locator(f"[data-role={role}]").click()
        expect(page.locator("[data-save]")).to_be_visible()

    def answer(self, page: Page | None = None, **answers: str) -> None:
        """Tap answers, as a thumb does: the control lies over its whole tile."""
        for name, code in answers.items():
            (page or self.page).locator(f'[name="{name}"][value="{code}"]').click()

    def common(self, page: Page | None = None) -> None:
        self.answer(
            page,
            age_band="25_29",
            told_of_rights="yes",
            offered_support="yes",
            offers="mika",
            offer_mika_answer="declined",
        )

    def note(self, text: str) -> None:
        self.page.locator("#note > summary").click()
        self.page.locator("textarea[name=note]").press_sequentially(text)

    def save(self, page: Page | None = None) -> None:
        page = page or self.page
        page.locator("[data-save]").click()
        self.at_home(page)

    def record(self, page: Page | None = None) -> str:
        """Save one of the common case and give back its identifier."""
        before = {row["id"] for row in self.read(page=page)}
        self.begin(page)
        self.common(page)
        self.save(page)
        (new,) = {row["id"] for row in self.read(page=page)} - before
        return str(new)

    def not_sent(self, number: int, page: Page | None = None) -> None:
        sending = (page or self.page).locator("[data-sending]")
        expect(sending).to_have_attribute("data-sending", str(number), timeout=30_000)

    def send(self) -> None:
        """By hand: the pauses between tries are for pockets, not for tests."""
        self.page.locator("[data-sending]").click()
        self.page.locator("[data-send]").click()

    def receipts(self) -> dict[str, str]:
        return {row["id"]: row["receipt"] for row in self.read() if row["state"] == "sent"}


def new_tablet(world: World, who: str = "worker", **options: Any) -> Tablet:
    context = world.browser.new_context(
        base_url=world.cable.url,
        storage_state=world.session(who),
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        viewport={"width": TABLET["width"], "height": TABLET["height"]},
        **options,
    )
    return Tablet(world, context)


def tablet_on_disk(world: World, profile: Path, who: str = "worker") -> Tablet:
    """One whose browser can be killed, and whose disk can be read."""
    context = world.browser.browser_type.launch_persistent_context(
        str(profile),
        executable_path=str(CHROMIUM),
        args=HEADLESS,
        locale="sv-SE",
        timezone_id="Europe/Stockholm",
        viewport={"width": TABLET["width"], "height": TABLET["height"]},
    )
    context.add_cookies(world.session(who)["cookies"])  # type: ignore[arg-type]
    return Tablet(world, context)


def kill(profile: Path) -> None:
    """End the browser of *profile* as a dead battery does."""
    for entry in Path("/proc").iterdir():
        with suppress(OSError, ValueError):
            command = (entry / "cmdline").read_bytes().decode(errors="replace")
            if f"--user-data-dir={profile}" in command:
                os.kill(int(entry.name), signal.SIGKILL)


def load(ledljus: Installation) -> dict[str, str]:
    rows: dict[str, str] = json.loads(run(ledljus.environment, "-m", "tests.browser.tablet_load"))
    return rows
