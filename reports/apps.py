"""The reports app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    """Counts, protects, publishes: may use everything below, as de-identified rows only."""

    name = "reports"

    def ready(self) -> None:
        """Put the pages into the navigation of those who may see them, and invented rows."""
        from casework import demo
        from casework.web.navigation import Entry, register
        from reports.access import can_see_follow_up
        from reports.exchange_demo import load_exchange
        from reports.programme_demo import load_programme

        demo.register(load_programme)
        demo.register(load_exchange)

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
        register(
            Entry(
                url_name="programme:measures",
                label=_("Programme"),
                icon="flag",
                section="/programmet/",
                position=31,
                visible=can_see_follow_up,
            )
        )
        register(
            Entry(
                url_name="exchange:requests",
                label=_("Exchange"),
                icon="external",
                section="/utbyte/",
                position=32,
                visible=can_see_follow_up,
            )
        )
