"""Addresses of the referrals app."""

from django.urls import include, path

from referrals.views import inbox

app_name = "referrals"
urlpatterns = [
    path("", include("referrals.outward_urls")),
    path("", inbox.offer_index, name="offers"),
    path("<uuid:pk>/", inbox.contact, name="contact"),
    path("<uuid:pk>/avsluta/", inbox.settle, name="settle"),
]
