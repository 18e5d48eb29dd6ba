"""The outreach app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Shifts, encounters, the tablet: may use casework."""

    name = "outreach"
