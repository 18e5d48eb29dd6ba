"""The way to the city's identity provider and back."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from casework.web import oidc as city


@login_not_required
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider. By POST: no link elsewhere signs anybody in."""
    _check_configured()
    provider = city.CityProvider.configured(request)
    try:
        return provider.redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (RequestException, OAuth2Error, LookupError) as fault:
        response: HttpResponse = render_authentication_error(request, provider, exception=fault)
        return response


@login_not_required
@require_safe
def answer(request: HttpRequest) -> HttpResponse:
    """Take what the provider sends the browser back with."""
    _check_configured()
    response: HttpResponse = city.answer(request)
    return response


def _check_configured() -> None:
    if not city.is_configured():
        raise Http404
