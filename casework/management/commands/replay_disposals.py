"""``replay_disposals FILE``: destroy again what a restored backup has brought back."""

from __future__ import annotations

import logging
import uuid
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from casework.actions.disposal_work import replay_destruction
from casework.actors import DISPOSAL
from casework.disposal.replay import NotOurList, name_for_replay, read_lines

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Reads a list that ``list_disposals`` wrote. Run it before a restored system is opened."""

    help = "Destroy again the files of a signed list that a restored backup has brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The list."""
        parser.add_argument("file", type=Path, help="what list_disposals printed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Destroy, and print how many had come back. A file that fails does not stop the others."""
        try:
            ids = read_lines(options["file"].read_text(encoding="ascii").splitlines())
        except (OSError, UnicodeDecodeError) as fault:
            raise CommandError(f"The list can't be read: {fault}") from fault
        except NotOurList as fault:
            text = f"{fault} was not written by this system: nothing was destroyed."
            raise CommandError(text) from fault
        if "owner" not in settings.DATABASES:
            raise CommandError("Set DATABASE_OWNER_URL: only the owner of the schema names files.")
        name_for_replay(ids)
        came_back, failed = self._replay(ids)
        self.stdout.write(f"{len(ids)} on the list, {came_back} had come back and were destroyed.")
        if failed:
            text = f"{failed} could not be destroyed and are left: see the log, then run it again."
            raise CommandError(text)

    def _replay(self, ids: Iterable[uuid.UUID]) -> tuple[int, int]:
        """How many had come back and are destroyed, and how many could not be."""
        came_back = failed = 0
        for found in ids:
            try:
                came_back += replay_destruction(by=DISPOSAL, person_id=found)
            except Exception:
                # The file is whole and still named. Those after it must not stay because of it.
                logger.exception("A file could not be destroyed again.")
                failed += 1
        return came_back, failed
