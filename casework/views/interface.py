"""Appearance."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from casework.enums import ColorScheme
from casework.web.context import COLOR_SCHEME_COOKIE


@login_not_required
@require_POST
def set_color_scheme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen appearance in a cookie of this device and go back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    chosen = request.POST.get("color_scheme", "")
    if chosen in ColorScheme.values:
        response.set_cookie(
            COLOR_SCHEME_COOKIE,
            chosen,
            max_age=365 * 24 * 3600,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response


@login_not_required
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page; in the demonstration only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "components/styleguide.html")
