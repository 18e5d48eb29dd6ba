"""Choices of what is given to other professionals: advice and training."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GuidanceKind(models.TextChoices):
    """What was given."""

    ADVICE = "advice", _("Advice to colleagues elsewhere")
    TRAINING = "training", _("Training")
    LECTURE = "lecture", _("Lecture")


class GuidanceForm(models.TextChoices):
    """How it was given."""

    ON_SITE = "on_site", _("In the same room")
    DIGITAL = "digital", _("By video")
    TELEPHONE = "telephone", _("By telephone")
    WRITTEN = "written", _("In writing")


class GuidanceBody(models.TextChoices):
    """To whom: the kind of body, never a person."""

    OWN_CITY = "own_city", _("The city's own social services")
    MUNICIPALITY = "municipality", _("Another municipality")
    MUNICIPALITIES = "municipalities", _("Several municipalities together")
    SCHOOL = "school", _("School")
    HEALTH = "health", _("Health care")
    POLICE = "police", _("Police and prosecutors")
    STATE = "state", _("Another authority of the state")
    BUSINESS = "business", _("Hotels, landlords and other businesses")
    VOLUNTARY = "voluntary", _("Voluntary organisation")
    OTHER = "other", _("Somebody else")


class GuidanceTopic(models.TextChoices):
    """What it was about."""

    PROSTITUTION = "prostitution", _("Prostitution and sexual exploitation")
    TRAFFICKING = "trafficking", _("Trafficking and exploitation of other kinds")
    CHILDREN = "children", _("Children and young people")
    BUYERS = "buyers", _("Those who buy sex")
    SIGNS = "signs", _("Signs to notice, and how to ask")
    RIGHTS = "rights", _("Support, protection and rights")
    OFFER = "offer", _("What the city's units offer")
    METHOD = "method", _("How we work")
    CASE = "case", _("One person's situation, without telling who")
    OTHER = "other", _("Something else")
