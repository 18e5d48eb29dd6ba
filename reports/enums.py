"""Choices of the reports floor."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class HomeGroup(models.TextChoices):
    """Where somebody lives, in the groups that the county-wide offer is followed up by."""

    CITY = "city", _("The city")
    AREA_JOINED = "area_joined", _("Area of the offer, has joined")
    AREA_NOT_JOINED = "area_not_joined", _("Area of the offer, has not joined")
    AREA_UNKNOWN = "area_unknown", _("Area of the offer, agreement not known")
    OUTSIDE = "outside", _("Outside the area of the offer")
    ABROAD = "abroad", _("Abroad")
    UNKNOWN = "unknown", _("Unknown")


class ReportFormat(models.TextChoices):
    """What a published edition can be written as, and the file for exchange."""

    PDF = "pdf", _("PDF")
    XLSX = "xlsx", _("Spreadsheet (xlsx)")
    CSV = "csv", _("Table file (csv)")
    JSON = "json", _("Data file (json)")
    # Rows about people, for authorised exchange: never ordered without a second person.
    HTCDS = "htcds", _("Exchange file (HTCDS)")


# What the figures of an edition can be written as.
FIGURES = [choice for choice in ReportFormat.choices if choice[0] != ReportFormat.HTCDS]


class ReportState(models.TextChoices):
    """Where an ordered report is on its way."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Being made")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Failed")


class ReportStep(models.TextChoices):
    """What is being done just now."""

    WAITING = "waiting", _("Waiting for its turn")
    COUNTING = "counting", _("Counting")
    WRITING = "writing", _("Writing the file")
    SEALING = "sealing", _("Storing the result")
    READY = "ready", _("Ready")


# How far a report has come when a step begins, in per cent.
STEP_PROGRESS = {
    ReportStep.WAITING: 0,
    ReportStep.COUNTING: 10,
    ReportStep.WRITING: 45,
    ReportStep.SEALING: 90,
    ReportStep.READY: 100,
}


class ReportError(models.TextChoices):
    """Why a report could not be made."""

    COUNTING = "counting", _("The figures could not be counted. Nothing was lost: try again.")
    WRITING = "writing", _("The figures were counted, but the file could not be written.")
    TOO_FEW = (
        "too_few",
        _("So few people are in these years that somebody could be recognised. Ask for more."),
    )
    TOO_LONG = "too_long", _("It took too long and was stopped. Try a shorter period.")
    INTERRUPTED = (
        "interrupted",
        _("The work was interrupted several times. Try again, or tell those who run the service."),
    )


class PeriodKind(models.TextChoices):
    """What sort of period an edition is of."""

    YEAR = "year", _("Year")
    HALF_YEAR = "half_year", _("Half-year")
    OTHER = "other", _("Another period")


class EditionState(models.TextChoices):
    """How far an edition has come. A published one changes in one way only: it is withdrawn."""

    DRAFT = "draft", pgettext_lazy("an edition", "Draft, waiting")
    AUDITING = "auditing", pgettext_lazy("an edition", "Being made and audited")
    AUDITED = "audited", pgettext_lazy("an edition", "Audited")
    REFUSED = "refused", pgettext_lazy("an edition", "Refused")
    APPROVED = "approved", pgettext_lazy("an edition", "Approved")
    PUBLISHED = "published", pgettext_lazy("an edition", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("an edition", "Withdrawn")


class FigureSaid(models.TextChoices):
    """What somebody answers to an exact figure."""

    CONFIRMED = "confirmed", pgettext_lazy("an exact figure", "Confirmed")
    DECLINED = "declined", pgettext_lazy("an exact figure", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("an exact figure", "Taken back")


class DraftPdfState(models.TextChoices):
    """How far the report of a draft has come."""

    WAITING = "waiting", pgettext_lazy("a report of a draft", "Waiting or being written")
    WRITTEN = "written", pgettext_lazy("a report of a draft", "Written")
    FAILED = "failed", pgettext_lazy("a report of a draft", "Could not be written")


class RefusedBecause(models.TextChoices):
    """Why a universe, or an edition as a whole, has no figures."""

    TOO_FEW = "too_few", _("There are too few people in it for figures that protect them.")
    NOT_FOUND = (
        "not_found",
        _("No figures were found that stay close enough to the truth in every table."),
    )
    FOLLOWS = (
        "follows",
        _("It follows from a longer and a shorter period, and one of them has no figures for it."),
    )
    DESTROYED = "destroyed", _("What it would be made of is destroyed.")
    PINS = "pins", _("An exact figure may not be printed.")
    AUDIT = "audit", _("The audit found a reason not to publish.")
    INTERRUPTED = "interrupted", _("The work was interrupted several times.")
    PERSON = "person", _("Somebody who looked at it refused it.")
