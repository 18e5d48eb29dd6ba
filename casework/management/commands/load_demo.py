"""``load_demo``: invented data into an empty demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from casework.demo import load_accounts, load_log_review, run_steps
from casework.models import User


class Command(BaseCommand):
    """Sets up Stockholm with invented accounts, shifts and people. All or nothing."""

    help = "Load invented data into an empty demonstration. Refused in production."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and print what was made."""
        if not settings.DEMO:
            raise CommandError("This is not the demonstration: nothing was loaded.")
        if User.objects.exists():
            raise CommandError("There are accounts already: nothing was loaded.")
        with transaction.atomic():
            call_command("setup_city", "stockholm", stdout=self.stdout)
            for line in [load_accounts(), *run_steps(), load_log_review()]:
                self.stdout.write(f"Invented: {line}.")
