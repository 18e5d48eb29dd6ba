"""What goes over the wire when a tablet is set up, to the byte, headers included."""

from __future__ import annotations

import re
from collections import Counter

from tests.browser.tablet import World, new_tablet, until

LARGEST = 150_000
# What the worker is told to keep: the shell, and what nothing waits for.
LISTED = """async () => {
  const source = await (await fetch(document.body.dataset.worker)).text();
  return JSON.parse(/^const KEPT = (.*);$/m.exec(source)[1]);
}"""
WORKS = "navigator.serviceWorker.ready.then(({ active }) => active.state === 'activated')"
KEEPS = """async (addresses) => {
  const found = await Promise.all(addresses.map((address) => caches.match(address)));
  return found.filter((answer) => answer?.ok).length;
}"""


def test_the_whole_shell_is_small_on_the_wire(world: World) -> None:
    """Page and worker together, each answer as often as the server really gives it."""
    world.cable.plug()
    tablet = new_tablet(world)
    before = Counter(world.cable.sent)
    page = tablet.page.goto(f"{world.cable.url}/falt/")
    assert page is not None
    assert until(lambda: tablet.page.evaluate(WORKS))
    sent = Counter(world.cable.sent) - before
    listed = tablet.page.evaluate(LISTED)
    assert tablet.page.evaluate(KEEPS, listed["shell"]) == len(listed["shell"])
    shell = {address: size for address, size in sent.items() if address not in listed["cards"]}
    # All of it came this way, and nothing without its headers.
    assert set(listed["shell"]) <= set(shell)
    assert min(shell.values()) > 150
    # The worker asks whether it is still that page, and has it from the browser's cache.
    assert shell[listed["page"]] < 2 * int(page.headers["content-length"])
    most = sorted(((size, re.sub(r".*/(?=.)", "", name)) for name, size in shell.items()))[::-1]
    assert sum(shell.values()) <= LARGEST, (sum(shell.values()), most)
    tablet.context.close()
