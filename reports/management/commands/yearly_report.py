"""``yearly_report``: the published figures of a period as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from casework.actions.base import ActionRefused
from casework.actors import SETUP
from casework.web.requests import sentence
from reports.actions.export import export_edition
from reports.actions.releasing import release_edition
from reports.enums import FIGURES, ReportFormat
from reports.management.approvers import two_approvers
from reports.periods import Period, WrongPeriod
from reports.queries.editions import released_edition


class Command(BaseCommand):
    """Writes the published edition of a period, and releases one when it is told to."""

    help = "Write the published figures of a period to a file; with --release, release them first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whole months are counted: those that both days lie in."""
        parser.add_argument("--from", dest="start", required=True, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="end", required=True, metavar="YYYY-MM-DD")
        parser.add_argument(
            "--format", choices=[code for code, _label in FIGURES], default=ReportFormat.JSON
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FILE")
        parser.add_argument(
            "--language", choices=dict(settings.LANGUAGES), default=settings.LANGUAGE_CODE
        )
        parser.add_argument("--release", action="store_true", help="Make and release the edition.")
        parser.add_argument(
            "--approved-by",
            action="append",
            default=[],
            metavar="EMAIL",
            help="With --release, twice: who answers for it, and who approves.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file. Where nothing is released it says so and ends with code 1."""
        with translation.override(options["language"]):
            try:
                period = Period.parse(options["start"], options["end"])
            except WrongPeriod as error:
                raise CommandError(str(error)) from None
            try:
                self._release(period, options)
                content = self._content(period, ReportFormat(options["format"]))
            except ActionRefused as refusal:
                raise CommandError(sentence(refusal)) from None
            self._write(options["output"], content)

    def _release(self, period: Period, options: dict[str, Any]) -> None:
        if options["release"]:
            first, second = two_approvers(options["approved_by"])
            release_edition(first=first, second=second, period=period)

    def _content(self, period: Period, form: ReportFormat) -> bytes:
        edition = released_edition(period.months())
        if edition is None:
            raise CommandError(
                _("No edition of %(period)s is released: there are no figures to write.")
                % {"period": period}
            )
        return export_edition(by=SETUP, edition=edition, form=form)

    def _write(self, output: Path, content: bytes) -> None:
        try:
            output.write_bytes(content)
        except OSError as error:
            raise CommandError(
                _("%(file)s can't be written: %(reason)s.")
                % {"file": output, "reason": error.strerror}
            ) from None
        self.stdout.write(_("%(file)s: released figures.") % {"file": output})
