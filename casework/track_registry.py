"""What the trafficking track, disclosures, claims and support add to files and navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import clocks, demo, evidence, identity_rules, panels, setup_steps, timeline
from casework.access.persons import reads_files
from casework.demo_track import load_track
from casework.enums import PersonRole
from casework.models import Person, User
from casework.queries.claims import track_evidence
from casework.queries.clocks import TRACK_CLOCKS, clocks_panel, watched_in
from casework.queries.days_to_keep import day_story, days_told
from casework.queries.disclosures import disclosure_story, disclosures_told
from casework.queries.file_clocks import FILE_CLOCKS
from casework.queries.supports import identity_refusals, supports_of
from casework.queries.track_story import support_story, track_story, track_told
from casework.support_setup import STEP
from casework.web import file_pages
from casework.web.navigation import Entry, register


def _is_of_exploited(_user: User, person: Person) -> bool:
    return person.kind == PersonRole.EXPLOITED


SOURCES = (
    timeline.Source("support", _("Support"), 45, lambda _u, p: [supports_of(p)], support_story),
    timeline.Source("days", _("Days to keep"), 47, days_told, day_story),
    timeline.Source("track", _("Trafficking"), 50, track_told, track_story),
    timeline.Source("disclosure", _("Disclosures"), 55, disclosures_told, disclosure_story),
)


def register_track() -> None:
    """Called once, from ``ready``."""
    track = file_pages.Tab(
        "casework:track", _("Trafficking"), "manniskohandel/", 50, _is_of_exploited
    )
    file_pages.register(track)
    file_pages.register(
        file_pages.Tab("casework:supports", _("Support"), "stod/", 45, is_more=True)
    )
    file_pages.register(
        file_pages.Tab("casework:days", _("Days to keep"), "dagar/", 47, is_more=True)
    )
    file_pages.register(
        file_pages.Tab("casework:disclosures", _("Disclosures"), "utlamnanden/", 55, is_more=True)
    )
    panels.register(
        panels.Panel("clocks", 10, "casework/track/clocks_panel.html", clocks_panel, watched_in)
    )
    for source in SOURCES:
        timeline.register(source)
    clocks.register(TRACK_CLOCKS)
    clocks.register(FILE_CLOCKS)
    evidence.register(track_evidence)
    identity_rules.register(identity_refusals)
    setup_steps.register(STEP)
    demo.register(load_track)
    register(
        Entry(
            url_name="casework:clocks",
            label=_("Times"),
            icon="clock",
            section="/personakter/tider/",
            position=45,
            visible=reads_files,
        )
    )
