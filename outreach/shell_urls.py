"""Addresses of the tablet's shell: static, the same for everybody, no person in them."""

from django.urls import path

from outreach.views import tablet_shell

app_name = "tablet_shell"
urlpatterns = [
    path("", tablet_shell.shell, name="shell"),
    path("sw.js", tablet_shell.worker, name="worker"),
    path("tablet.css", tablet_shell.styles, name="styles"),
    path("manifest.webmanifest", tablet_shell.manifest, name="manifest"),
    path("definition.json", tablet_shell.definition, name="definition"),
    path("rattigheter.json", tablet_shell.cards, name="cards"),
]
