"""Choices of the programme's own follow-up and of the exchange with other bodies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MeasureState(models.TextChoices):
    """What has become of what a board has undertaken for a year."""

    NOT_BEGUN = "not_begun", _("Not begun")
    UNDER_WAY = "under_way", _("Has begun")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


class ExchangePurpose(models.TextChoices):
    """What a file for exchange is for."""

    COLLABORATIVE = "collaborative", _("IOM's collaborative on trafficking data (CTDC)")
    RAPPORTEUR = "rapporteur", _("The national rapporteur's follow-up")
    RESEARCH = "research", _("Research with an approved ethical review")
    COORDINATION = "coordination", _("National coordination against trafficking")


class ExchangeReceiver(models.TextChoices):
    """Who gets it."""

    IOM = "iom", _("International Organization for Migration (IOM)")
    GENDER_EQUALITY = "gender_equality", _("The Swedish Gender Equality Agency")
    POLICE_AUTHORITY = "police_authority", _("The Police Authority, national rapporteur")
    UNIVERSITY = "university", _("University")


class ExchangeState(models.TextChoices):
    """Where a request for an exchange file is on its way."""

    ASKED = "asked", _("Waiting for a second person")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Taken back")
