"""What a record says, once it is opened: checked for its shape, times put right."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from casework.plain_text import without_turning
from outreach.models import SyncItem
from outreach.models.tablet import CLOCK_IS_RIGHT
from outreach.sync_header import identifier, moment

MOST_FIELDS, MOST_ANSWERS, LONGEST_ANSWER = 200, 100, 8000


class NotUnderstood(Exception):
    """It is not what a tablet sends."""


@dataclass(frozen=True)
class Said:
    """A record in clear: answers as a browser submits them, the shift, and when it was."""

    fields: dict[str, list[str]]
    shift_id: uuid.UUID
    happened_at: datetime

    def first(self, name: str) -> str:
        """The only answer to *name*, or nothing."""
        return (self.fields.get(name) or [""])[0]


def read_said(content: bytes) -> Said:
    """What *content* says. Raises :class:`NotUnderstood`."""
    try:
        found = json.loads(content)
        # Half a character can be written in JSON, and nowhere else.
        json.dumps(found, ensure_ascii=False).encode()
        return Said(
            _fields(found["fields"]), identifier(found["shift"]), moment(found["happened_at"])
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotUnderstood from None


def kept_content(content: bytes) -> str:
    """*content* as it is kept for whoever decides: always JSON, whatever it was."""
    try:
        read_said(content)
    except NotUnderstood:
        return json.dumps({"raw": without_turning(content.decode(errors="replace"))})
    found = json.loads(content)
    found["fields"] = _fields(found["fields"])
    return json.dumps(found, ensure_ascii=False)


def _fields(given: Any) -> dict[str, list[str]]:
    if not isinstance(given, dict) or len(given) > MOST_FIELDS:
        raise ValueError("no fields")
    for answers in given.values():
        if not isinstance(answers, list) or len(answers) > MOST_ANSWERS:
            raise ValueError("no answers")
        if not all(isinstance(a, str) and len(a) <= LONGEST_ANSWER for a in answers):
            raise ValueError("no answer")
    return {name: [without_turning(a) for a in answers] for name, answers in given.items()}


def ahead_of_us(item: SyncItem, said: Said, earliest: datetime, latest: datetime) -> timedelta:
    """How far the times in *said* are ahead because the tablet's clock was; mostly nothing.

    They are put right only where that brings them between *earliest* and *latest*: a worker who saw
    that the clock was wrong has written the time from her watch.
    """
    ahead = timedelta(seconds=item.skew_seconds)
    if abs(ahead) <= CLOCK_IS_RIGHT:
        return timedelta()
    return ahead if earliest <= said.happened_at - ahead <= latest else timedelta()
