"""What is typed outlives the session: a form that may come back with errors keeps its answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from django.utils import timezone

from casework.web.typed import KEY
from tests.casework.people import NUMBER, opened
from tests.outreach.test_views_encounters import form_data
from tests.rules.filling import Form, typed_form
from tests.rules.test_urls import WALKED, World
from tests.rules.url_expectations import ACCOUNT, ROWS
from tests.rules.urls import PERSONAS

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

YESTERDAY = (timezone.localdate() - timedelta(days=1)).isoformat()
# What the page says is wrong, in its summary.
ERRORS = re.compile(r'<li><a href="#[^"]*">([^<]+)</a></li>')
EXEMPT = {
    # Passwords and codes are typed again, on purpose.
    **dict.fromkeys(ACCOUNT, "not ours to keep"),
    "outreach:double": "a choice between two rows that stands in the address; nothing is typed",
}


def shown_to(name: str) -> str | None:
    """Somebody who opens the form at *name* and gets it back with errors; ``None`` when nobody."""
    row = ROWS[name]
    for persona in PERSONAS:
        if (row.get.by(persona), row.post.by(persona)) in ((200, 422), (302, 422)):
            return persona
    return None


FORMS = [name for name in WALKED if name not in EXEMPT and shown_to(name)]


def test_there_are_forms() -> None:
    assert len(FORMS) > 10


# What the first choice in every question does not answer, by address; None leaves a question out.
ANSWERS: dict[str, dict[str, Any]] = {
    "casework:add_number": {"number": NUMBER},
    "casework:add_related": {"may_be_told": None},
    "casework:ask_access": {"wanted": "Ärla-4821"},
    "casework:emergency": {"wanted": "Ärla-4821"},
    "casework:log_samples": {"first": YESTERDAY, "last": YESTERDAY},
    "casework:log_sign": {"first": YESTERDAY, "last": YESTERDAY},
    "casework:move_claim": {"granted": "1"},
    "casework:new_claim": {"amount": "1"},
    "casework:new_consent": {"body": None},
    # Only a court date has a time.
    "casework:new_day": {"at_time": None},
    "casework:new_permit": {"ended_early_on": None, "extended_at": None},
    "casework:permit": {"ended_early_on": None, "extended_at": None},
    "casework:track_status": {"suspicion": "suspected"},
    "casework:unit": {"email": "person2@example.org"},
    "reports:new_edition_period": {
        "kind": "year",
        "year": "2023",
        "code": None,
        "start": None,
        "end": None,
    },
}
# Answers that need what the walk has made.
WITH_ROWS: dict[str, Callable[[World], dict[str, Any]]] = {
    "casework:link_file": lambda world: {"other": opened(world.users["worker"], "pom").pseudonym},
    "outreach:change": lambda world: form_data(world.night.shift),
    "outreach:correct_by_arrival": lambda world: form_data(world.night.shift),
    "outreach:import": lambda _world: {name: log_file() for name in ("shifts", "people")},
    "outreach:record": lambda world: form_data(world.night.shift),
    "outreach:take_arrival_in": lambda world: form_data(world.night.shift),
}
# Of these nothing but what is hidden is answered otherwise: the questions depend on each other.
WHOLE = (
    "outreach:change",
    "outreach:correct_by_arrival",
    "outreach:record",
    "outreach:take_arrival_in",
)
# Forms that no answer of the personas completes, and why.
NO_ACTION = {
    "casework:search_files": "a search changes nothing",
    "casework:start_case": "nobody who walks works in a second unit for such people",
}


def actions_during(statements: CaptureQueriesContext) -> int:
    """How many actions ran in a request: each says to the database who acts, as the request did."""
    return sum("'app.user_id'" in query["sql"] for query in statements) - 1


def log_file() -> SimpleUploadedFile:
    return SimpleUploadedFile("planterad.csv", b"planterat")


def answered(name: str, form: Form, world: World) -> dict[str, Any]:
    answers = form.answers(hidden_only=name in WHOLE) | ANSWERS.get(name, {})
    if name in WITH_ROWS:
        answers |= WITH_ROWS[name](world)
    return {key: value for key, value in answers.items() if value is not None}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_keeps_what_was_typed_and_does_nothing_with_it(name: str, world: World) -> None:
    persona = shown_to(name)
    assert persona is not None
    row = ROWS[name]
    arguments: dict[str, Any] = {key: world.rows[value] for key, value in row.arguments.items()}
    client = world.client(persona)
    shown = client.get(reverse(name, kwargs=arguments), follow=True)
    form = typed_form(shown.content.decode())
    address = form.action or shown.request["PATH_INFO"]
    if not form.action and shown.request["QUERY_STRING"]:
        address += "?" + shown.request["QUERY_STRING"]
    view = resolve(urlsplit(address).path).func
    assert getattr(view, "keeps_typed", False), "not under @keeps_typed"
    client.logout()
    assert client.post(address, answered(name, form, world)).status_code == 302
    client.force_login(world.users[persona], BACKEND)
    assert KEY in client.session, "nothing was kept"
    with CaptureQueriesContext(connection) as statements:
        again = client.get(address)
    assert again.status_code == 200
    assert KEY not in client.session, "what was kept did not come back"
    assert actions_during(statements) == 0, "what came back was saved without anybody sending it"
    # The same answers, sent by somebody, are taken to an action.
    with CaptureQueriesContext(connection) as statements:
        sent = client.post(address, answered(name, form, world))
    faults = ERRORS.findall(sent.content.decode())
    assert (actions_during(statements) > 0) == (name not in NO_ACTION), faults
