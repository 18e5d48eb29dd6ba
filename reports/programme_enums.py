"""Choices of the programme's own follow-up and of the exchange with other bodies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureState(models.TextChoices):
    """What has become of what a board has undertaken for a year."""

    NOT_BEGUN = "not_begun", _("Not begun")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
