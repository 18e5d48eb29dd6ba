"""Models of the reports floor: one table a file."""

from reports.models.exchange import ExchangeRequest
from reports.models.programme import ProgrammeAim, ProgrammeMeasure
from reports.models.report_request import ReportRequest

__all__ = ["ExchangeRequest", "ProgrammeAim", "ProgrammeMeasure", "ReportRequest"]
