"""The types of event about days to keep."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayEvent(models.TextChoices):
    """Types of audit event of a day to keep. Documented as the others."""

    ADDED = "day.added", _("A day to keep was written down")
    RESENT = "day.resent", _("The same day to keep was sent once more; nothing was added")
    CHANGED = "day.changed", _("What is to be remembered of a day to keep was changed")
    SETTLED = "day.settled", _("How a day to keep came out was noted")
    TAKEN_BACK = "day.taken_back", _("How a day to keep came out was taken back")
