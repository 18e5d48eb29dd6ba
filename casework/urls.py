"""Addresses of the casework app."""

from django.urls import path

from casework.views import (
    accounts,
    home,
    interface,
    moves,
    municipalities,
    organisation,
    persons,
    recovery,
    roles,
    sessions,
    shelters,
)

app_name = "casework"
urlpatterns = [
    path("", home.home, name="home"),
    path("inloggad/", sessions.session_time, name="session_time"),
    path("inloggad/kvar/", sessions.stay, name="stay"),
    path("utseende/", interface.set_color_scheme, name="set_color_scheme"),
    path("stilguide/", interface.styleguide, name="styleguide"),
    path("roller/", roles.roles, name="roles"),
    path("personakter/<uuid:pk>/", persons.person, name="person"),
    path("personakter/<uuid:pk>/boende/", shelters.stay, name="begin_stay"),
    path("personakter/<uuid:pk>/boende/<uuid:stay_pk>/", shelters.leave, name="end_stay"),
    path(
        "personakter/<uuid:pk>/boende/<uuid:stay_pk>/adress/", shelters.address, name="stay_address"
    ),
    path("personakter/<uuid:pk>/flytt/", moves.ask, name="move"),
    path("personakter/<uuid:pk>/flytt/<uuid:move_pk>/", moves.answer, name="move_answer"),
    path("organisation/boenden/", shelters.shelters, name="shelters"),
    path("organisation/boenden/nytt/", shelters.new_shelter, name="new_shelter"),
    path("organisation/boenden/<uuid:pk>/", shelters.shelter, name="shelter"),
    path("organisation/boenden/<uuid:pk>/adress/", shelters.kept_address, name="kept_address"),
    path("kommuner/", municipalities.municipalities, name="municipalities"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("organisation/<uuid:pk>/", organisation.unit, name="unit"),
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
