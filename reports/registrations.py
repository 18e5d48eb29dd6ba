"""What this floor adds to those below: its pages in the navigation, invented rows."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import demo
from casework.web.navigation import Entry, register
from reports.access import can_see_follow_up
from reports.edition_demo import order_demo_edition
from reports.exchange_demo import load_exchange
from reports.programme_demo import load_programme
from reports.queries import books, editions

PAGES = (
    ("reports:follow_up", _("Follow-up"), "chart", "/uppfoljning/"),
    ("programme:measures", _("Programme"), "flag", "/programmet/"),
    ("exchange:requests", _("Exchange"), "external", "/utbyte/"),
)
FIRST = 30


def register_all() -> None:
    """Put the pages into the navigation of those who may see them; register the invented rows."""
    for number, (url_name, label, icon, section) in enumerate(PAGES):
        register(
            Entry(
                url_name=url_name,
                label=label,
                icon=icon,
                section=section,
                position=FIRST + number,
                visible=can_see_follow_up,
            )
        )
    books.come_from(editions.opened_book)
    demo.register(load_programme)
    demo.register(load_exchange)
    demo.register_later(order_demo_edition)
