"""Signing in with the city's identity provider (OpenID Connect), on top of allauth's flow.

allauth leaves the signature of a token unchecked when it came over TLS, and knows no nonce. Here
both are checked, whoever stands between; and nobody gets an account by signing in.
"""

from __future__ import annotations

import secrets
from typing import Any

import jwt
from allauth.account.internal.decorators import login_not_required
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare

PROVIDER_ID = "city"
# Made with a private key. A token "signed" with none, or with the public key as a password, is not.
ALGORITHMS = [f"{family}{bits}" for family in ("RS", "PS", "ES") for bits in (256, 384, 512)]
REQUIRED = ["iss", "sub", "aud", "exp", "iat", "nonce"]
# Clocks of two houses differ.
LEEWAY_SECONDS = 30


def is_configured() -> bool:
    """Whether the city's sign-in is offered at all."""
    return bool(settings.OIDC_SERVER_URL)


class CityAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """The conversation with the provider. *nonce* is what the sign-in was begun with."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request, PROVIDER_ID)
        self.nonce = ""

    def get_provider(self) -> CityProvider:
        """The one that the settings name."""
        return CityProvider.configured(self.request)

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider tells about itself, which has to be itself. Raises ``OAuth2Error``."""
        config: dict[str, Any] = super().openid_config
        wanted = settings.OIDC_SERVER_URL.partition("/.well-known/")[0].rstrip("/")
        if str(config.get("issuer", "")).rstrip("/") != wanted:
            raise OAuth2Error("The provider names another issuer.")
        return config

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Where the provider sends the browser back to."""
        return str(build_absolute_uri(request, reverse("oidc_answer")))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Who has signed in there. Raises ``OAuth2Error``."""
        claims = self._claims(str(kwargs["response"].get("id_token", "")))
        if "userinfo_endpoint" in self.openid_config and "email" not in claims:
            told = self._fetch_user_info(token.token)
            if told.get("sub") != claims["sub"]:
                raise OAuth2Error("The provider tells about somebody else.")
            claims = told | claims
        login = self.get_provider().sociallogin_from_response(request, claims)
        login.claims = claims
        return login

    def _claims(self, id_token: str) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(self.openid_config["jwks_uri"])
                answer.raise_for_status()
            key = jwt.PyJWKSet.from_dict(answer.json())[jwt.get_unverified_header(id_token)["kid"]]
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=key,
                algorithms=ALGORITHMS,
                audience=settings.OIDC_CLIENT_ID,
                issuer=self.openid_config["issuer"],
                leeway=LEEWAY_SECONDS,
                options={"require": REQUIRED},
            )
        except (jwt.PyJWTError, LookupError, TypeError, ValueError) as fault:
            raise OAuth2Error(type(fault).__name__) from None
        if not constant_time_compare(str(claims["nonce"]), self.nonce or secrets.token_hex()):
            raise OAuth2Error("The token belongs to another sign-in.")
        if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
            raise OAuth2Error("The token was made for somebody else.")
        return claims


class CityProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The city's identity provider, from the settings alone: no table, no list of others."""

    oauth2_adapter_class = CityAdapter
    pkce_enabled_default = True

    @classmethod
    def configured(cls, request: HttpRequest) -> CityProvider:
        """The provider that the settings name."""
        app = SocialApp(
            provider=cls.id,
            provider_id=PROVIDER_ID,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_SERVER_URL},
        )
        return cls(request, app=app)

    def get_oauth2_adapter(self, request: HttpRequest) -> CityAdapter:
        """The conversation of *request*."""
        return CityAdapter(request)

    def redirect(self, request: HttpRequest, process: str, **kwargs: Any) -> HttpResponse:
        """Send the browser there, with what binds the answer to this browser and this sign-in."""
        nonce = secrets.token_urlsafe(24)
        params = {"nonce": nonce}
        if settings.OIDC_FACTOR_ACR:
            params["acr_values"] = " ".join(settings.OIDC_FACTOR_ACR)
        response: HttpResponse = super().redirect(
            request, process, auth_params=params, nonce=nonce, **kwargs
        )
        return response

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of what the provider tells is kept, but for who it is there."""
        return {}


class CityCallbackView(OAuth2CallbackView):  # type: ignore[misc]
    """The browser comes back with a code."""

    def _get_state(self, request: HttpRequest, provider: CityProvider) -> tuple[Any, Any]:
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


@login_not_required  # type: ignore[untyped-decorator]
def answer(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer. Refusals lead to the sign-in page."""
    response: HttpResponse = CityCallbackView.adapter_view(CityAdapter(request))(request)
    return response


def gave_second_factor(claims: dict[str, Any]) -> bool:
    """Whether the provider asked for more than a password, in the way that the settings name."""
    methods = claims.get("amr", [])
    given = set(map(str, methods if isinstance(methods, list) else [methods]))
    return claims.get("acr") in settings.OIDC_FACTOR_ACR or bool(
        given & set(settings.OIDC_FACTOR_AMR)
    )
