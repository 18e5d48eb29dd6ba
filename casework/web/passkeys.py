"""allauth's forms for passkeys, made firm: what is no answer is a wrong one, and is logged.

Every passkey asks its holder for a PIN or a finger (``MFA_WEBAUTHN_USER_VERIFICATION``), so that a
found key opens nothing, and is kept on the key so that it can be found there without an address.
"""

from __future__ import annotations

import struct
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn import forms as theirs
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from casework.actions.sign_in import note_failed_sign_in, note_refused_code
from casework.audit.denials import NOBODY
from casework.forms.text import TextField

# What the reading of a made-up answer may end in.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, struct.error)
LONGEST_NAME = 60


class _Answer(theirs.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """An answer to a challenge. Each challenge is good once."""

    def clean_credential(self) -> Authenticator:
        """The passkey that answered. Raises ``ValidationError``."""
        try:
            found: Authenticator = super().clean_credential()
        except ValidationError as refusal:
            # Whoever is asked to wait has not been heard: that would only fill the log.
            if refusal.code != "too_many_login_attempts":
                self.note()
            raise
        except UNREADABLE:
            self.note()
            raise get_adapter().validation_error("incorrect_code") from None
        return found

    def note(self) -> None:
        """Note the wrong answer; without a holder where none has been named yet."""
        if self.user is None:
            note_failed_sign_in(by=NOBODY, user=None)
        else:
            note_refused_code(by=NOBODY, user=self.user)


class SecondFactorForm(_Answer):
    """After the password."""


class ReauthenticateForm(_Answer):
    """Before something that asks for a second factor once more."""

    reauthenticated = True


class SignInForm(_Answer):
    """In the place of address and password: a passkey is both factors in one."""

    passwordless = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, user=None, **kwargs)


class AddForm(theirs.SignupWebAuthnForm):  # type: ignore[misc]
    """A new passkey, with a name to know it by. Their form for adding asks one question more."""

    name = TextField(
        label=_("Name of the passkey"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("So that you know which it is, if you lose it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Check the answer to the challenge. Raises ``ValidationError``."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except UNREADABLE:
            raise get_adapter().validation_error("incorrect_code") from None
        return cleaned


class RenameForm(theirs.EditWebAuthnForm):  # type: ignore[misc]
    """Another name."""

    name = TextField(
        label=_("Name of the passkey"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
