"""Addresses of access: who has it, who asks for it, what one is told."""

from django.urls import path

from casework.views import access, asking, leaving, notices

urlpatterns = [
    path("personakter/begar/", asking.ask, name="ask_access"),
    path("personakter/nodoppning/", asking.emergency, name="emergency"),
    path("personakter/<uuid:pk>/behorighet/", access.access, name="access"),
    path("personakter/<uuid:pk>/behorighet/ge/", access.give, name="give_access"),
    path("personakter/<uuid:pk>/behorighet/<uuid:grant>/avsluta/", access.end, name="end_access"),
    path("notiser/", notices.notices, name="notices"),
    path("notiser/lasta/", notices.read, name="read_notices"),
    path("notiser/fragor/<uuid:pk>/", asking.answer, name="answer_request"),
    path("notiser/nodoppningar/<uuid:pk>/", notices.review, name="review_emergency"),
    path("organisation/<uuid:pk>/overlamna/<uuid:member>/", leaving.hand_over, name="hand_over"),
]
