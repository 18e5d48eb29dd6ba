"""Addresses of the reports app."""

from django.urls import path

from reports.views import follow_up, reports

app_name = "reports"
urlpatterns = [
    path("", follow_up.follow_up, name="follow_up"),
    path("bestall/", follow_up.order, name="order"),
    path("rapporter/", reports.reports, name="reports"),
    path("rapporter/<uuid:pk>/", reports.report, name="report"),
    path("rapporter/<uuid:pk>/lage/", reports.progress, name="progress"),
    path("rapporter/<uuid:pk>/hamta/", reports.download, name="download"),
    path("rapporter/<uuid:pk>/igen/", reports.retry, name="retry"),
    path("rapporter/<uuid:pk>/ta-bort/", reports.delete, name="delete"),
]
