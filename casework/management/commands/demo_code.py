"""``demo_code``: the second factor of the demonstration's administrator."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from casework.demo import ADMINISTRATOR


def current_code() -> str:
    """The code that signs the demonstration's administrator in now.

    Raises ``CommandError`` outside the demonstration, or where there is no such account.
    """
    if not settings.DEMO:
        raise CommandError("This is not the demonstration: there is no code to show.")
    factor = Authenticator.objects.filter(
        user__email=ADMINISTRATOR.email, type=Authenticator.Type.TOTP
    ).first()
    if factor is None:
        raise CommandError("The demonstration's administrator has no second factor.")
    counter = int(time.time()) // app_settings.TOTP_PERIOD
    return str(format_hotp_value(hotp_value(decrypt(factor.data["secret"]), counter)))


class Command(BaseCommand):
    """Prints the code; it holds for some thirty seconds."""

    help = "Print the current code of the demonstration's administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it alone on a line."""
        self.stdout.write(current_code())
