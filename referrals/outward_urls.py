"""Addresses of what is done towards others, within those of the referrals app."""

from django.urls import path

from referrals.views import guidance

urlpatterns = [
    path("utbildning/", guidance.guidance_index, name="guidance"),
    path("utbildning/ny/", guidance.new_guidance, name="new_guidance"),
    path("utbildning/<uuid:pk>/", guidance.correct, name="correct_guidance"),
    path("utbildning/<uuid:pk>/stryk/", guidance.strike, name="strike_guidance"),
]
