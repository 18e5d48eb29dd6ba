"""Models of the reports floor: one table a file."""

from reports.models.draft_pdf import DraftPdf
from reports.models.edition import Edition, EditionCorrection, EditionUniverse
from reports.models.edition_pdf import EditionPdf
from reports.models.edition_period import EditionPeriod
from reports.models.edition_rests import EditionRests
from reports.models.exact_figure import ExactFigure
from reports.models.exchange import ExchangeRequest
from reports.models.figure_answer import FigureAnswer
from reports.models.ledger import DisclosureLedger
from reports.models.programme import ProgrammeAim, ProgrammeMeasure
from reports.models.report_request import ReportRequest

__all__ = [
    "DisclosureLedger",
    "DraftPdf",
    "Edition",
    "EditionCorrection",
    "EditionPdf",
    "EditionPeriod",
    "EditionRests",
    "EditionUniverse",
    "ExactFigure",
    "ExchangeRequest",
    "FigureAnswer",
    "ProgrammeAim",
    "ProgrammeMeasure",
    "ReportRequest",
]
