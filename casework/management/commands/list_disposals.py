"""``list_disposals``: the signed list of what was destroyed, to be kept beside the backups."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from casework.actors import DISPOSAL, acting_as
from casework.disposal.replay import signed_lines
from casework.queries.disposals import destroyed_ids


class Command(BaseCommand):
    """Prints one signed line for each destroyed file. Run it after every night's disposal."""

    help = "Print the signed list of destroyed files, for replay_disposals after a restore."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print."""
        with acting_as(DISPOSAL):
            for line in signed_lines(destroyed_ids()):
                self.stdout.write(line)
