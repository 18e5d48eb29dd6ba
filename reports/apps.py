"""The reports app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Counts, protects, publishes: may use everything below, as de-identified rows only."""

    name = "reports"

    def ready(self) -> None:
        """Put the follow-up into the navigation of those who may see it."""
        from casework.web.navigation import Entry, register
        from reports.access import can_see_follow_up

        register(
            Entry(
                url_name="reports:follow_up",
                label=_("Follow-up"),
                icon="chart",
                section="/uppfoljning/",
                position=30,
                visible=can_see_follow_up,
            )
        )
