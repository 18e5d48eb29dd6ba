"""Who must have a second factor, and what is asked of whoever takes it away."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import ResolverMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from casework.access.memberships import memberships_of
from casework.models import User
from casework.web.oidc_accounts import gave_factor_at_provider
from casework.web.passwords import OPEN

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# What signs in by itself or after the password. Recovery codes stand in for these.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# What adds or ends a second factor, or gives codes that stand in for it: the password alone, known
# to somebody else, must not be enough.
GUARDED = (
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "account_set_password",
)


def must_have_second_factor(user: User) -> bool:
    """Whether a role that *user* holds today requires one."""
    return any(m.role in settings.SECOND_FACTOR_ROLES for m in memberships_of(user))


def has_second_factor(user: User) -> bool:
    """Whether *user* signs in with a code or a passkey."""
    return bool(is_mfa_enabled(user, FACTORS))


def may_remove_factor(authenticator: Authenticator) -> bool:
    """Whether the holder keeps what their role requires without *authenticator*."""
    others = Authenticator.objects.filter(user=authenticator.user, type__in=FACTORS)
    return (
        not must_have_second_factor(authenticator.user)
        or others.exclude(pk=authenticator.pk).exists()
    )


def gave_code_recently(request: HttpRequest, user: User) -> bool:
    """Whether a code, and not the password alone, was asked for and given a short while ago."""
    return any(
        given["method"] == "mfa" and given.get("reauthenticated")
        for given in _given_recently(request, user)
    )


def signed_in_at_provider_recently(request: HttpRequest, user: User) -> bool:
    """Whether *user* has come from the city's identity provider a short while ago."""
    return any(given["method"] == "socialaccount" for given in _given_recently(request, user))


def _given_recently(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    since = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return [given for given in get_authentication_records(request, user) if given["at"] > since]


class SecondFactorMiddleware:
    """A second factor is set up before anything is shown, and ended by nobody without it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer *request*; :meth:`process_view` stops what is stopped."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> HttpResponse | None:
        """Lead to where a code is given, or where a second factor is set up."""
        user = request.user
        if not isinstance(user, User):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in GUARDED:
            return self._guard(request, user, match)
        if (
            not request.path.startswith(OPEN)
            and must_have_second_factor(user)
            and not has_second_factor(user)
            and not gave_factor_at_provider(request, user)
        ):
            messages.info(request, _("Your role requires a second factor: set it up first."))
            return redirect("mfa_index")
        return None

    def _guard(self, request: HttpRequest, user: User, match: ResolverMatch) -> HttpResponse | None:
        if not has_second_factor(user):
            return self._guard_without(request, user)
        if not gave_code_recently(request, user):
            has_key = is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN])
            way = "mfa_reauthenticate_webauthn" if has_key else "mfa_reauthenticate"
            return redirect(f"{reverse(way)}?{urlencode({'next': request.path})}")
        return self._keep_last(request, user, match)

    def _guard_without(self, request: HttpRequest, user: User) -> HttpResponse | None:
        """Without a factor allauth asks for the password; without either it asks for nothing."""
        if user.has_usable_password() or signed_in_at_provider_recently(request, user):
            return None
        messages.info(request, _("This can be done just after signing in: sign out and in again."))
        return redirect("mfa_index")

    def _keep_last(
        self, request: HttpRequest, user: User, match: ResolverMatch
    ) -> HttpResponse | None:
        if match.url_name == "mfa_remove_webauthn":
            # allauth asks its adapter about the app's codes, and not about passkeys.
            wanted = Authenticator.objects.filter(
                user=user, type=Authenticator.Type.WEBAUTHN, pk=match.kwargs["pk"]
            ).first()
            if wanted is not None and not may_remove_factor(wanted):
                messages.error(request, _("Your role requires a second factor: it stays."))
                return redirect("mfa_list_webauthn")
        return None
