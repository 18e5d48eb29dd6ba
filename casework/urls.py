"""Addresses of the casework app."""

from django.urls import path

from casework.views import (
    accounts,
    claims,
    clocks,
    disclosures,
    home,
    interface,
    moves,
    municipalities,
    organisation,
    persons,
    roles,
    shelters,
    supports,
    track,
    track_rows,
)

app_name = "casework"
FILE = "personakter/<uuid:pk>/"
TRACK = f"{FILE}manniskohandel/"
RETURN, CLAIM = f"{TRACK}atervandande/", f"{TRACK}atersokning/"
DISCLOSURES, SUPPORTS = f"{FILE}utlamnanden/", f"{FILE}stod/"
urlpatterns = [
    path("", home.home, name="home"),
    path("utseende/", interface.set_color_scheme, name="set_color_scheme"),
    path("stilguide/", interface.styleguide, name="styleguide"),
    path("roller/", roles.roles, name="roles"),
    path("personakter/<uuid:pk>/", persons.person, name="person"),
    path("personakter/tider/", clocks.clock_list, name="clocks"),
    path("personakter/atersokning/", claims.claim_list, name="claims"),
    path(TRACK, track.track, name="track"),
    path(f"{TRACK}status/", track.status, name="track_status"),
    path(f"{TRACK}indikatorer/", track.indicator_list, name="track_indicators"),
    path(f"{TRACK}indikatorer/<slug:slug>/", track.indicator, name="track_indicator"),
    path(f"{TRACK}tillstand/", track_rows.new_permit, name="new_permit"),
    path(f"{TRACK}tillstand/<uuid:row>/", track_rows.permit, name="permit"),
    path(RETURN, track_rows.new_return, name="new_return"),
    path(f"{RETURN}<uuid:row>/", track_rows.return_step, name="return_step"),
    path(CLAIM, claims.new_claim, name="new_claim"),
    path(f"{CLAIM}<uuid:row>/", claims.claim, name="claim"),
    path(f"{CLAIM}<uuid:row>/andra/", claims.change, name="change_claim"),
    path(f"{CLAIM}<uuid:row>/steg/", claims.move, name="move_claim"),
    path(DISCLOSURES, disclosures.disclosure_list, name="disclosures"),
    path(f"{DISCLOSURES}nytt/", disclosures.new_disclosure, name="new_disclosure"),
    path(f"{DISCLOSURES}<uuid:row>/", disclosures.disclosure, name="disclosure"),
    path(f"{DISCLOSURES}<uuid:row>/andra/", disclosures.change, name="change_disclosure"),
    path(f"{DISCLOSURES}<uuid:row>/beslut/", disclosures.decide, name="decide_disclosure"),
    path(SUPPORTS, supports.support_list, name="supports"),
    path(f"{SUPPORTS}nytt/", supports.new_support, name="new_support"),
    path(f"{SUPPORTS}<uuid:row>/", supports.support, name="support"),
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
    path("organisation/stod/", supports.support_types, name="support_types"),
    path("organisation/<uuid:pk>/", organisation.unit, name="unit"),
    path("organisation/medlemskap/<uuid:pk>/avsluta/", organisation.end, name="end_membership"),
    path("organisation/konton/", accounts.account_list, name="accounts"),
    path("organisation/konton/nytt/", accounts.new_account, name="new_account"),
    path("organisation/konton/<uuid:pk>/", accounts.account, name="account"),
    path("organisation/konton/<uuid:pk>/lage/", accounts.change_state, name="account_state"),
    path("organisation/konton/<uuid:pk>/losenord/", accounts.new_password, name="account_password"),
]
