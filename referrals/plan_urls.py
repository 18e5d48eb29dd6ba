"""Addresses of plans: in the file that they belong to, and those of a day's work."""

from django.urls import path

from referrals.views import (
    my_day,
    placements,
    plan_files,
    plan_measures,
    plan_meetings,
    plan_people,
    plan_rows,
    plans,
)

app_name = "plans"
PLANS = "personakter/<uuid:pk>/plan/"
PLAN = f"{PLANS}<uuid:plan>/"
MEASURE, PEOPLE = f"{PLAN}insatser/<uuid:row>/", f"{PLAN}deltagare/"
PLACEMENTS = f"{PLAN}placeringar/"
urlpatterns = [
    path("min-dag/", my_day.my_day, name="my_day"),
    path("min-dag/belastning/", my_day.load, name="load"),
    path("min-dag/oversattningar/", plan_files.translations, name="translations"),
    path("min-dag/oversattningar/<slug:slug>/", plan_files.translation, name="translation"),
    path(PLANS, plans.plan_list, name="plans"),
    path(f"{PLANS}ny/", plans.begin, name="begin"),
    path(PLAN, plans.plan, name="plan"),
    path(f"{PLAN}andra/", plans.change, name="change"),
    path(f"{PLAN}besluta/", plans.agree, name="agree"),
    path(f"{PLAN}avsluta/", plans.close, name="close"),
    path(f"{PLAN}mal/", plan_rows.new_goal, name="new_goal"),
    path(f"{PLAN}mal/<uuid:row>/", plan_rows.goal, name="goal"),
    path(f"{PLAN}behov/", plan_rows.needs, name="needs"),
    path(f"{PLAN}behov/<uuid:row>/", plan_rows.need, name="need"),
    path(f"{PLAN}insatser/", plan_rows.new_measure, name="new_measure"),
    path(f"{PLAN}bild/", plan_measures.picture, name="picture"),
    path(MEASURE, plan_rows.measure, name="measure"),
    path(f"{MEASURE}lage/", plan_measures.move, name="move_measure"),
    path(f"{MEASURE}bro/", plan_measures.bridge, name="bridge"),
    path(f"{PLAN}broar/<uuid:row>/", plan_measures.in_place, name="in_place"),
    path(PEOPLE, plan_people.participants, name="participants"),
    path(f"{PEOPLE}ny/", plan_people.new, name="new_participant"),
    path(f"{PEOPLE}<uuid:row>/", plan_people.change, name="participant"),
    path(f"{PEOPLE}<uuid:row>/kalla/", plan_people.call, name="call_participant"),
    path(f"{PEOPLE}<uuid:row>/svar/", plan_people.answer, name="answer_call"),
    path(f"{PEOPLE}<uuid:row>/avsluta/", plan_people.stop, name="stop_participant"),
    path(f"{PEOPLE}<uuid:row>/brev/", plan_files.call_letter, name="letter"),
    path(f"{PEOPLE}<uuid:row>/kalender/", plan_files.call_calendar, name="calendar"),
    path(f"{PLAN}papper/", plan_files.papers, name="papers"),
    path(f"{PLAN}papper/<slug:slug>/", plan_files.paper, name="paper"),
    path(f"{PLAN}uppfoljning/", plan_meetings.follow, name="follow"),
    path(f"{PLAN}versioner/", plan_meetings.versions, name="versions"),
    path(PLACEMENTS, placements.placements, name="placements"),
    path(f"{PLACEMENTS}ny/", placements.ask, name="ask_placement"),
    path(f"{PLACEMENTS}<uuid:row>/nej/", placements.refuse, name="refuse_placement"),
    path(f"{PLACEMENTS}<uuid:row>/", placements.move, name="move_placement"),
]
