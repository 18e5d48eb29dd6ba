"""Models of the reports floor: one table a file."""

from reports.models.report_request import ReportRequest

__all__ = ["ReportRequest"]
