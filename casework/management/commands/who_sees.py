"""``who_sees``: everybody who sees a file, and why."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from casework.actions.inspecting import who_sees
from casework.actors import INSPECTOR
from casework.management.ways import lines


class Command(BaseCommand):
    """Tells who sees a file: by name, as the unit's manager or intake, or in an emergency."""

    help = "Show who sees a file and why. The file is named by its pseudonym or identifier. Logged."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which file."""
        parser.add_argument("file", help="a pseudonym such as Ärla-4821, or an identifier")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each way in which somebody sees it."""
        ways = who_sees(by=INSPECTOR, file=options["file"])
        for line in lines("account", ways) if ways else ["Nobody sees such a file."]:
            self.stdout.write(line)
