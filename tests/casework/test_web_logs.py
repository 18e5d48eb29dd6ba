"""Logs hold nothing about a person."""

import json
import logging
import sys

import pytest

from casework.web.logs import formatter, redact_text


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("GET /pass/0198c2de-aaaa-7bbb-8ccc-1234567890ab/", "GET /pass/[id]/"),
        ("number 19900601-2380 found", "number [number] found"),
        ("number 900179 2382", "number [number]"),
        ("to worker@example.org", "to [address]"),
        ("GET /pass/?dag=2025-01-01&plats=x HTTP/1.1", "GET /pass/?[query] HTTP/1.1"),
        ("started in 12 ms", "started in 12 ms"),
    ],
)
def test_what_tells_about_a_person_is_taken_out(text: str, redacted: str) -> None:
    assert redact_text(text) == redacted


def test_an_exception_keeps_its_type_and_place_and_not_its_words() -> None:
    try:
        int("Kontakt: 070-123 45 67")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    line = json.loads(formatter().format(record))
    assert line["exception"] == "ValueError"
    assert line["event"] == "failed"
    assert len(line["trace"]) == 1
    assert "test_web_logs.py" in line["trace"][0]
    assert "070" not in json.dumps(line)


def test_a_task_that_broke_off_is_told_without_words_and_arguments() -> None:
    """The queue puts both into its message before anybody can take them out."""
    told = {
        "name": "outreach.work",
        "id": "1",
        "description": "raised unexpected",
        "exc": 'ValueError("Kontakt: 070-123 45 67")',
        "args": "['Kim']",
    }
    text = "Task %(name)s %(args)s %(description)s: %(exc)s"
    record = logging.LogRecord("celery.app.trace", logging.ERROR, __file__, 1, text, (told,), None)
    line = json.loads(formatter().format(record))
    assert line["event"] == "Task outreach.work  raised unexpected: ValueError"
