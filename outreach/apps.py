"""The outreach app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Shifts, encounters, the tablet: may use casework."""

    name = "outreach"

    def ready(self) -> None:
        """Register what this floor adds to the floor below."""
        from casework import setup_steps
        from outreach.setup import STEP

        setup_steps.register(STEP)
