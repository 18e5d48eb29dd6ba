"""Looking at a screen of the tablet: both themes, both ways of holding it, and what was said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from playwright.sync_api import Page

from tests.browser.axe import findings

SMALLEST = 48
HELD = ({"width": 1180, "height": 820}, {"width": 820, "height": 1180})
SCHEME = "(scheme) => { document.documentElement.dataset.colorScheme = scheme; }"
SMALL = """(least) => [...document.querySelectorAll(
    "button, a, select, textarea, summary, label, input")]
.filter((each) => each.checkVisibility() && each.type !== "hidden")
.filter((each) => !(each.matches("input") && each.closest("label")))
.filter((each) => !(each.matches("label.field__label, label.visually-hidden")))
.map((each) => [each, each.getBoundingClientRect()])
.filter(([, box]) => box.height < least || box.width < least)
.map(([each, box]) => `${box.width} × ${box.height} ${each.outerHTML.slice(0, 120)}`)"""
# What a browser would remember, or send to a service for spelling.
REMEMBERED = """() => [...document.querySelectorAll("form, input, select, textarea")]
.filter((each) => each.getAttribute("autocomplete") !== "off"
    || (each.type !== "hidden" && each.spellcheck))
.map((each) => each.outerHTML.slice(0, 120))"""
# Whoever holds it would have to drag it aside.
WIDER = """() => {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  return scrollWidth > clientWidth ? [`${scrollWidth} wide on ${clientWidth}`] : [];
}"""
# Each text by itself, as the modules put them in, and the names of what has no text.
SAID = """() => {
  const said = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { parentElement: parent, data } = walker.currentNode;
    if ((parent.closest("select") ?? parent).checkVisibility()) said.push(data.trim());
  }
  for (const each of document.querySelectorAll("[aria-label]")) {
    const name = each.getAttribute("aria-label");
    if (each.checkVisibility()) said.push(name, name.split(":")[0]);
  }
  return said;
}"""


class Looked:
    """What was found wrong on the screens that were looked at, and what they said."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        self.said: set[str] = set()
        page.emulate_media(reduced_motion="reduce")

    def __call__(self, where: str, within: str = "html") -> None:
        """Look at all of it; with axe at what is *within*, where the rest was looked at before."""
        page, found = self.page, []
        assert page.title() == "Ledljus"
        self.said.update(page.evaluate(SAID))
        for size in HELD[::-1]:
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found += page.evaluate(SMALL, SMALLEST)
            found += page.evaluate(WIDER)
        found += page.evaluate(REMEMBERED)
        for scheme in ("light", "dark"):
            page.evaluate(SCHEME, scheme)
            found += [f"{scheme}: {fault}" for fault in findings(page, within)]
        self.faults += [f"{where}: {fault}" for fault in found]

    def never_said(self, words: Mapping[str, Any]) -> list[str]:
        """Those of *words* (the sentence in English: in each language) that no screen has said."""

        def was_said(word: str) -> bool:
            told = words[word]
            swedish = told["sv"] if isinstance(told, dict) else told or word
            # Another sentence may stand after a whole one.
            after = "( .+)?" if swedish.endswith(".") else ""
            pattern = re.compile(re.sub(r"\\\{\w+\\\}", ".+", re.escape(swedish)) + after)
            return any(map(pattern.fullmatch, self.said))

        return [word for word in words if not was_said(word)]
