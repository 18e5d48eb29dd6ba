"""Choices of disposal."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Basis(models.TextChoices):
    """What a file is about, as far as it decides how long it is kept (SoL 2025:400)."""

    ORDINARY = "ordinary", _("Support, advice or a decision about an adult")
    CHILD_INVESTIGATION = "child_investigation", _("Investigation of a child's need of protection")
    CONCERN_ONLY = "concern_only", _("Reported concern that led to no investigation")
    PLACEMENT = "placement", _("Placement, or care outside the home, of a child")


# Beside the kinds of file: what is kept of somebody who has none.
ANONYMOUS_CONTACT = "anonymous_contact"


class HoldKind(models.TextChoices):
    """Why a file must not be destroyed for the time being."""

    LEGAL_DISPUTE = "legal_dispute", _("Legal dispute, appeal or claim for damages")
    SUPERVISION = "supervision", _("Supervision or a police investigation under way")
    PERSON_ASKS = "person_asks", _("The person has asked for the file")
    OTHER = "other", _("Another reason, written down")


class Reason(models.TextChoices):
    """Why a file is kept, or may no longer be kept."""

    NOT_YET = "not_yet", _("Its time is not up")
    OPEN_CASE = "open_case", _("A unit still works with the person")
    HELD = "held", _("It is held back")
    EXTRACT = "extract", _("An extract or a correction is under way")
    LINKED = "linked", _("A linked file is still kept")
    PLACEMENT = "placement", _("Files about placements are always kept")
    RESEARCH_AREA = "research_area", _("Kept for research: all files of this area are")
    RESEARCH_SAMPLE = "research_sample", _("Kept for research: born on a sample day")
    UNKNOWN_RULES = "unknown_rules", _("No rule is in force on the day")
    FIVE_YEARS = "five_years", _("Five years have passed since the last note")
    AGE_OF_THIRTY = "age_of_thirty", _("The person is past 30, and so is the time of the last note")


class Mark(models.TextChoices):
    """What the reviewer says about a file on a list."""

    OPEN = "open", _("Not reviewed")
    KEEP = "keep", _("Keep")
    DESTROY = "destroy", pgettext_lazy("disposal", "Destroy")


class KeepWhy(models.TextChoices):
    """Why a reviewer or a manager keeps a file that could be destroyed."""

    RULE = "rule", _("A rule keeps it")
    CONTACT = "contact", _("The person is in contact again")
    DISPUTE = "dispute", _("A dispute or claim is expected")
    RESEARCH = "research", _("It belongs to the research sample")
    CHANGED = "changed", _("Something was added after the review")
    REGRET = "regret", _("Stopped in the period of regret")


class ListState(models.TextChoices):
    """How far a list has come."""

    PROPOSED = "proposed", _("To be reviewed")
    REVIEWED = "reviewed", _("Waits for a second person")
    APPROVED = "approved", _("In the period of regret")
    DONE = "done", _("Destroyed")
    STOPPED = "stopped", _("Stopped")
