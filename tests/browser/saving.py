"""Measures a save inside the page: from the tap to the end of the transaction that keeps it."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

WATCH = """() => {
  window.saves = [];
  let tapped = null;
  addEventListener("click", (event) => {
    if (event.target.closest("[data-save]")) tapped = event.timeStamp;
  }, true);
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const made = begin.call(this, stores, mode, options);
    // The only one that holds the outbox, the draft and the tally together.
    if (tapped !== null && mode === "readwrite" && [...made.objectStoreNames].length === 3) {
      made.addEventListener("complete", () => {
        window.saves.push({ took: performance.now() - tapped, durability: made.durability });
        tapped = null;
      });
    }
    return made;
  };
}"""
# As little as can be done: a row as large, in a transaction as strict, and nothing sealed.
BARE = """async (times) => {
  const opened = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const request = indexedDB.open("bare", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("rows", { keyPath: "id" });
  const db = await opened(request);
  const taken = [];
  for (let id = 0; id < times; id += 1) {
    const started = performance.now();
    const work = db.transaction(["rows"], "readwrite", { durability: "strict" });
    work.objectStore("rows").put({ id, sealed: crypto.getRandomValues(new Uint8Array(2064)) });
    await new Promise((resolve) => { work.oncomplete = resolve; });
    taken.push(performance.now() - started);
  }
  db.close();
  await opened(indexedDB.deleteDatabase("bare"));
  return taken;
}"""


def watch(page: Page) -> None:
    """From now on each save of *page* is measured."""
    page.evaluate(WATCH)


def saves(page: Page) -> list[float]:
    """How many milliseconds each took; every one of them was on the disk when it was said."""
    found: list[dict[str, Any]] = page.evaluate("window.saves")
    assert {each["durability"] for each in found} == {"strict"}
    return [each["took"] for each in found]


def bare(page: Page, times: int) -> list[float]:
    """How long as many bare writes take there."""
    taken: list[float] = page.evaluate(BARE, times)
    return taken
