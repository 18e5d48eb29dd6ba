"""``remove_second_factor``: for somebody whose device is lost."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from casework.actions.base import ActionRefused
from casework.actions.sign_in import remove_second_factor
from casework.actors import SETUP
from casework.models import User


class Command(BaseCommand):
    """Takes away an account's second factor. An administrator then sets up a new one at once."""

    help = "Take away the second factor of an account whose device is lost. It is logged."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it away, or say why not."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"{options['email']}: no such account.")
        try:
            remove_second_factor(by=SETUP, user=user)
        except ActionRefused as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{user.email}: no second factor")
