"""Addresses of the log review."""

from django.urls import path

from casework.views import log_findings, log_protocols, log_samples, log_search

urlpatterns = [
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
]
