"""Addresses of the casework app, one module a part."""

from django.urls import path

from casework.urls import access, files, journal, log, track
from casework.urls import organisation as units
from casework.views import home, interface, municipalities, roles, sessions

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("inloggad/", sessions.session_time, name="session_time"),
    path("inloggad/kvar/", sessions.stay, name="stay"),
    path("utseende/", interface.set_color_scheme, name="set_color_scheme"),
    path("stilguide/", interface.styleguide, name="styleguide"),
    path("roller/", roles.roles, name="roles"),
    path("kommuner/", municipalities.municipalities, name="municipalities"),
    # What is one word stands before what is an identifier.
    *journal.urlpatterns,
    *track.urlpatterns,
    *access.urlpatterns,
    *files.urlpatterns,
    *log.urlpatterns,
    *units.urlpatterns,
]
