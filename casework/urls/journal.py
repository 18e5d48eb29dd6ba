"""Addresses of the journal: notes, attachments, events and consents."""

from django.urls import path

from casework.views import attachments, consents, drafts, journal, story

FILE = "personakter/<uuid:pk>/"
NOTE, DRAFT = f"{FILE}journal/<uuid:note>/", f"{FILE}journal/utkast/<uuid:draft>/"
ATTACHMENT = f"{FILE}bilagor/<uuid:attachment>/"
urlpatterns = [
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
