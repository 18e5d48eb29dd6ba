"""What every template may lean on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from casework.access.memberships import memberships_of
from casework.demo import shown_accounts
from casework.enums import ColorScheme
from casework.models import User
from casework.web.navigation import navigation_for
from casework.web.typed import author_mark

COLOR_SCHEME_COOKIE = "ledljus_color_scheme"


def color_scheme(request: HttpRequest) -> str:
    """The appearance chosen on this device; a tablet may be dark while the desk is light."""
    chosen = request.COOKIES.get(COLOR_SCHEME_COOKIE, "")
    return chosen if chosen in ColorScheme.values else ColorScheme.AUTO.value


def interface(request: HttpRequest) -> dict[str, Any]:
    """Appearance, navigation and memberships for the frame around every page."""
    # An error page may be drawn before anybody knows who asks.
    user = getattr(request, "user", None)
    signed_in = isinstance(user, User)
    return {
        # What a form carries so that an expired session loses nothing (casework/web/typed.py).
        "author": SimpleLazyObject(lambda: author_mark(request)) if signed_in else "",
        "color_scheme": color_scheme(request),
        "is_demo": settings.DEMO,
        "demo_accounts": [] if isinstance(user, User) else shown_accounts(),
        "session_seconds": settings.SESSION_COOKIE_AGE if isinstance(user, User) else 0,
        "oidc_name": settings.OIDC_NAME if settings.OIDC_SERVER_URL else "",
        "memberships": memberships_of(user) if isinstance(user, User) else [],
        "navigation": navigation_for(request) if isinstance(user, User) else [],
    }
