"""Addresses of the referrals app."""

from django.urls import include, path

from referrals.views import acting, inbox, onward, outside, referrals, writing

app_name = "referrals"
urlpatterns = [
    path("", include("referrals.outward_urls")),
    path("", referrals.index, name="index"),
    path("ny/<slug:slug>/", writing.new, name="new"),
    path("ny/akt/<uuid:pk>/", writing.new_for_file, name="new_for_file"),
    path("ny/patraffande/<uuid:pk>/", writing.new_for_encounter, name="new_for_encounter"),
    path("ny/pass/<uuid:pk>/<slug:slug>/", writing.new_for_shift, name="new_for_shift"),
    path("erbjudanden/", inbox.offer_index, name="offers"),
    path("erbjudanden/<uuid:pk>/", inbox.contact, name="contact"),
    path("erbjudanden/<uuid:pk>/avsluta/", inbox.settle, name="settle"),
    path("<uuid:pk>/", referrals.referral_page, name="referral"),
    path("<uuid:pk>/andra/", writing.change, name="change"),
    path("<uuid:pk>/kasta/", writing.discard, name="discard"),
    path("<uuid:pk>/personakt/", onward.file, name="file"),
    path("<uuid:pk>/vidare/", onward.resend, name="resend"),
    path("<uuid:pk>/brev.pdf", outside.letter, name="outside_letter"),
    path("<uuid:pk>/overlamnat/", outside.convey, name="convey"),
    path("<uuid:pk>/gor/<slug:slug>/", acting.act, name="act"),
]
