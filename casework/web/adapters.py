"""How allauth is bent to a municipality: accounts are given, never taken."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up: an administrator makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names: the address is the account."""

    def clean_password(self, password: str, user: Any = None) -> str:
        """A new password is a new one: the old may be known to somebody else."""
        if user is not None and user.check_password(password):
            raise ValidationError(_("Choose another password than the present one."))
        cleaned: str = super().clean_password(password, user)
        return cleaned
