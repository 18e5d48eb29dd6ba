"""Addresses of files for exchange."""

from django.urls import path

from reports.views import exchange

app_name = "exchange"
urlpatterns = [
    path("utbyte/", exchange.requests, name="requests"),
    path("utbyte/ny/", exchange.ask, name="ask"),
    path("utbyte/<uuid:pk>/", exchange.exchange, name="request"),
    path("utbyte/<uuid:pk>/beslut/", exchange.answer, name="answer"),
    path("utbyte/<uuid:pk>/aterta/", exchange.withdraw, name="withdraw"),
    path("utbyte/<uuid:pk>/bestall/", exchange.order, name="order"),
]
