"""Choices of the letters to municipalities that have not joined the offer."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LetterState(models.TextChoices):
    """Where a letter is on its way."""

    PREPARED = "prepared", _("To be written")
    WRITTEN = "written", _("To be sent")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Not sent")


class LetterWay(models.TextChoices):
    """How a letter was sent."""

    POST = "post", _("By post")
    SECURE = "secure", _("By secure digital post")
    BY_HAND = "by_hand", pgettext_lazy("a letter", "Handed over")


class DropReason(models.TextChoices):
    """Why a letter is not sent."""

    JOINED = "joined", _("The municipality has joined the offer")
    LATER = "later", _("A later letter says the same")
    DANGER = "danger", _("Somebody could be guessed at")
    MISTAKE = "mistake", _("Nobody from there was met after all")
