"""Choices of letters to bodies outside and of reports of concern."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Conveyed(models.TextChoices):
    """How a letter reached the body outside. Never by plain e-mail."""

    POST = "post", _("By post")
    BY_HAND = "by_hand", pgettext_lazy("a letter", "Handed over")
    SECURE = "secure", _("By secure digital post")
    TELEPHONE = "telephone", _("Read out by telephone")


class AtOnce(models.TextChoices):
    """Whether a child may need protection at once, as whoever reports sees it."""

    YES = "yes", _("Yes, at once")
    NO = "no", _("Not at once")
    DONT_KNOW = "dont_know", _("We don't know")


class Guardians(models.TextChoices):
    """Whether the guardians know of the report."""

    TOLD = "told", _("They know of it")
    DANGER = "danger", _("Not told: it may put the child in danger")
    NOT_REACHED = "not_reached", _("Not reached")
    NOT_KNOWN = "not_known", _("We don't know who they are")


class Interpreting(models.TextChoices):
    """Whether the child needs an interpreter."""

    NEEDED = "needed", _("Yes")
    NOT_NEEDED = "not_needed", _("No")
    DONT_KNOW = "dont_know", _("We don't know")
