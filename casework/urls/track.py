"""Addresses of the trafficking track, disclosures, claims, support and times to keep."""

from django.urls import path

from casework.views import claims, clocks, days_to_keep, disclosures, supports, track, track_rows

FILE = "personakter/<uuid:pk>/"
TRACK = f"{FILE}manniskohandel/"
RETURN, CLAIM = f"{TRACK}atervandande/", f"{TRACK}atersokning/"
DISCLOSURES, SUPPORTS = f"{FILE}utlamnanden/", f"{FILE}stod/"
DAYS = f"{FILE}dagar/"
urlpatterns = [
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
    path(DAYS, days_to_keep.day_list, name="days"),
    path(f"{DAYS}ny/", days_to_keep.new_day, name="new_day"),
    path(f"{DAYS}<uuid:row>/", days_to_keep.day, name="day"),
    path(f"{DAYS}<uuid:row>/utfall/", days_to_keep.settle, name="settle_day"),
    path(f"{DAYS}<uuid:row>/ta-tillbaka/", days_to_keep.take_back, name="take_back_day"),
    path("organisation/stod/", supports.support_types, name="support_types"),
]
