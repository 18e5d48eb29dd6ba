"""``tablet_keys``: the keys that tablets seal to. Run where ``TABLET_KEY_FILE`` is set."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from casework.actors import SYNC, acting_as
from outreach.actions.tablet_keys import make_key
from outreach.models import TabletKey
from outreach.queries.tablets import needs_key
from outreach.sync.opening import forget_keys
from outreach.tablet_sealing import read_keys


class Command(BaseCommand):
    """Makes, rotates and lists the key pairs; the private halves stay in the file."""

    help = "Make or rotate the keys that tablets seal to; without options, list them."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to do."""
        wanted = parser.add_mutually_exclusive_group()
        wanted.add_argument("--rotate", action="store_true", help="Make a new key now.")
        wanted.add_argument(
            "--if-missing", action="store_true", help="Make a key where there is none to open with."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what was asked for, destroy what nothing needs, and say what there is."""
        keys = read_keys()
        with acting_as(SYNC):
            is_missing = needs_key(keys)
        if options["rotate"] or (options["if_missing"] and is_missing):
            made = make_key(by=SYNC)
            self.stdout.write(f"Made {made.pk}.")
        forget_keys()
        here = read_keys().ids
        with acting_as(SYNC):
            rows = list(TabletKey.objects.all())
        for key in rows:
            state = "given out" if key.retired_at is None else f"retired {key.retired_at:%Y-%m-%d}"
            if key.forgotten_at is not None:
                state = f"destroyed {key.forgotten_at:%Y-%m-%d}"
            elif key.pk not in here:
                state += ", PRIVATE KEY NOT HERE"
            self.stdout.write(f"{key.pk}: {state}")
