"""``attack_report``: attacks the published files of editions and tells what can be proved."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.disclosure import table_file
from reports.disclosure.attacker import CROSSINGS, AttackReport, Find, attack_editions
from reports.disclosure.linear import Contradiction
from reports.disclosure.published import from_json
from reports.disclosure.stated import Stated

# More of one kind are counted and not listed.
LISTED = 20
# What CSVW calls the metadata of a file that lie beside it.
METADATA = "-metadata.json"
# Numbers for people to read, and nothing for a program on how they hang together.
SHEETS = (".xlsx", ".ods", ".pdf")


class Command(BaseCommand):
    """Reads files that anybody may have: no database, no key, nobody's rows."""

    help = "Attack the files of one or more editions, all together, and print what can be proved."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Documents of single universes, or the JSON, CSV or zip files of whole editions."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--crossings", type=int, default=CROSSINGS)
        parser.add_argument("--language", choices=("sv", "en"), default="sv")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was proved of each universe; with anything proved it ends with code 1."""
        with translation.override(options["language"]):
            proved = False
            for universe, documents in sorted(_by_universe(options["files"]).items()):
                try:
                    editions = [from_json(document) for document in documents]
                    report = attack_editions(editions, crossings=options["crossings"])
                except Contradiction:
                    raise CommandError(
                        _("%(universe)s: the numbers contradict each other.")
                        % {"universe": universe}
                    ) from None
                proved = self._tell(universe, report, Stated(editions, ())) or proved
            if proved:
                raise CommandError(_("Something can be proved."))

    def _tell(self, universe: str, report: AttackReport, stated: Stated) -> bool:
        """Print what was proved, and whether there is more than what the exact figures say."""
        self.stdout.write(
            ngettext(
                "%(universe)s: %(count)s group was attacked.",
                "%(universe)s: %(count)s groups were attacked.",
                report.asked,
            )
            % {"universe": universe, "count": report.asked}
        )
        told, proved = set(), False
        for words, finds in (
            (_("exact numbers that the files left open"), report.exact),
            (_("groups proved to be one to four people"), report.small),
            (_("possible groups proved to be empty"), report.empty),
        ):
            told |= {find.question for find in finds if stated.answer(find.cell)}
            found = [find for find in finds if not stated.answer(find.cell)]
            proved = proved or bool(found)
            self.stdout.write(f"  {words}: {len(found)}")
            for find in found[:LISTED]:
                self.stdout.write(f"    {_told(find)}")
        if told:
            words = _("groups that the printed exact figures tell of by themselves")
            self.stdout.write(f"  {words}: {len(told)}")
        return proved


def _told(find: Find) -> str:
    return f"{find.question}: {find.lower}–{find.upper:g}"


def _by_universe(files: list[Path]) -> dict[str, list[dict[str, Any]]]:
    """The documents of each universe, in the order of the files."""
    found: dict[str, list[dict[str, Any]]] = {}
    for path in files:
        try:
            for document in _documents(path):
                found.setdefault(document["spec"]["universe"], []).append(document)
        except OSError as error:
            raise CommandError(
                _("%(file)s can't be read: %(reason)s.")
                % {"file": error.filename, "reason": error.strerror}
            ) from None
        except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile):
            raise CommandError(_("%(file)s is no file of an edition.") % {"file": path}) from None
    return found


def _documents(path: Path) -> list[dict[str, Any]]:
    """Those of a JSON file, of a CSV file with its metadata beside it, or of all files in one."""
    if path.suffix in SHEETS:
        raise CommandError(
            _(
                "%(file)s does not say how its tables hang together. Its numbers are those of the "
                "JSON and the CSV file of the edition: attack one of them, or the zip of all files."
            )
            % {"file": path}
        )
    content = path.read_bytes()
    if path.suffix == ".zip":
        return _packed(content)
    if path.suffix == ".csv":
        return table_file.documents(content, path.with_name(path.name + METADATA).read_bytes())
    return _of_json(content)


def _packed(content: bytes) -> list[dict[str, Any]]:
    """Both the JSON and the CSV file are attacked, as whoever has the zip has both."""
    found: list[dict[str, Any]] = []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            if name.endswith(".csv"):
                beside = archive.read(name + METADATA)
                found += table_file.documents(archive.read(name), beside)
            elif name.endswith(".json") and not name.endswith(METADATA):
                found += _of_json(archive.read(name))
    if not found:
        raise ValueError("There are no files of an edition in it.")
    return found


def _of_json(content: bytes) -> list[dict[str, Any]]:
    data = json.loads(content)
    return list(data["universes"].values()) if "universes" in data else [data]
