"""Addresses of what a person has a right to, and of disposal."""

from django.urls import path

from casework.views import disposal, extracts, file_disposal, rights

urlpatterns = [
    path("personakter/<uuid:pk>/rattigheter/", rights.rights, name="rights"),
    path("personakter/<uuid:pk>/registerutdrag/", extracts.new_extract, name="new_extract"),
    path("personakter/registerutdrag/<uuid:pk>/", extracts.extract, name="extract"),
    path("personakter/registerutdrag/<uuid:pk>/lage/", extracts.progress, name="extract_progress"),
    path(
        "personakter/registerutdrag/<uuid:pk>/hamta/<slug:form>/",
        extracts.fetch,
        name="fetch_extract",
    ),
    path("personakter/registerutdrag/<uuid:pk>/ta-bort/", extracts.delete, name="delete_extract"),
    path("personakter/<uuid:pk>/rattelse/", rights.new_correction, name="new_correction"),
    path("personakter/rattelse/<uuid:pk>/", rights.correction, name="correction"),
    path("personakter/<uuid:pk>/gallring/", file_disposal.keeping, name="keeping"),
    path("personakter/<uuid:pk>/gallring/uppehall/", file_disposal.hold, name="hold"),
    path("personakter/gallring/uppehall/<uuid:pk>/lyft/", file_disposal.lift, name="lift_hold"),
    path("personakter/gallring/", disposal.disposals, name="disposals"),
    path("personakter/gallring/<uuid:pk>/", disposal.disposal, name="disposal"),
    path("personakter/gallring/akt/<uuid:pk>/", disposal.mark, name="mark_disposal"),
    path("personakter/gallring/<uuid:pk>/intyg/", disposal.certificate, name="certificate"),
    path(
        "personakter/gallring/<uuid:pk>/intyg/pdf/",
        disposal.certificate_file,
        name="certificate_file",
    ),
    path("personakter/gallring/<uuid:pk>/<slug:step>/", disposal.step, name="disposal_step"),
]
