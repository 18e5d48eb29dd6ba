"""``sync_restored``: after a restored backup, let tablets offer their sealed copies again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from casework.actors import SYNC
from outreach.actions.tablet_keys import begin_epoch


class Command(BaseCommand):
    """Begins another life of the server, as tablets see it."""

    help = "Say that the server was restored: tablets send what they still hold once more."

    def handle(self, *args: Any, **options: Any) -> None:
        """Begin it. What is here already is answered as a duplicate, and changes nothing."""
        epoch = begin_epoch(by=SYNC)
        self.stdout.write(f"Epoch {epoch.pk}: tablets offer their copies again.")
