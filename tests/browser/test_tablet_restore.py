"""The server is lost and restored from its backup: what came after that is on the tablets."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Route

from tests.browser.restoring import back_up, restore
from tests.browser.tablet import Tablet, World, until
from tests.browser.test_tablet_trouble import ITEMS, form_of_version, of_the_shift, once

ONLINE = "window.dispatchEvent(new Event('online'))"
STATUSES = "**/falt/api/statuses"


def refuse(route: Route) -> None:
    route.fulfill(status=503, body="")


def ask(tablet: Tablet, answered: str) -> None:
    """A round of sending, as of itself: nobody presses anything."""
    with tablet.page.expect_response(answered):
        tablet.page.evaluate(ONLINE)


def test_a_server_restored_from_a_backup_of_before_the_last_sync(
    world: World, tablet: Tablet, tmp_path: Path
) -> None:
    """Everything that was saved is there exactly once, or waits in sight, and nothing else."""
    early = tablet.record()
    tablet.not_sent(0)
    assert once(world, early)
    before, backup = of_the_shift(world), tmp_path / "before-the-last-sync.dump"
    back_up(world, backup)
    late = [tablet.record(), tablet.record()]
    known = form_of_version(tablet, 99)
    strange = tablet.record()
    form_of_version(tablet, known)
    tablet.not_sent(0)
    assert once(world, *late)
    assert until(lambda: world.arrived(strange) == [(strange, "quarantined")])
    # It has heard what became of them: of its own accord it would not ask again.
    tablet.send()
    heard = ["done", "done", "done", "quarantined"]
    assert until(lambda: sorted(row["status"] or "" for row in tablet.read()) == heard)
    world.cable.pull()
    tablet.page.locator(".tablet__home").click()
    unsent = tablet.record()
    restore(world, backup)
    assert world.arrived(early, *late, strange, unsent) == [(early, "done")]
    # Until somebody says that it was restored, what has a receipt is not sent again.
    world.cable.plug()
    tablet.page.evaluate(ONLINE)
    assert once(world, early, unsent)
    tablet.not_sent(0)
    assert world.arrived(*late, strange) == []
    world.ledljus.manage("sync_restored")
    tablet.page.route(STATUSES, refuse)
    tablet.page.route(ITEMS, refuse)
    ask(tablet, STATUSES)
    # It is asked until it has said what it lacks; then that waits in sight until it is taken.
    tablet.page.unroute(STATUSES)
    ask(tablet, STATUSES)
    tablet.not_sent(3)
    assert world.arrived(*late, strange) == []
    tablet.page.unroute(ITEMS)
    tablet.page.evaluate(ONLINE)
    assert once(world, early, *late, unsent)
    assert until(lambda: world.arrived(strange) == [(strange, "quarantined")])
    tablet.not_sent(0)
    assert of_the_shift(world) == before + len([*late, unsent])
