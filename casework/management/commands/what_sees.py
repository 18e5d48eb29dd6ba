"""``what_sees``: every file that an account sees, and why."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from casework.actions.inspecting import what_sees
from casework.actors import INSPECTOR
from casework.management.ways import lines


class Command(BaseCommand):
    """Tells what an account sees, as pseudonyms."""

    help = "Show which files an account sees and why, as pseudonyms. Logged."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email", help="the address that the account signs in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each way in which it sees a file."""
        ways = what_sees(by=INSPECTOR, email=options["email"])
        for line in lines("file", ways) if ways else ["The account sees no file."]:
            self.stdout.write(line)
