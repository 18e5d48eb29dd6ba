"""``setup_city``: the organisation from one file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.actions.base import ActionRefused
from casework.actions.city import set_up_city
from casework.actors import SETUP
from casework.city_file import CityFileError, find_city_file, read_city_file


class Command(BaseCommand):
    """Sets up or changes the city. A file with a fault changes nothing and ends with code 1."""

    help = "Set up or change the city from one TOML file; safe to run again. See docs/setup.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """The file."""
        parser.add_argument("city", help="a shipped city (stockholm, goteborg) or a file")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, check, apply, and print what changed."""
        try:
            plan = read_city_file(find_city_file(options["city"]))
            changes = set_up_city(by=SETUP, plan=plan)
        except (CityFileError, ActionRefused) as error:
            raise CommandError(str(error)) from None
        if options["verbosity"] < 1:
            return
        created = [change for change in changes if change.verb == "created"]
        # A first set-up makes some six hundred rows: their number says more than their names.
        few = options["verbosity"] > 1 or len(created) <= 40
        for change in changes:
            if few or change.verb != "created":
                self.stdout.write(f"{change.verb} {change.what}")
        if not few:
            self.stdout.write(f"created {len(created)} rows")
        self.stdout.write(f"{plan.name}: {len(changes)} changes.")
