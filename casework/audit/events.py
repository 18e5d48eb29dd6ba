"""Every type of event in the audit log, with what it means. The log review page shows this text."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.TextChoices):
    """Types of audit event. A new one is documented in ``docs/audit.md``; a test compares."""

    CITY_SET_UP = "city.set_up", _("The city was set up or changed from its file")
    MEMBERSHIP_GRANTED = "membership.granted", _("A membership was granted")
    MEMBERSHIP_ENDED = "membership.ended", _("A membership was ended")
    ACCESS_DENIED = "access.denied", _("Somebody asked for what they may not see")
