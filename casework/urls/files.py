"""Addresses of files: the list, a file, what is known and who it is."""

from django.urls import include, path

from casework.views import (
    file_cases,
    file_facts,
    file_identity,
    file_links,
    file_list,
    moves,
    persons,
    shelters,
)

# Pages of one file, below its own address.
FACTS = [
    path("", file_facts.details, name="file_facts"),
    path("andra/", file_facts.change_facts, name="change_facts"),
    path("viktigt/", file_facts.important, name="important"),
    path("alder/", file_facts.state_age, name="state_age"),
    path("narstaende/", file_facts.add_related, name="add_related"),
    path("narstaende/<uuid:related>/", file_facts.change_related, name="change_related"),
    path("varningar/", file_facts.add_alert, name="add_alert"),
    path("varningar/<uuid:alert>/avsluta/", file_facts.end_alert, name="end_alert"),
]
IDENTITY = [
    path("", file_identity.identity, name="identity"),
    path("andra/", file_identity.write_identity, name="write_identity"),
    path("nummer/", file_identity.add_number, name="add_number"),
    path("nummer/<uuid:number>/ta-bort/", file_identity.remove_number, name="remove_number"),
    path("skilj/", file_identity.separate, name="separate_identity"),
    path("skydd/", file_identity.protect, name="protect_file"),
    path("koppla/", file_links.link, name="link_file"),
    path("koppla/<uuid:link>/upphav/", file_links.unlink, name="unlink_file"),
]
CASES = [
    path("", file_cases.start, name="start_case"),
    path("<uuid:case>/ansvarig/", file_cases.assign, name="assign_case"),
    path("<uuid:case>/avsluta/", file_cases.close, name="close_case"),
    path("<uuid:case>/oppna/", file_cases.reopen, name="reopen_case"),
]
urlpatterns = [
    path("personakter/", file_list.files, name="files"),
    path("personakter/skyddade/", file_list.protected, name="protected_files"),
    path("personakter/sok/", file_list.search, name="search_files"),
    path("personakter/oppna/", file_list.open_new, name="open_file"),
    path("personakter/<uuid:pk>/", persons.person, name="person"),
    path("personakter/<uuid:pk>/uppgifter/", include(FACTS)),
    path("personakter/<uuid:pk>/identitet/", include(IDENTITY)),
    path("personakter/<uuid:pk>/arenden/", include(CASES)),
    path("personakter/<uuid:pk>/boende/", shelters.stay, name="begin_stay"),
    path("personakter/<uuid:pk>/boende/<uuid:stay_pk>/", shelters.leave, name="end_stay"),
    path(
        "personakter/<uuid:pk>/boende/<uuid:stay_pk>/adress/", shelters.address, name="stay_address"
    ),
    path("personakter/<uuid:pk>/flytt/", moves.ask, name="move"),
    path("personakter/<uuid:pk>/flytt/<uuid:move_pk>/", moves.answer, name="move_answer"),
    path("organisation/boenden/", shelters.shelters, name="shelters"),
    path("organisation/boenden/nytt/", shelters.new_shelter, name="new_shelter"),
    path("organisation/boenden/vistelser/<uuid:pk>/", shelters.answer, name="answer_stay"),
    path("organisation/boenden/<uuid:pk>/", shelters.shelter, name="shelter"),
    path("organisation/boenden/<uuid:pk>/adress/", shelters.kept_address, name="kept_address"),
]
