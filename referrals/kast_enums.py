"""Choices of the anonymous contacts of KAST."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KastKind(models.TextChoices):
    """Whose contact it is."""

    OWN = "own", _("Somebody about themselves")
    RELATIVE = "relative", _("A relative")


class KastRoute(models.TextChoices):
    """How somebody came to KAST the first time, as they say themselves."""

    POLICE = "police", _("The police")
    OUTREACH = "outreach", _("The outreach team")
    HELPLINE = "helpline", _("The helpline")
    OWN_WAY = "own_way", _("Found it themselves")
    PARTNER = "partner", _("A partner or relative")
    ONLINE = "online", _("KAST's own outreach online")
    HEALTH = "health", _("Health care")
    SOCIAL = "social", _("Social services")
    OTHER = "other", _("Somebody else or elsewhere")
    UNKNOWN = "unknown", _("Not known")


# Those that may have met somebody on a shift.
FROM_A_SHIFT = (KastRoute.POLICE, KastRoute.OUTREACH)


class TalkForm(models.TextChoices):
    """How a talk was held."""

    VISIT = "visit", _("Visit")
    TELEPHONE = "telephone", _("By telephone")
    VIDEO = "video", _("By video")
    CHAT = "chat", _("In a chat")


class TalkWith(models.TextChoices):
    """Who took part in a talk."""

    ALONE = "alone", _("One person")
    COUPLE = "couple", _("A couple together")
    GROUP = "group", _("A group")
