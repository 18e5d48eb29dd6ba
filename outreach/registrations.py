"""What this floor puts into the navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework.web.navigation import Entry, register
from outreach.access import reads_shifts, registers_tablets
from outreach.queries.sync_items import has_to_be_vouched_for, waiting_keys


def register_pages() -> None:
    """Shifts, what came from tablets, and the tablets."""
    register(
        Entry(
            url_name="outreach:shifts",
            label=_("Shifts"),
            icon="shift",
            section="/pass/",
            position=10,
            visible=reads_shifts,
        )
    )
    register(
        Entry(
            url_name="outreach:arrivals",
            label=_("From tablets"),
            icon="sync",
            section="/pass/fran-plattor/",
            position=12,
            visible=reads_shifts,
            counted=waiting_keys,
            begins=has_to_be_vouched_for,
            hides_empty=True,
        )
    )
    register(
        Entry(
            url_name="outreach:tablets",
            label=_("Tablets"),
            icon="tablet",
            section="/pass/plattor/",
            position=85,
            visible=registers_tablets,
        )
    )
