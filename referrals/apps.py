"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Asks, answers, deadlines: may use outreach and casework."""

    name = "referrals"

    def ready(self) -> None:
        """Register what this floor adds to those below."""
        from referrals.registrations import register_all

        register_all()
