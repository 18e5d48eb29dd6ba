"""Saving on the tablet, beside a bare write of the same browser to the same disk."""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

import pytest

from tests.browser import saving
from tests.browser.tablet import World, tablet_on_disk

pytestmark = pytest.mark.benchmark
NIGHT = 40
# Milliseconds from the tap until it is on the disk (design, targets). The bare write stands beside
# it to be read: most of a save is sealing, and a disk that answers from its cache makes any ratio.
LONGEST = 50


def test_a_save_is_on_the_disk_before_anybody_has_looked_up(world: World, tmp_path: Path) -> None:
    """Forms checked, sealed and written with no network to help or to wait for."""
    world.cable.plug()
    tablet = tablet_on_disk(world, tmp_path / "profile")
    tablet.set_up()
    world.cable.pull()
    saving.watch(tablet.page)
    for _ in range(NIGHT):
        tablet.begin()
        tablet.common()
        tablet.save()
    ours = saving.saves(tablet.page)
    assert len(ours) == NIGHT
    saved, plain = statistics.median(ours), statistics.median(saving.bare(tablet.page, NIGHT))
    tablet.context.close()
    world.cable.plug()
    sys.stdout.write(
        f"\na save on the tablet: {saved:.1f} ms of at most {LONGEST}, a bare write {plain:.1f} ms,"
        f" ratio {saved / plain:.1f}\n"
    )
    assert saved < LONGEST
