"""The reports app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Counts, protects, publishes: may use everything below, as de-identified rows only."""

    name = "reports"
