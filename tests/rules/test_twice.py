"""Two people who save the same thing: the second is told what changed and loses nothing.

Every form of the walk is opened once and sent twice, the second time with other words from the same
page, as by a colleague who had it open. A new form that replaces a row without a word fails here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.rules.filling import WORDS, Form, typed_form
from tests.rules.test_typed import BACKEND, EXEMPT, answered
from tests.rules.test_urls import WALKED, World
from tests.rules.url_expectations import ROWS
from tests.rules.urls import PERSONAS

pytestmark = pytest.mark.django_db

OTHER_WORDS = "Helt andra ord, som inte får gå förlorade"
OPENS = {200, 302, 409, 422}
# What the second answers otherwise where nothing is written in words.
OTHERWISE = {"outreach:change_shift": {"arena": "hotel"}}

ADDS = "each sending adds a row of its own, and replaces none"
ONE_WAY = "a step that is taken once: nothing is typed that a second one could replace"
MAY_BE_SENT_AGAIN = {
    **dict.fromkeys(
        (
            "casework:add_alert",
            "casework:add_related",
            "casework:ask_access",
            "casework:attach",
            "casework:attach_to_note",
            "casework:disagree",
            "casework:hold",
            "casework:new_claim",
            "casework:new_consent",
            "casework:new_correction",
            "casework:new_disclosure",
            "casework:new_shelter",
            "casework:new_support",
            "casework:open_file",
            "casework:state_age",
            "casework:track_indicator",
            "casework:track_indicators",
            "casework:track_status",
            "outreach:import",
            "outreach:tablets",
            "plans:ask_placement",
            "plans:begin",
            "plans:bridge",
            "plans:new_goal",
            "plans:new_measure",
            "programme:new_aim",
            "programme:new_measure",
            "referrals:act",
            "referrals:new_guidance",
        ),
        ADDS,
    ),
    **dict.fromkeys(
        (
            "casework:assign_case",
            "casework:end_membership",
            "outreach:revoke_tablet",
            "plans:answer_call",
            "plans:refuse_placement",
        ),
        ONE_WAY,
    ),
    "casework:draft": "a draft of one's own, which nobody else opens; its versions are numbered",
    "casework:search_files": "a search changes nothing",
    "casework:link_file": "the first answer is a preview",
    "outreach:plan": "the same form twice makes one shift, whose facts are changed on its own form",
    "outreach:record": "the same answers make one row, and others are refused",
}


def shown_to(name: str) -> str | None:
    """Somebody who opens the form at *name* and may send it; ``None`` when nobody."""
    row = ROWS[name]
    for persona in PERSONAS:
        if row.get.by(persona) == 200 and row.post.by(persona) in OPENS:
            return persona
    return None


FORMS = [
    name
    for name in WALKED
    if name not in EXEMPT and name not in MAY_BE_SENT_AGAIN and shown_to(name)
]


def worded(form: Form, answers: dict[str, Any], words: str) -> dict[str, Any]:
    """*answers* in these words, with what the same page put in."""
    written = {key for key, value in answers.items() if value == WORDS}
    written |= {
        key
        for key, controls in form.controls.items()
        if controls[0]["kind"] == "textarea" and key in answers
    }
    return answers | dict.fromkeys(written, words)


def test_only_forms_of_ours_are_let_off() -> None:
    assert set(MAY_BE_SENT_AGAIN) <= set(WALKED)
    assert len(FORMS) > 40


@dataclass(frozen=True)
class Shown:
    """A form as somebody has it open, and two ways in which it is answered."""

    client: Client
    address: str
    first: dict[str, Any]
    second: dict[str, Any]


def shown_form(name: str, world: World) -> Shown | None:
    """The form at *name*; ``None`` when nothing is typed on the page."""
    persona = shown_to(name)
    assert persona is not None
    arguments = {key: world.rows[value] for key, value in ROWS[name].arguments.items()}
    client = world.client(persona)
    shown = client.get(reverse(name, kwargs=arguments), follow=True)
    if b'name="author"' not in shown.content:
        return None
    form = typed_form(shown.content.decode())
    address = form.action or shown.request["PATH_INFO"]
    if not form.action and shown.request["QUERY_STRING"]:
        address += "?" + shown.request["QUERY_STRING"]
    first = worded(form, answered(name, form, world), WORDS)
    second = worded(form, answered(name, form, world), OTHER_WORDS) | OTHERWISE.get(name, {})
    return Shown(client, address, first, second)


@pytest.mark.parametrize("name", FORMS)
def test_the_second_replaces_nothing_unseen_and_loses_nothing(name: str, world: World) -> None:
    form = shown_form(name, world)
    if form is None:
        return
    first, second = form.first, form.second
    changes = {k: v for k, v in second.items() if isinstance(v, str)} != {
        k: v for k, v in first.items() if isinstance(v, str)
    }
    sent = form.client.post(form.address, first)
    again = form.client.post(form.address, second)
    if not changes:
        # The same answers once more: at most the same row again.
        assert again.status_code != 500
        return
    assert again.status_code != 302, "replaced what a colleague had saved"
    if sent.status_code == 302 and OTHER_WORDS in second.values():
        assert OTHER_WORDS in again.content.decode(), "what the second typed is gone"


# What the first does that ends what the second is writing: the same step, or one over it.
ENDS = {
    "barnahus:close": "barnahus:close",
    "barnahus:new_step": "barnahus:close",
    "barnahus:police": "barnahus:police",
    "casework:correction": "casework:correction",
    "casework:extract": "casework:extract",
    "plans:call_participant": "plans:call_participant",
    "plans:close": "plans:close",
    "plans:new_goal": "plans:close",
    "plans:follow": "plans:close",
    "plans:translation": "plans:translation",
}
BY_WHOM = re.compile(r"Last saved by [^<]+, \d+ \w+ \d{4} \d\d:\d\d\.|It stands above\.")


@pytest.mark.parametrize("name", ENDS)
def test_what_a_colleague_has_ended_says_so_and_gives_back_the_words(
    name: str, world: World
) -> None:
    mine, first = shown_form(name, world), shown_form(ENDS[name], world)
    assert mine is not None
    assert first is not None
    assert first.client.post(first.address, first.first).status_code == 302
    mine.client.cookies["ledljus_language"] = "en"
    again = mine.client.post(mine.address, mine.second)
    page = again.content.decode()
    assert again.status_code == 409
    assert "What you wrote was not saved" in page
    assert BY_WHOM.search(page), "nobody knows who was first"
    typed = page.split('id="typed"')[1]
    assert f"<dd>{OTHER_WORDS}</dd>" in typed
    # It is the same after a session that had ended meanwhile.
    mine.client.logout()
    assert mine.client.post(mine.address, mine.second).status_code == 302
    persona = shown_to(name)
    assert persona is not None
    mine.client.force_login(world.users[persona], BACKEND)
    assert OTHER_WORDS in mine.client.get(mine.address).content.decode()
    # Who sees no such row learns nothing of it: neither that it was there nor that it ended.
    assert ROWS[name].post.by("other") == 404
    assert world.client("other").post(mine.address, mine.second).status_code == 404
