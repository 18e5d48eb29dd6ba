"""Addresses of the casework app."""

from django.urls import path

from casework.views import (
    accounts,
    home,
    interface,
    log_findings,
    log_protocols,
    log_samples,
    log_search,
    municipalities,
    organisation,
    roles,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("utseende/", interface.set_color_scheme, name="set_color_scheme"),
    path("stilguide/", interface.styleguide, name="styleguide"),
    path("roller/", roles.roles, name="roles"),
    path("kommuner/", municipalities.municipalities, name="municipalities"),
    path("logg/", log_search.overview, name="log_overview"),
    path("logg/sok/", log_search.search, name="log_search"),
    path("logg/granska/", log_findings.findings, name="log_findings"),
    path("logg/granska/<uuid:pk>/", log_findings.finding, name="log_finding"),
    path("logg/stickprov/", log_samples.samples, name="log_samples"),
    path("logg/stickprov/<uuid:pk>/", log_samples.sample, name="log_sample"),
    path("logg/protokoll/", log_protocols.protocols, name="log_protocols"),
    path("logg/protokoll/nytt/", log_protocols.sign, name="log_sign"),
    path("logg/protokoll/<uuid:pk>/", log_protocols.protocol, name="log_protocol"),
    path("logg/protokoll/<uuid:pk>/pdf/", log_protocols.protocol_pdf, name="log_protocol_pdf"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/<uuid:pk>/", organisation.unit, name="unit"),
    path("organisation/medlemskap/<uuid:pk>/avsluta/", organisation.end, name="end_membership"),
    path("organisation/konton/", accounts.account_list, name="accounts"),
    path("organisation/konton/nytt/", accounts.new_account, name="new_account"),
    path("organisation/konton/<uuid:pk>/", accounts.account, name="account"),
    path("organisation/konton/<uuid:pk>/lage/", accounts.change_state, name="account_state"),
    path("organisation/konton/<uuid:pk>/losenord/", accounts.new_password, name="account_password"),
]
