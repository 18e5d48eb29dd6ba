"""The second factor at rest."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.db import connection
from django.utils import timezone

from casework.crypto import CannotOpen
from tests.conftest import MakeUser


def test_the_secret_lies_sealed_and_still_makes_codes(make_user: MakeUser) -> None:
    secret = generate_totp_secret()
    user = make_user(None)
    TOTP.activate(user, secret)
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator WHERE user_id = %s", [user.pk])
        assert secret not in cursor.fetchone()[0]
    kept = TOTP(Authenticator.objects.get(user=user))
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // 30))
    assert kept.validate_code(code) is True


def test_without_the_key_no_code_is_accepted(make_user: MakeUser, settings: object) -> None:
    user = make_user(None)
    TOTP.activate(user, generate_totp_secret())
    settings.FIELD_KEYS = ["other:" + "A" * 43 + "="]  # type: ignore[attr-defined]
    with pytest.raises(CannotOpen):
        TOTP(Authenticator.objects.get(user=user)).validate_code("000000")
