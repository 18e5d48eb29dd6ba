"""``rotate_keys``: brings everything that is sealed under the first key of ``FIELD_KEYS``."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from casework.actions.rotation import rotate_keys
from casework.crypto import key_ids
from casework.tasks.keys import rotate_keys as task


class Command(BaseCommand):
    """Wraps data keys anew while the system is in use; may be broken off and begun again."""

    help = "Wrap every data key anew under the first key of FIELD_KEYS, while everybody works."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Here, or by the worker."""
        parser.add_argument(
            "--in-queue", action="store_true", help="let the worker do it; key_status tells how far"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, and tell of every batch."""
        if options["in_queue"]:
            task.delay()
            self.stdout.write("The worker does it. See how far it has come with key_status.")
            return
        totals: dict[str, int] = {}
        for step in rotate_keys():
            self.stdout.write(f"{step.table}: {step.changed}")
            totals[step.table] = step.failed
        failed = sum(totals.values())
        if failed:
            self.stderr.write(f"{failed} values could not be opened and stay as they are.")
        self.stdout.write(f"Under {key_ids()[0]} now. Values in use were left: see key_status.")
