"""A form whose matter a colleague has ended meanwhile: what has happened, and what was typed.

Nothing can be saved any more, but nobody's words are lost: they stand there to be read and taken
along. Only whoever sees the row is answered so, and gets back nothing but their own words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from casework.forms.typed_words import typed_in
from casework.models import PersonRow
from casework.queries.row_versions import saver_of

# As for every form that somebody else was faster with.
STATUS = 409


@dataclass(frozen=True)
class Overtaken:
    """*said* is what has happened, *typed* each question that was answered and the answer."""

    said: str
    typed: list[tuple[str, str]]


def overtaken(form: Form, said: str | Promise) -> Overtaken | None:
    """What ``components/overtaken.html`` shows; ``None`` when *form* was only opened."""
    return Overtaken(str(said), typed_in(form)) if form.is_bound else None


def saved_last(row: Any, said: str | Promise) -> str:
    """*said*, with who saved *row* last, and when."""
    return _("%(said)s Last saved by %(who)s, %(when)s.") % {
        "said": said,
        "who": saver_of(row),
        "when": date_format(timezone.localtime(row.updated_at), "j F Y H:i"),
    }


def moved_on(row: PersonRow, state: str | Promise) -> str:
    """That *row*, which has states, stands in one by now that the form is not for."""
    return saved_last(row, _("It has gone on meanwhile, and stands as “%s” now.") % state)
