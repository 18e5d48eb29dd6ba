"""What this floor puts into its own registries: navigation, pages and panels of a file.

Imported when the apps are ready, since everything it names needs the tables.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import (
    checks,  # noqa: F401 - checks register themselves
    demo,
    demo_journal,
    digest_sources,
    file_entries,
    panels,
    timeline,
    track_registry,
)
from casework.access.disposal import manages_a_unit
from casework.access.log_review import reviews_log
from casework.access.memberships import memberships_of
from casework.access.organisation import sees_organisation
from casework.demo_access import load_access
from casework.disposal.demo import make_old_files
from casework.queries import extracts, moves, shelters, story, unusual_reading
from casework.queries.notices import unread, waiting_in, what_waits
from casework.web import journal_panels
from casework.web.file_pages import Tab
from casework.web.file_pages import register as register_tab
from casework.web.navigation import Entry, register

NAVIGATION = (
    Entry(
        url_name="casework:log_overview",
        label=_("Log review"),
        icon="eye",
        section="/logg/",
        position=20,
        visible=reviews_log,
    ),
    Entry(
        url_name="casework:notices",
        label=_("Notices"),
        icon="bell",
        section="/notiser/",
        position=70,
        visible=lambda user: bool(memberships_of(user)),
        counted=unread,
    ),
    Entry(
        url_name="casework:disposals",
        label=_("Disposal"),
        icon="trash",
        section="/personakter/gallring/",
        position=75,
        visible=manages_a_unit,
    ),
    Entry(
        url_name="casework:organisation",
        label=_("Organisation"),
        icon="unit",
        section="/organisation/",
        position=80,
        visible=sees_organisation,
    ),
    Entry(
        url_name="casework:municipalities",
        label=_("Municipalities"),
        icon="location",
        section="/kommuner/",
        position=90,
        visible=lambda user: bool(memberships_of(user)),
    ),
)
# The pages of a file, in the order of the tabs.
TABS = (
    Tab("casework:person", _("Overview"), "", 10),
    Tab("casework:journal", _("Journal"), "journal/", 30),
    Tab("casework:events", _("Events"), "handelser/", 40),
    Tab("casework:consents", _("Consents"), "samtycken/", 50, is_more=True),
    Tab("casework:access", _("Access"), "behorighet/", 80, is_more=True),
    Tab("casework:rights", _("Rights"), "rattigheter/", 95, is_more=True),
)
# The cards on a file's first page.
PANELS = (
    *journal_panels.PANELS,
    panels.Panel("waiting", 5, "casework/person/parts/waiting.html", what_waits, waiting_in),
    panels.Panel(
        "restriction",
        5,
        "casework/rights/panel.html",
        extracts.restriction,
        extracts.restrictions_in,
    ),
    panels.Panel(
        "shelter",
        60,
        "casework/person/panels/shelter.html",
        shelters.panel,
        shelters.latest_stays,
    ),
    panels.Panel("move", 90, "casework/person/panels/move.html", moves.panel, moves.latest_move),
)


def register_all() -> None:
    """Register everything above. A second call changes nothing."""
    for entry in NAVIGATION:
        register(entry)
    for tab in TABS:
        register_tab(tab)
    for panel in PANELS:
        panels.register(panel)
    for source in story.SOURCES:
        timeline.register(source)
    unusual_reading.register_rules()
    digest_sources.register()
    file_entries.register()
    demo.register(demo_journal.load_journal)
    demo.register(load_access)
    track_registry.register_track()
    demo.register(make_old_files)
