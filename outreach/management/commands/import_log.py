"""``import_log``: an earlier log from a folder, all of it or nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.actions.base import ActionRefused
from casework.actors import IMPORT, acting_as
from casework.crypto import CannotOpen
from casework.models import Unit
from outreach.actions.import_log import LogFaulty, import_log
from outreach.imports.files import find_file
from outreach.imports.log import Log
from outreach.imports.mapping import DEFAULT, MappingUnusable, load_mapping
from outreach.imports.preview import FaultList
from outreach.imports.report import fault_lines, preview_lines
from outreach.queries.import_preview import ReadLog, preview_import, read_files
from outreach.queries.imports import unit_to_import_for

WARNINGS_SHOWN = 20


class Command(BaseCommand):
    """Reads both files, lists every fault, and imports when there is none."""

    help = "Import an earlier log of shifts and people met: all of its new rows, or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder, and what is not as usual."""
        parser.add_argument("folder", type=Path, help="the folder with the two files")
        parser.add_argument("--unit", help="the unit's code (the city's outreach team)")
        parser.add_argument("--name", help="the name that row ids are unique within (the folder's)")
        parser.add_argument(
            "--mapping", type=Path, default=DEFAULT, help="another mapping file (docs/import.md)"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="read, check and count; import nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Preview, then import. Exit code 1 and nothing imported when anything is wrong."""
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(_("%s is not a folder.") % folder)
        name = options["name"] or folder.resolve().name
        if not 0 < len(name) <= 200:
            raise CommandError(_("The name of a log has at most 200 characters."))
        self.progress_shown = options["verbosity"] > 1 or (
            options["verbosity"] > 0 and sys.stderr.isatty()
        )
        try:
            self._import(folder, name, options)
        except (ActionRefused, MappingUnusable, CannotOpen) as error:
            raise CommandError(str(error)) from None
        except DatabaseError as error:
            # Its words quote the row; its kind and the rule that was broken do not.
            cause = error.__cause__
            rule = getattr(getattr(cause, "diag", None), "constraint_name", None)
            raise CommandError(
                _("The database stopped the import (%s). Nothing was imported.")
                % " ".join(filter(None, [type(cause).__name__, rule]))
            ) from None

    def _import(self, folder: Path, name: str, options: dict[str, Any]) -> None:
        with acting_as(IMPORT):
            unit = self._unit(options["unit"])
            read = self._read(folder, options["mapping"])
            if not read.log.faults:
                preview = preview_import(read, unit=unit, name=name)
        if read.log.faults:
            self._refuse(read.log)
        for line in preview_lines(preview, name=name, unit=str(unit)):
            self.stdout.write(line)
        for line in fault_lines(preview.warnings, _("To look at"), WARNINGS_SHOWN):
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write(_("Dry run: nothing was imported."))
        elif preview.adds_nothing:
            self.stdout.write(_("Everything in the log is here already. Nothing was added."))
        else:
            self._run(read, unit, name)

    def _unit(self, code: str | None) -> Unit:
        unit = unit_to_import_for(code)
        if unit is None and code is None:
            raise CommandError(_("The city does not have one outreach team. Name a unit: --unit."))
        if unit is None:
            raise CommandError(_("There is no unit %s in use.") % code)
        return unit

    def _read(self, folder: Path, mapping_file: Path) -> ReadLog:
        mapping = load_mapping(mapping_file)
        log = Log()
        shifts = find_file(folder, mapping.shifts, log.faults)
        people = find_file(folder, mapping.people, log.faults)
        return read_files(
            shifts, people, mapping=mapping, log=log, progress=self._progress(_("Reading"))
        )

    def _run(self, read: ReadLog, unit: Unit, name: str) -> None:
        try:
            result = import_log(
                by=IMPORT,
                unit=unit,
                name=name,
                log=read.log,
                files=read.files,
                age_limits=read.register.age_limits,
                progress=self._progress(_("Importing")),
            )
        except LogFaulty:
            self._refuse(read.log)
        self.stdout.write(
            _("Imported: %(shifts)s shifts, %(people)s people met, %(deviating)s with a deviation.")
            % {
                "shifts": result.shifts,
                "people": result.people,
                "deviating": result.with_deviation,
            }
        )

    def _refuse(self, log: Log) -> NoReturn:
        faults = FaultList.of(log.faults)
        for line in fault_lines(faults, _("Faults")):
            self.stderr.write(line)
        raise CommandError(
            ngettext(
                "%(count)s fault. Nothing was imported.",
                "%(count)s faults. Nothing was imported.",
                faults.total,
            )
            % {"count": faults.total}
        )

    def _progress(self, label: str) -> Any:
        """Tells each whole tenth once, on standard error."""
        told = -1

        def tell(done: int, total: int) -> None:
            nonlocal told
            tenth = 10 * done // max(total, 1)
            if self.progress_shown and tenth > told:
                told = tenth
                self.stderr.write(f"{label}: {10 * min(tenth, 10)} %", self.style.NOTICE)

        return tell
