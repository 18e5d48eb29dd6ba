"""Addresses of what is done towards others, within those of the referrals app."""

from django.urls import path

from referrals.views import guidance, kast, letters

urlpatterns = [
    path("utbildning/", guidance.guidance_index, name="guidance"),
    path("utbildning/ny/", guidance.new_guidance, name="new_guidance"),
    path("utbildning/<uuid:pk>/", guidance.correct, name="correct_guidance"),
    path("utbildning/<uuid:pk>/stryk/", guidance.strike, name="strike_guidance"),
    path("kast/", kast.index, name="kast"),
    path("kast/sok/", kast.find, name="find_kast"),
    path("kast/ny/", kast.new, name="new_kast"),
    path("kast/siffror/", kast.kast_figures, name="kast_figures"),
    path("kast/<uuid:pk>/", kast.contact, name="kast_contact"),
    path("kast/<uuid:pk>/andra/", kast.correct, name="correct_kast"),
    path("kast/<uuid:pk>/samtal/", kast.talk, name="kast_talk"),
    path("kast/<uuid:pk>/samtal/<uuid:talk_pk>/ta-bort/", kast.remove_talk, name="remove_talk"),
    path("kast/<uuid:pk>/avsluta/", kast.end, name="end_kast"),
    path("kommunbrev/", letters.index, name="letters"),
    path("kommunbrev/<uuid:pk>/", letters.letter, name="letter"),
    path("kommunbrev/<uuid:pk>/skriv/", letters.write, name="write_letter"),
    path("kommunbrev/<uuid:pk>/brev.pdf", letters.fetch, name="fetch_letter"),
    path("kommunbrev/<uuid:pk>/skickat/", letters.sent, name="letter_sent"),
    path("kommunbrev/<uuid:pk>/skickas-inte/", letters.drop, name="drop_letter"),
]
