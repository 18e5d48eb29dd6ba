"""How allauth is bent to a municipality: accounts are given, never taken."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.crypto import seal, unseal
from casework.models import User
from casework.web.second_factor import has_second_factor, may_remove_factor


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up: an administrator makes the account."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def get_login_stages(self) -> list[str]:
        """Allauth's steps, with our second one in the place of its own."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "casework.web.oidc_accounts.SecondStep"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Whoever has a second factor proves with it that it is them, and not by the password."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if not has_second_factor(user):
            return methods
        found = [method for method in methods if method["id"] != "reauthenticate"]
        return sorted(found, key=lambda method: method["id"] != "mfa_reauthenticate:webauthn")

    def populate_username(self, request: HttpRequest, user: Any) -> None:
        """There are no user names: the address is the account."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """To the start, by way of signing in: not back to the page just done."""
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def clean_password(self, password: str, user: Any = None) -> str:
        """A new password is a new one: the old may be known to somebody else."""
        if user is not None and user.check_password(password):
            raise ValidationError(_("Choose another password than the present one."))
        cleaned: str = super().clean_password(password, user)
        return cleaned


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors lie sealed: a copy of the database must not be able to make codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("Your role requires a second factor: it stays.")
    }
    PLACE = "mfa_authenticator.data"

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one where a role of its holder requires one."""
        return may_remove_factor(authenticator)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What the browser shows when it asks for a passkey."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        """Seal a secret for its column."""
        return base64.b64encode(seal(text, self.PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` made. Raises ``CannotOpen`` when the key is gone."""
        return unseal(base64.b64decode(encrypted_text), self.PLACE)
