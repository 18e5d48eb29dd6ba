"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Counts, protects, publishes: may use everything below, as de-identified rows only."""

    name = "reports"

    def ready(self) -> None:
        """Register what this floor adds to those below."""
        from reports.registrations import register_all

        register_all()
