"""Whose account an identity at the city's provider opens. Accounts are given, never taken."""

from __future__ import annotations

from typing import Any, NoReturn

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from casework.actions.sign_in import link_identity, note_failed_sign_in, note_refused_identity
from casework.audit.denials import NOBODY
from casework.models import User
from casework.web.oidc import gave_second_factor

FACTOR_OF = "factor_at_the_provider"


class CityAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Only an account that an administrator has made, and that is in use, is opened."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Nobody makes an account for themselves."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, and link it the first time. Raises ``ImmediateHttpResponse``."""
        user = sociallogin.user if sociallogin.is_existing else self._link(request, sociallogin)
        if not user.is_active:
            _refuse(request, "inactive")

    def _link(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        claims = sociallogin.claims
        # Some providers send the text "true": what is not said outright is not said.
        if claims.get("email_verified") is not True:
            _refuse(request, "unverified")
        user = User.objects.filter(email=str(claims.get("email", "")).lower()).first()
        if user is None:
            _refuse(request, "unknown")
        if not user.is_active:
            _refuse(request, "inactive")
        provider = sociallogin.account.provider
        if SocialAccount.objects.filter(user=user, provider=provider).exists():
            # An address that was given to somebody new must not open the account of the old.
            _refuse(request, "linked_to_another")
        sociallogin.account = link_identity(by=user, provider=provider, uid=sociallogin.account.uid)
        sociallogin.user = user
        return user

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, **kwargs: Any
    ) -> NoReturn:
        """Back to the sign-in page: cancelled there, or an answer that is none."""
        if error == AuthError.CANCELLED:
            messages.info(request, _("You stopped the sign-in."))
        else:
            note_failed_sign_in(by=NOBODY, user=None)
            messages.error(request, _("The sign-in did not work. Try again from here."))
        raise ImmediateHttpResponse(redirect("account_login"))


def _refuse(request: HttpRequest, why: str) -> NoReturn:
    """The same sentence for all: who is asked here needs not know which accounts there are."""
    note_refused_identity(by=NOBODY, why=why)
    messages.error(
        request,
        _("You are known to the city, but have no account in use here. Ask your unit's manager."),
    )
    raise ImmediateHttpResponse(redirect("account_login"))


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """allauth's second step, but where the provider has asked for a second factor itself."""

    def handle(self) -> tuple[Any, bool]:
        """Ask, or note that it was asked for elsewhere."""
        response, goes_on = super().handle()
        # Waiting for a code, it would lie in the session with the whole row of the account.
        self.login.signal_kwargs = None
        return response, goes_on

    def _should_handle(self, request: HttpRequest) -> bool:
        sociallogin = (self.login.signal_kwargs or {}).get("sociallogin")
        if sociallogin is not None and gave_second_factor(sociallogin.claims):
            request.session[FACTOR_OF] = str(self.login.user.pk)
            return False
        return bool(super()._should_handle(request))


def gave_factor_at_provider(request: HttpRequest, user: User) -> bool:
    """Whether *user* has signed in to this session with a second factor of the city's."""
    return bool(request.session.get(FACTOR_OF) == str(user.pk))
