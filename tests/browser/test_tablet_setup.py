"""A tablet that nobody has set up, in the hands of somebody who can't."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.tablet import World, new_tablet


def test_whoever_may_not_register_it_is_told_who_does(world: World) -> None:
    """And, in the demonstration, as which account."""
    world.cable.plug()
    tablet = new_tablet(world)
    tablet.open()
    said = tablet.page.locator(".empty")
    expect(said).to_contain_text("En chef för enheten eller en administratör registrerar den")
    expect(said.locator("[data-demo]")).to_contain_text("enhetschef@demo.ledljus.example")
    expect(said.locator("[data-demo]")).to_contain_text("uppsokare@demo.ledljus.example")
    assert tablet.page.locator("[data-register], [data-shift], [data-role]").count() == 0
    assert findings(tablet.page) == []
    tablet.context.close()
