"""Addresses of the casework app."""

from django.urls import path

from casework.views import (
    accounts,
    disposal,
    extracts,
    file_disposal,
    home,
    interface,
    municipalities,
    organisation,
    persons,
    rights,
    roles,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("utseende/", interface.set_color_scheme, name="set_color_scheme"),
    path("stilguide/", interface.styleguide, name="styleguide"),
    path("roller/", roles.roles, name="roles"),
    path("personakter/<uuid:pk>/", persons.person, name="person"),
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
    path("kommuner/", municipalities.municipalities, name="municipalities"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/<uuid:pk>/", organisation.unit, name="unit"),
    path("organisation/medlemskap/<uuid:pk>/avsluta/", organisation.end, name="end_membership"),
    path("organisation/konton/", accounts.account_list, name="accounts"),
    path("organisation/konton/nytt/", accounts.new_account, name="new_account"),
    path("organisation/konton/<uuid:pk>/", accounts.account, name="account"),
    path("organisation/konton/<uuid:pk>/lage/", accounts.change_state, name="account_state"),
    path("organisation/konton/<uuid:pk>/losenord/", accounts.new_password, name="account_password"),
]
