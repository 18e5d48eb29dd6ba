"""Addresses of the outreach app."""

from django.urls import path

from outreach.views import (
    doubles,
    encounters,
    files,
    history,
    imports,
    shift_states,
    shifts,
    strikes,
)

app_name = "outreach"
urlpatterns = [
    path("", shifts.shift_index, name="shifts"),
    path("planera/", shifts.plan, name="plan"),
    path("<uuid:pk>/", shifts.shift_page, name="shift"),
    path("<uuid:pk>/rakning/", shifts.shift_tally, name="tally"),
    path("<uuid:pk>/andra/", shifts.change, name="change_shift"),
    path("<uuid:pk>/starta/", shift_states.start, name="start"),
    path("<uuid:pk>/avsluta/", shift_states.end, name="end"),
    path("<uuid:pk>/fortsatt/", shift_states.reopen, name="reopen"),
    path("<uuid:pk>/signera/", shift_states.sign, name="sign"),
    path("<uuid:pk>/stall-in/", shift_states.cancel, name="cancel"),
    path("<uuid:pk>/overlamning/", shift_states.hand_over, name="hand_over"),
    path("<uuid:pk>/historik/", history.shift_history, name="shift_history"),
    path("<uuid:pk>/patraffad/", encounters.choose_role, name="choose_role"),
    path("<uuid:pk>/patraffad/<slug:slug>/", encounters.record_new, name="record"),
    path("patraffad/<uuid:pk>/", encounters.encounter_page, name="encounter"),
    path("patraffad/<uuid:pk>/andra/", encounters.change, name="change"),
    path("patraffad/<uuid:pk>/ratta/", encounters.correct, name="correct"),
    path("patraffad/<uuid:pk>/historik/", history.encounter_history, name="history"),
    path("patraffad/<uuid:pk>/dubblett/", doubles.link, name="double"),
    path("patraffad/<uuid:pk>/dubblett/upphav/", doubles.unlink, name="unlink"),
    path("patraffad/<uuid:pk>/stryk/", strikes.strike, name="strike"),
    path("patraffad/<uuid:pk>/stryk/angra/", strikes.restore, name="restore"),
    path("patraffad/<uuid:pk>/personakt/", files.file, name="file"),
    path("patraffad/<uuid:pk>/personakt/<uuid:link>/upphav/", files.undo, name="unlink_file"),
    path("importera/", imports.index, name="import"),
    path("importera/<uuid:pk>/", imports.upload_page, name="import_upload"),
    path("importera/<uuid:pk>/lage/", imports.upload_state, name="import_state"),
    path("importera/<uuid:pk>/bekrafta/", imports.confirm, name="import_confirm"),
    path("importera/<uuid:pk>/igen/", imports.restart, name="import_restart"),
    path("importera/<uuid:pk>/kasta/", imports.discard, name="import_discard"),
]
