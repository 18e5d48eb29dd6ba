"""``attack_report``: attacks the published files of editions and tells what can be proved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.disclosure.attacker import CROSSINGS, AttackReport, Find, attack
from reports.disclosure.linear import Contradiction

# More of one kind are counted and not listed.
LISTED = 20


class Command(BaseCommand):
    """Reads files that anybody may have: no database, no key, nobody's rows."""

    help = "Attack the files of one or more editions, all together, and print what can be proved."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Documents of single universes, or the JSON files of whole editions."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--crossings", type=int, default=CROSSINGS)
        parser.add_argument("--language", choices=("sv", "en"), default="sv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was proved of each universe; with anything proved it ends with code 1."""
        with translation.override(options["language"]):
            proved = False
            for universe, documents in sorted(_by_universe(options["files"]).items()):
                try:
                    report = attack(documents, crossings=options["crossings"])
                except Contradiction:
                    raise CommandError(
                        _("%(universe)s: the numbers contradict each other.")
                        % {"universe": universe}
                    ) from None
                self._tell(universe, report)
                proved = proved or not report.clean
            if proved:
                raise CommandError(_("Something can be proved."))

    def _tell(self, universe: str, report: AttackReport) -> None:
        self.stdout.write(
            ngettext(
                "%(universe)s: %(count)s group was attacked.",
                "%(universe)s: %(count)s groups were attacked.",
                report.asked,
            )
            % {"universe": universe, "count": report.asked}
        )
        for words, finds in (
            (_("exact numbers that the files left open"), report.exact),
            (_("groups proved to be one to four people"), report.small),
            (_("possible groups proved to be empty"), report.empty),
        ):
            self.stdout.write(f"  {words}: {len(finds)}")
            for find in finds[:LISTED]:
                self.stdout.write(f"    {_told(find)}")


def _told(find: Find) -> str:
    return f"{find.question}: {find.lower}–{find.upper:g}"


def _by_universe(files: list[Path]) -> dict[str, list[bytes]]:
    """The documents of each universe, in the order of the files."""
    found: dict[str, list[bytes]] = {}
    for path in files:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            documents = data["universes"].values() if "universes" in data else [data]
            for document in documents:
                universe = document["spec"]["universe"]
                found.setdefault(universe, []).append(json.dumps(document).encode())
        except OSError as error:
            raise CommandError(
                _("%(file)s can't be read: %(reason)s.") % {"file": path, "reason": error.strerror}
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            raise CommandError(_("%(file)s is no file of an edition.") % {"file": path}) from None
    return found
