"""Choices of the referrals floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """How an accepted offer was settled by its receiver."""

    BOOKED = "booked", _("Contact booked")
    NOT_REACHED = "not_reached", _("Could not be reached")
    NO_LONGER = "no_longer", _("No longer wanted")
    ELSEWHERE = "elsewhere", _("Helped elsewhere")


# No outcome: nothing is settled by it, and the contact details stay.
NO_ANSWER = "no_answer"
