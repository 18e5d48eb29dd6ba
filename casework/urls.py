"""Addresses of the casework app."""

from django.urls import path

from casework.views import (
    accounts,
    attachments,
    consents,
    drafts,
    home,
    interface,
    journal,
    moves,
    municipalities,
    organisation,
    persons,
    roles,
    shelters,
    story,
)

app_name = "casework"
FILE = "personakter/<uuid:pk>/"
NOTE, DRAFT = f"{FILE}journal/<uuid:note>/", f"{FILE}journal/utkast/<uuid:draft>/"
ATTACHMENT = f"{FILE}bilagor/<uuid:attachment>/"

JOURNAL = [
    path("personakter/utkast/", drafts.own_drafts, name="drafts"),
    path(f"{FILE}journal/", journal.journal, name="journal"),
    path(f"{FILE}journal/ny/", drafts.choose_kind, name="choose_note"),
    path(f"{FILE}journal/ny/<slug:slug>/", drafts.new_note, name="new_note"),
    path(DRAFT, drafts.draft, name="draft"),
    path(f"{DRAFT}spara/", drafts.autosave, name="autosave"),
    path(f"{DRAFT}kasta/", drafts.discard, name="discard_draft"),
    path(NOTE, journal.note, name="note"),
    path(f"{NOTE}ratta/", drafts.correct, name="correct_note"),
    path(f"{NOTE}invandning/", journal.disagree, name="disagree"),
    path(f"{NOTE}stryk/", journal.strike, name="strike_note"),
    path(f"{NOTE}bilaga/", attachments.attach_to_note, name="attach_to_note"),
    path(f"{FILE}bilagor/ny/", attachments.attach, name="attach"),
    path(ATTACHMENT, attachments.download, name="attachment"),
    path(f"{ATTACHMENT}ta-bort/", attachments.remove, name="remove_attachment"),
    path(f"{FILE}handelser/", story.events, name="events"),
    path(f"{FILE}handelser/senaste/", story.latest, name="latest_events"),
    path(f"{FILE}handelser/utskrift/", story.printed, name="print_events"),
    path(f"{FILE}samtycken/", consents.consents, name="consents"),
    path(f"{FILE}samtycken/nytt/", consents.new_consent, name="new_consent"),
    path(f"{FILE}samtycken/<uuid:consent>/aterkalla/", consents.withdraw, name="withdraw_consent"),
]
urlpatterns = [
    *JOURNAL,
    path("", home.home, name="home"),
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
    path("organisation/konton/<uuid:pk>/", accounts.account, name="account"),
    path("organisation/konton/<uuid:pk>/lage/", accounts.change_state, name="account_state"),
    path("organisation/konton/<uuid:pk>/losenord/", accounts.new_password, name="account_password"),
]
