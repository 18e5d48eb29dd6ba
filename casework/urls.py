"""Addresses of the casework app."""

from django.urls import path

from casework.views import home, interface, roles

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("utseende/", interface.set_color_scheme, name="set_color_scheme"),
    path("stilguide/", interface.styleguide, name="styleguide"),
    path("roller/", roles.roles, name="roles"),
]
