"""``yearly_report``: the follow-up of a period as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from casework.actors import SETUP
from reports.actions.export import export_follow_up
from reports.enums import FIGURES, ReportFormat
from reports.periods import Period, WrongPeriod


class Command(BaseCommand):
    """Writes the follow-up of a period. Internal working material, not for release."""

    help = "Write the yearly follow-up of a period to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Both days of the period are included."""
        parser.add_argument("--from", dest="start", required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="end", required=True, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--format", choices=[code for code, _label in FIGURES], default=ReportFormat.JSON
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--language", choices=dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file. A wrong period or a folder that is not there ends with code 1."""
        output: Path = options["output"]
        with translation.override(options["language"]):
            try:
                period = Period.parse(options["start"], options["end"])
            except WrongPeriod as error:
                raise CommandError(str(error)) from None
            follow_up, content = export_follow_up(
                by=SETUP,
                period=period,
                form=ReportFormat(options["format"]),
                language=options["language"],
            )
            try:
                output.write_bytes(content)
            except OSError as error:
                raise CommandError(
                    _("%(file)s can't be written: %(reason)s.")
                    % {"file": output, "reason": error.strerror}
                ) from None
            if follow_up.is_empty:
                self.stderr.write(_("Nothing was recorded in the period; the report says so."))
            self.stdout.write(
                _("%(file)s: internal working material, not for release.") % {"file": output}
            )
