"""The types of event about figures: reports, editions, the programme, the exchange."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FigureEvent(models.TextChoices):
    """Types of audit event that are about no one person. Documented as the others are."""

    FOLLOW_UP_READ = "follow_up.read", _("Somebody read the figures of a period")
    LEDGER_OPENED = "ledger.opened", _("The ledger of the substitute sets was opened")
    LEDGER_CHANGED = "ledger.changed", _("The ledger of the substitute sets was written")
    LEDGER_DESTROYED = (
        "ledger.destroyed",
        _("The substitute sets and the frozen rows of a period were destroyed"),
    )
    PERIOD_REGISTERED = "edition.period_registered", _("A period of editions was registered")
    FIGURE_REGISTERED = "edition.figure_registered", _("An exact figure was registered")
    FIGURE_CONFIRMED = "edition.figure_confirmed", _("A second person confirmed an exact figure")
    FIGURE_DECLINED = (
        "edition.figure_declined",
        _("An exact figure that nobody had confirmed was declined"),
    )
    FIGURE_WITHDRAWN = (
        "edition.figure_withdrawn",
        _("Somebody said that a confirmed exact figure is to be taken back"),
    )
    EDITION_ORDERED = "edition.ordered", _("An edition of the statistics was ordered")
    EDITION_STARTED = "edition.started", _("The making of an edition began or went on")
    EDITION_UNIVERSE = "edition.universe_made", _("The tables of a universe were made and audited")
    EDITION_AUDITED = "edition.audited", _("An edition was made and audited")
    EDITION_RESTS_KEPT = (
        "edition.rests_kept",
        _("What the exact figures beside an edition leave out was computed and sealed"),
    )
    EDITION_REFUSED = "edition.refused", _("An edition was refused")
    EDITION_REQUEUED = "edition.requeued", _("An interrupted edition was put back in the queue")
    EDITION_TAKEN_UP = "edition.taken_up", _("Somebody answers for an edition that the clock made")
    EDITION_APPROVED = "edition.approved", _("An edition was approved by a second person")
    EDITION_PUBLISHED = "edition.published", _("An edition was published")
    EDITION_WITHDRAWN = "edition.withdrawn", _("A published edition was withdrawn")
    EDITION_CORRECTED = "edition.corrected", _("A correction in words was added to an edition")
    EDITION_PDF_WRITTEN = "edition.pdf_written", _("The report of a published edition was written")
    EDITION_DRAFT_PDF_ORDERED = (
        "edition.draft_pdf_ordered",
        _("The report of an edition that is not published was ordered"),
    )
    EDITION_DRAFT_PDF_STARTED = (
        "edition.draft_pdf_started",
        _("The writing of the report of an edition that is not published began"),
    )
    EDITION_DRAFT_PDF_WRITTEN = (
        "edition.draft_pdf_written",
        _("The report of an edition that is not published was written"),
    )
    EDITION_DRAFT_PDF_FAILED = (
        "edition.draft_pdf_failed",
        _("The report of an edition that is not published could not be written"),
    )
    EDITION_DRAFT_PDF_READ = (
        "edition.draft_pdf_read",
        _("The report of an edition that is not published was downloaded"),
    )
    EDITION_EXPORTED = "edition.exported", _("A published edition was written by a command")
    REPORT_STARTED = "report.started", _("The making of a report began")
    REPORT_ADVANCED = "report.advanced", _("The making of a report came to its next step")
    REPORT_FINISHED = "report.finished", _("A report was made")
    REPORT_FAILED = "report.failed", _("A report could not be made")
    REPORT_RETRIED = "report.retried", _("A failed report was ordered again")
    REPORT_REQUEUED = "report.requeued", _("An interrupted report was put back in the queue")
    REPORT_DOWNLOADED = "report.downloaded", _("A report was downloaded")
    REPORT_DELETED = "report.deleted", _("A report was deleted by its owner")
    REPORT_EXPIRED = "report.expired", _("A report was deleted because its time was up")
    PROGRAMME_AIM_WRITTEN = "programme.aim_written", _("An aim of the programme was written down")
    PROGRAMME_AIM_CHANGED = "programme.aim_changed", _("An aim of the programme was changed")
    PROGRAMME_MEASURE_PLANNED = (
        "programme.measure_planned",
        _("A measure of the programme was planned"),
    )
    PROGRAMME_MEASURE_CHANGED = (
        "programme.measure_changed",
        _("The plan of a measure of the programme was changed"),
    )
    PROGRAMME_MEASURE_ANSWERED = (
        "programme.measure_answered",
        _("A measure of the programme was answered"),
    )
    PROGRAMME_MEASURE_REMOVED = (
        "programme.measure_removed",
        _("A measure was taken out of the programme's plan"),
    )
    PROGRAMME_PLAN_COPIED = (
        "programme.plan_copied",
        _("A year's plan of the programme was copied into the next"),
    )
    EXCHANGE_ASKED = "exchange.asked", _("A file for exchange with another body was asked for")
    EXCHANGE_APPROVED = "exchange.approved", _("A second person approved a file for exchange")
    EXCHANGE_DECLINED = "exchange.declined", _("A second person declined a file for exchange")
    EXCHANGE_WITHDRAWN = "exchange.withdrawn", _("A request for a file for exchange was taken back")
    EXCHANGE_ORDERED = "exchange.ordered", _("An approved file for exchange was ordered")
    EXCHANGE_FETCHED = "exchange.fetched", _("A file for exchange was fetched by who asked for it")
