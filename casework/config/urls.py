"""All addresses. In Swedish: they are seen by the people who use them."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path, re_path
from django.views.i18n import set_language

from casework.views.closed import closed
from casework.views.health import health
from casework.views.oidc import answer, begin
from casework.views.sessions import end, session_list

urlpatterns = [
    path("", include("casework.urls")),
    path("pass/", include("outreach.urls")),
    path("falt/api/", include(("outreach.views.tablet_api", "tablet_api"))),
    path("falt/", include("outreach.shell_urls")),
    path("hanvisningar/", include("referrals.urls")),
    path("", include("referrals.plan_urls")),
    path("", include("referrals.barnahus_urls")),
    path("uppfoljning/", include("reports.urls")),
    path("", include("reports.programme_urls")),
    path("", include("reports.exchange_urls")),
    # What an administrator does for somebody, with an entry in the log: a mailbox is no proof.
    re_path(
        r"^konto/(?P<page>signup|email|confirm-email|password/reset|login/code)/",
        closed,
        name="closed",
    ),
    # allauth's pages one by one: those about providers, and its own list of sessions, are out.
    path("konto/sessions/", session_list, name="usersessions_list"),
    path("konto/sessions/<int:pk>/avsluta/", end, name="end_session"),
    path("konto/staden/", begin, name="oidc_begin"),
    path("konto/staden/svar/", answer, name="oidc_answer"),
    path("konto/2fa/", include("allauth.mfa.urls")),
    path("konto/", include("allauth.account.urls")),
    path("sprak/", login_not_required(set_language), name="set_language"),
    path("halsa/", health, name="health"),
]

handler400 = "casework.views.errors.bad_request"
handler403 = "casework.views.errors.forbidden"
handler404 = "casework.views.errors.not_found"
handler500 = "casework.views.errors.server_error"
