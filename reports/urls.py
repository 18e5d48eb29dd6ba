"""Addresses of the reports app."""

from django.urls import path

from reports.views import edition_pages, follow_up, reports

app_name = "reports"
urlpatterns = [
    path("", follow_up.follow_up, name="follow_up"),
    path("bestall/", follow_up.order, name="order"),
    path("utgavor/<uuid:pk>/las/", edition_pages.read_edition, name="read_edition"),
    path("utgavor/<uuid:pk>/fil/<slug:kind>/", edition_pages.edition_file, name="edition_file"),
    path("utgavor/<uuid:pk>/utforska/", edition_pages.explore_edition, name="explore_edition"),
    path("rapporter/", reports.reports, name="reports"),
    path("rapporter/<uuid:pk>/", reports.report, name="report"),
    path("rapporter/<uuid:pk>/lage/", reports.progress, name="progress"),
    path("rapporter/<uuid:pk>/hamta/", reports.download, name="download"),
    path("rapporter/<uuid:pk>/igen/", reports.retry, name="retry"),
    path("rapporter/<uuid:pk>/ta-bort/", reports.delete, name="delete"),
]
