"""What the coordination through Barnahus adds to a file. Imported when the apps are ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import activity, clocks, demo, panels, timeline
from casework.web import file_pages
from referrals.outside_demo import load_outside
from referrals.queries import barnahus

CLOCKS = clocks.ClockSource((barnahus.watched,), barnahus.clocks, barnahus.passed)


def register_barnahus() -> None:
    """Register everything. A second call changes nothing."""
    file_pages.register(
        file_pages.Tab("barnahus:barnahus", _("Barnahus"), "barnahus/", 52, barnahus.shows_tab)
    )
    panels.register(
        panels.Panel(
            "barnahus", 25, "referrals/barnahus/panel.html", barnahus.panel, barnahus.panel_lists
        )
    )
    timeline.register(
        timeline.Source(barnahus.KIND, _("Barnahus"), 52, barnahus.story_lists, barnahus.story)
    )
    clocks.register(CLOCKS)
    demo.register(load_outside)
    activity.register(activity.Telling("referrals.BarnahusMatter", "updated_at"))
