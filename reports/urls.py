"""Addresses of the reports app."""

from django.urls import path

from reports.views import (
    edition_pages,
    edition_periods,
    edition_work,
    figure_answers,
    follow_up,
    reports,
)

app_name = "reports"
urlpatterns = [
    path("", follow_up.follow_up, name="follow_up"),
    path("utgavor/<uuid:pk>/las/", edition_pages.read_edition, name="read_edition"),
    path("utgavor/<uuid:pk>/fil/<slug:kind>/", edition_pages.edition_file, name="edition_file"),
    path("utgavor/<uuid:pk>/rapport/", edition_pages.order_draft_file, name="order_draft_file"),
    path("utgavor/<uuid:pk>/filer/", edition_pages.edition_files, name="edition_files"),
    path("utgavor/<uuid:pk>/utforska/", edition_pages.explore_edition, name="explore_edition"),
    path("utgavor/", edition_work.editions, name="editions"),
    path("utgavor/period/", edition_periods.new_period, name="new_edition_period"),
    path("utgavor/period/<uuid:pk>/tal/", edition_periods.figures, name="edition_figures"),
    path("utgavor/tal/<uuid:pk>/bekrafta/", figure_answers.confirm, name="confirm_figure"),
    path("utgavor/tal/<uuid:pk>/avvisa/", figure_answers.decline, name="decline_figure"),
    path("utgavor/tal/<uuid:pk>/ta-tillbaka/", figure_answers.withdraw, name="withdraw_figure"),
    path("utgavor/period/<uuid:pk>/bestall/", edition_periods.order, name="order_edition"),
    path("utgavor/<uuid:pk>/", edition_work.edition, name="edition"),
    path("utgavor/<uuid:pk>/lage/", edition_work.edition_progress, name="edition_progress"),
    path("utgavor/<uuid:pk>/svara-for/", edition_work.take_up, name="take_up_edition"),
    path("utgavor/<uuid:pk>/godkann/", edition_work.approve, name="approve_edition"),
    path("utgavor/<uuid:pk>/publicera/", edition_work.publish, name="publish_edition"),
    path("utgavor/<uuid:pk>/avsla/", edition_work.refuse, name="refuse_edition"),
    path("utgavor/<uuid:pk>/dra-tillbaka/", edition_work.withdraw, name="withdraw_edition"),
    path("utgavor/<uuid:pk>/ratta/", edition_work.correct, name="correct_edition"),
    path("rapporter/", reports.reports, name="reports"),
    path("rapporter/<uuid:pk>/", reports.report, name="report"),
    path("rapporter/<uuid:pk>/lage/", reports.progress, name="progress"),
    path("rapporter/<uuid:pk>/hamta/", reports.download, name="download"),
    path("rapporter/<uuid:pk>/igen/", reports.retry, name="retry"),
    path("rapporter/<uuid:pk>/ta-bort/", reports.delete, name="delete"),
]
