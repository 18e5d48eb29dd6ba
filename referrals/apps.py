"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Asks, answers, deadlines: may use outreach and casework."""

    name = "referrals"
