"""Addresses of the programme's own follow-up."""

from django.urls import path

from reports.views import programme, programme_aims

app_name = "programme"
urlpatterns = [
    path("programmet/", programme.measures, name="measures"),
    path("programmet/fyra-ar/", programme.four_years, name="four_years"),
    path("programmet/ny-atgard/", programme.new_measure, name="new_measure"),
    path("programmet/kopiera/", programme.copy, name="copy"),
    path("programmet/atgarder/<uuid:pk>/", programme.change, name="change"),
    path("programmet/atgarder/<uuid:pk>/svar/", programme.answer, name="answer"),
    path("programmet/atgarder/<uuid:pk>/ta-bort/", programme.remove, name="remove"),
    path("programmet/mal/", programme_aims.aims, name="aims"),
    path("programmet/mal/nytt/", programme_aims.new_aim, name="new_aim"),
    path("programmet/mal/<uuid:pk>/", programme_aims.aim, name="aim"),
]
