"""A new shell, a new database, a new form or a new key on the way: nothing is lost by it."""

from __future__ import annotations

import json
from contextlib import suppress

from playwright.sync_api import Error, Page, expect

from tests.browser.tablet import Tablet, World, until
from tests.browser.test_tablet_trouble import ITEMS, form_of_version, once

ONLINE = "window.dispatchEvent(new Event('online'))"
UPDATE = (
    "navigator.serviceWorker.getRegistration().then((found) => found.update()).then(() => null)"
)
WAITS = "navigator.serviceWorker.getRegistration().then((found) => Boolean(found.waiting))"
# The database as its first version had it, with the same records.
BACK_TO_THE_FIRST = """async () => {
  const opened = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const now = await opened(indexedDB.open("ledljus-falt"));
  const all = {};
  for (const name of ["outbox", "settings"]) {
    all[name] = await opened(now.transaction(name).objectStore(name).getAll());
  }
  now.close();
  await opened(indexedDB.deleteDatabase("ledljus-falt"));
  const request = indexedDB.open("ledljus-falt", 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("outbox", { keyPath: "id" });
    request.result.createObjectStore("settings", { keyPath: "name" });
  };
  const first = await opened(request);
  const work = first.transaction(["outbox", "settings"], "readwrite");
  for (const name of ["outbox", "settings"]) {
    for (const row of all[name]) work.objectStore(name).put(row);
  }
  await new Promise((resolve) => { work.oncomplete = resolve; });
  first.close();
  return all.outbox.length;
}"""
# The first word to the one that waits is lost, as to a worker that is not up yet.
DEAF_ONCE = """() => {
  const real = ServiceWorker.prototype.postMessage;
  ServiceWorker.prototype.postMessage = function (word, ...rest) {
    if (word === "take over" && !window.deaf) { window.deaf = true; return; }
    real.call(this, word, ...rest);
  };
}"""
NEXT = """() => {
  window.came = "";
  const request = indexedDB.open("ledljus-falt", 3);
  request.onblocked = () => { window.came = "blocked"; };
  request.onsuccess = () => { window.came = "open"; request.result.close(); };
}"""


def is_new(page: Page) -> bool:
    """Whether the page was loaded anew; in the middle of that nobody can tell."""
    with suppress(Error):
        return bool(page.evaluate("window.untouched === undefined"))
    return False


def test_a_new_shell_waits_for_the_form_and_keeps_the_full_outbox(
    world: World, tablet: Tablet
) -> None:
    tablet.context.route(ITEMS, lambda route: route.abort())
    saved = [tablet.record(), tablet.record()]
    tablet.begin()
    tablet.answer(age_band="25_29")
    tablet.page.evaluate("window.untouched = true")
    # A telephone number is changed at the office: a new definition, and so a new worker.
    world.sql("UPDATE casework_unit SET phone = '08-000 00 17' WHERE code = 'socialjour'")
    try:
        tablet.page.evaluate(UPDATE)
        # All of the shell is fetched meanwhile.
        assert until(lambda: tablet.page.evaluate(WAITS), 60)
        tablet.page.wait_for_timeout(500)
        assert tablet.page.evaluate("window.untouched") is True
        tablet.common()
        tablet.page.evaluate(DEAF_ONCE)
        tablet.save()
        # Saved: now it takes over, and the page is the new one.
        assert until(lambda: is_new(tablet.page))
        tablet.at_home()
        tablet.not_sent(3)
        tablet.page.locator("nav .ds-button").nth(1).click()
        expect(tablet.page.locator(".phones")).to_contain_text("08-000 00 17")
        # Before anything else about a child: whom to telephone tonight.
        tablet.page.locator(".page-header__actions .ds-button").click()
        tablet.begin()
        tablet.answer(age_band="15_17")
        expect(tablet.page.locator("#child .emergency-number")).to_have_text("08-000 00 17")
        tablet.page.locator(".page-header__actions .ds-button").click()
        tablet.page.locator("dialog .ds-button").first.click()
        tablet.at_home()
        saved = [row["id"] for row in tablet.read() if row["form"] == "encounter"]
        assert len(saved) == 3
        tablet.context.unroute(ITEMS)
        tablet.send()
        tablet.not_sent(0)
        assert once(world, *saved)
    finally:
        world.sql("UPDATE casework_unit SET phone = '' WHERE code = 'socialjour'")


def test_the_database_is_brought_on_with_the_records_in_it(world: World, tablet: Tablet) -> None:
    tablet.context.route(ITEMS, lambda route: route.abort())
    saved = [tablet.record(), tablet.record()]
    tablet.page.goto(f"{world.cable.url}/halsa/")
    assert tablet.page.evaluate(BACK_TO_THE_FIRST) == 2
    tablet.open()
    tablet.at_home()
    tablet.not_sent(2)
    assert tablet.read("drafts") == []
    tablet.context.unroute(ITEMS)
    tablet.send()
    tablet.not_sent(0)
    assert once(world, *saved)


def test_a_newer_database_waits_until_the_form_is_saved(tablet: Tablet) -> None:
    tablet.begin()
    tablet.common()
    other = tablet.context.new_page()
    other.goto(f"{tablet.world.cable.url}/halsa/")
    other.evaluate(NEXT)
    assert until(lambda: other.evaluate("window.came") == "blocked")
    tablet.page.locator("[data-save]").click()
    assert until(lambda: other.evaluate("window.came") == "open")
    rows = tablet.read(page=other)
    assert [row["form"] for row in rows] == ["encounter"]


def lacking(tablet: Tablet) -> str:
    """Save as finished what an older form took for whole: it did not ask about the rights."""
    before = {row["id"] for row in tablet.read()}
    tablet.begin()
    assert tablet.page.locator("[name=told_of_rights]").count() == 0
    tablet.answer(
        age_band="25_29", offered_support="yes", offers="mika", offer_mika_answer="declined"
    )
    tablet.save()
    (new,) = {row["id"] for row in tablet.read()} - before
    return str(new)


def state_of(world: World, record: str) -> list[str]:
    """The encounters that came of *record*, by their states."""
    return [
        state
        for (state,) in world.sql("SELECT state FROM outreach_encounter WHERE id = %s", record)
    ]


def test_an_older_form_is_taken_in_once_and_what_it_did_not_ask_is_left_to_ask(
    world: World, tablet: Tablet
) -> None:
    world.cable.pull()
    now = form_of_version(tablet, 1)
    assert now == 2
    whole = tablet.record()
    form_of_version(tablet, 1, lacks="told_of_rights")
    short = lacking(tablet)
    # The same gap in the form of today is no older form's: it waits for somebody.
    form_of_version(tablet, now)
    wrong = lacking(tablet)
    world.cable.plug()
    tablet.page.evaluate(ONLINE)
    tablet.not_sent(0)
    assert once(world, whole, short)
    assert (state_of(world, whole), state_of(world, short)) == (["complete"], ["draft"])
    assert until(lambda: world.arrived(wrong) == [(wrong, "quarantined")])
    assert state_of(world, wrong) == []


def key_of(tablet: Tablet, record: str) -> str:
    """The key that *record* was sealed to, as its header says."""
    (header,) = (json.loads(row["header"]) for row in tablet.read() if row["id"] == record)
    return str(header["key"])


def test_what_was_sealed_to_an_older_key_opens_and_what_comes_takes_the_new_one(
    world: World, tablet: Tablet
) -> None:
    """Rotated while the tablet is out; a form that is open meanwhile is sealed to the new one."""
    world.cable.pull()
    before = tablet.record()
    old = key_of(tablet, before)
    tablet.begin()
    tablet.answer(age_band="25_29")
    assert world.ledljus.manage("tablet_keys", "--rotate").startswith("Made ")
    ((new,),) = world.sql("SELECT id FROM outreach_tabletkey WHERE retired_at IS NULL")
    assert new != old
    world.cable.plug()
    tablet.page.evaluate(ONLINE)
    tablet.not_sent(0)
    tablet.common()
    tablet.save()
    (opened,) = {row["id"] for row in tablet.read()} - {before}
    after = tablet.record()
    tablet.not_sent(0)
    assert [key_of(tablet, each) for each in (before, opened, after)] == [old, new, new]
    assert once(world, before, opened, after)
