"""``verify_log``: compares the audit log with its seals and says what is not as it was."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.actions.sealing import note_check
from casework.actors import SEALER
from casework.audit.seal_file import Line, SealFileDisagrees, read_seals
from casework.queries.log_check import Check, check_log

PROGRESS_SECONDS = 5.0


class Command(BaseCommand):
    """Ends with 1 when something was changed, removed or put in; each is told with its place."""

    help = "Compare the audit log with its seals. Ends with 1 when something is not as it was."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which days, and the file outside."""
        parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="DAY")
        parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="DAY")
        parser.add_argument(
            "--seals",
            type=Path,
            metavar="FILE",
            help="a copy of AUDIT_SEAL_PATH from another machine",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare, tell, and note in the log that it was done."""
        outside = self._read(options["seals"])
        check = check_log(
            SEALER,
            first=options["first"],
            last=options["last"],
            outside=outside,
            tell=Progress(self),
        )
        for fault in check.faults:
            self.stdout.write(f"FAULT {fault}")
        note_check(by=SEALER, days=check.days, events=check.events, faults=len(check.faults))
        self.stdout.write(
            f"{check.events} events of {check.days} sealed days compared;"
            f" days gone by retention: {check.days_gone};"
            f" events not sealed yet: {check.unsealed}."
        )
        if outside is None:
            self.stdout.write("Without --seals: a rewritten chain would not be found.")
        if check.faults:
            raise CommandError(
                f"{len(check.faults)} faults. docs/audit.md says what to do.", returncode=1
            )
        self.stdout.write("The log is as it was sealed.")

    def _read(self, path: Path | None) -> dict[date, Line] | None:
        try:
            return None if path is None else read_seals(path)
        except (OSError, SealFileDisagrees) as error:
            raise CommandError(f"The file of seals can't be read: {error}") from error


class Progress:
    """Tells every few seconds how far a long run has come."""

    def __init__(self, command: BaseCommand) -> None:
        self.command = command
        self.told_at = time.monotonic()

    def __call__(self, check: Check) -> None:
        """Called after each day."""
        if time.monotonic() - self.told_at > PROGRESS_SECONDS:
            self.told_at = time.monotonic()
            self.command.stdout.write(f"… {check.days + check.days_gone} days")
