"""Addresses of the coordination through Barnahus, in the file of the child."""

from django.urls import path

from referrals.views import barnahus

app_name = "barnahus"
PAGE = "personakter/<uuid:pk>/barnahus/"
MATTER = f"{PAGE}<uuid:matter>/"
urlpatterns = [
    path(PAGE, barnahus.barnahus, name="barnahus"),
    path(f"{PAGE}ny/", barnahus.begin, name="begin"),
    path(f"{MATTER}steg/", barnahus.new_step, name="new_step"),
    path(f"{MATTER}steg/<uuid:row>/", barnahus.step, name="step"),
    path(f"{MATTER}polisanmalan/", barnahus.police, name="police"),
    path(f"{MATTER}avsluta/", barnahus.close, name="close"),
]
