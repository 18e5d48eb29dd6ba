"""Addresses of units, accounts and recovery."""

from django.urls import path

from casework.views import accounts, organisation, recovery, units

urlpatterns = [
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/<uuid:pk>/", organisation.unit, name="unit"),
    path("organisation/<uuid:pk>/telefon/", units.unit_phone, name="unit_phone"),
    path("organisation/medlemskap/<uuid:pk>/intag/", organisation.intake, name="intake"),
    path("organisation/medlemskap/<uuid:pk>/avsluta/", organisation.end, name="end_membership"),
    path("organisation/konton/", accounts.account_list, name="accounts"),
    path("organisation/konton/nytt/", accounts.new_account, name="new_account"),
    path("organisation/konton/aterstallning/", recovery.recoveries, name="recoveries"),
    path("organisation/konton/aterstallning/<uuid:pk>/", recovery.recovery, name="recovery"),
    path("organisation/konton/<uuid:pk>/aterstall/", recovery.ask, name="ask_recovery"),
    path("organisation/konton/<uuid:pk>/", accounts.account, name="account"),
    path("organisation/konton/<uuid:pk>/lage/", accounts.change_state, name="account_state"),
    path("organisation/konton/<uuid:pk>/losenord/", accounts.new_password, name="account_password"),
]
