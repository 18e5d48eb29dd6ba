"""Everything that the tablet can say is looked at; and what is pressed most lies within reach."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import tablet_faces as seldom
from tests.browser import tablet_faces_of_sending as sending
from tests.browser import tablet_faces_of_work as at_work
from tests.browser.looked import HELD, Looked
from tests.browser.tablet import Tablet, World

DEFINITION = "async () => (await fetch(document.body.dataset.definition)).json()"
# The thumb of the hand that holds it does not come to the upper third.
REACH = 1 / 3
BOXES = """(wanted) => [...document.querySelectorAll(wanted)].map((each) => {
  const { top, bottom } = each.getBoundingClientRect();
  return [top / window.innerHeight, bottom / window.innerHeight];
})"""


def test_whatever_the_tablet_can_say_is_looked_at(world: World) -> None:
    """A new sentence needs a look at the face that says it: set-up, work, trouble, end."""
    tablet, office = seldom.out_of_box(world)
    look = Looked(tablet.page)
    seldom.before_it_is_set_up(tablet, office, look)
    seldom.shifts(tablet, office, look)
    seldom.beside(tablet, office, look)
    at_work.in_the_settings(tablet, look)
    at_work.locks_with_a_passkey(tablet, look)
    at_work.storage_in_the_form(tablet, office, look)
    at_work.locks_without_a_passkey(tablet, look)
    at_work.faults(tablet, look)
    at_work.a_child(tablet, office, look)
    at_work.to_the_next_crew(tablet, look)
    at_work.the_end(tablet, office, look)
    sending.outbox(tablet, office, look)
    sending.revoked(tablet, office, look)
    words = tablet.page.evaluate(DEFINITION)["spoken"]["words"]
    assert len(words) > 100
    assert look.never_said(words) == []
    assert look.never_said({"A sentence that nobody says.": ""}) != []
    assert look.faults == [], "\n".join(look.faults)
    tablet.context.close()


def out_of_reach(page: Page, wanted: str) -> list[tuple[float, float]]:
    """Where on the screen what is to be pressed lies that is too high, or is scrolled away."""
    boxes = page.evaluate(BOXES, wanted)
    assert boxes != [], wanted
    return [(top, bottom) for top, bottom in boxes if top < REACH or bottom > 1]


def test_what_is_pressed_most_is_within_reach_of_a_thumb(tablet: Tablet) -> None:
    """Held upright in one hand, without scrolling: whom one met, to save, to end, to open."""
    page = tablet.page
    page.set_viewport_size(HELD[1])  # type: ignore[arg-type]
    assert page.evaluate("getComputedStyle(document.body).touchAction") == "manipulation"
    assert out_of_reach(page, "[data-role]") == []
    assert out_of_reach(page, "nav .ds-button") == []
    assert out_of_reach(page, ".tablet__tool") != []
    tablet.begin()
    for way in ("0", "document.body.scrollHeight / 2", "document.body.scrollHeight"):
        page.evaluate(f"window.scrollTo(0, {way})")
        assert out_of_reach(page, "[data-save], [data-later]") == []
    at_work.back(page)
    tablet.at_home()
    for index in (2, 3):
        page.locator("nav .ds-button").nth(index).click()
        page.locator("[data-save]").wait_for()
        assert out_of_reach(page, "[data-save]") == []
        at_work.back(page)
        tablet.at_home()
    at_work.lock(page)
    assert out_of_reach(page, "[data-unlock]") == []
