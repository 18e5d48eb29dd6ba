"""Choices of the coordination through Barnahus."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StepKind(models.TextChoices):
    """What is done there, whether or not the police investigate."""

    CONSULTATION = "consultation", pgettext_lazy("Barnahus", "Consultation")
    PLANNING = "planning", _("Planning meeting")
    EXAMINATION = "examination", _("Medical examination")
    TREATMENT = "treatment", _("Crisis support and treatment")
    FOLLOW_UP = "follow_up", pgettext_lazy("Barnahus", "Follow-up")


class Part(models.TextChoices):
    """Who took part, by role: nobody is named."""

    SOCIAL = "social", _("Social services")
    BARNAHUS = "barnahus", _("Barnahus")
    POLICE = "police", _("Police")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    PSYCHIATRY = "psychiatry", _("Child and adolescent psychiatry")
    PAEDIATRICS = "paediatrics", _("Children's health care")
    FORENSIC = "forensic", _("Forensic medicine")
    COORDINATOR = "coordinator", _("Coordinator for children")
    COUNSEL = "counsel", _("Counsel or special representative")
    GUARDIAN = "guardian", _("Guardian or god man")
    CHILD = "child", _("The child")


class PoliceReport(models.TextChoices):
    """Whether the suspicion is reported to the police."""

    UNDECIDED = "undecided", _("Not decided")
    REPORTED = "reported", _("It is reported to the police")
    NOT_REPORTED = "not_reported", _("It is not reported")


class DecidedBy(models.TextChoices):
    """Who decided about the report, by office: no officer is named."""

    SOCIAL = "social", _("The social services")
    PROSECUTOR = "prosecutor", _("A prosecutor")
    POLICE = "police", _("The police")
    HEALTH = "health", _("Health care")
    OTHER = "other", _("Somebody else")


class NamedOn(models.TextChoices):
    """On what ground Barnahus was told who the child is."""

    REPORT = "report", _("The report to the police")
    CONSENT = "consent", _("Consent")
    LEGAL = "legal", _("A legal ground without consent")


class MatterOutcome(models.TextChoices):
    """How the coordination ended."""

    HELPED = "helped", _("The child has got what was planned")
    ELSEWHERE = "elsewhere", _("Goes on elsewhere")
    NO_CRIME = "no_crime", _("The suspicion did not stand")
    DECLINED = "declined", _("The child or the guardians say no")
    MOVED = "moved", _("The child has moved")
    OTHER = "other", pgettext_lazy("Barnahus", "Ended otherwise")
