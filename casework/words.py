"""Facts of a file in the words of its pages."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.ages import Statement
from casework.enums import AgeSource
from casework.models import Person
from casework.queries.choices import language_name


def age_span(statement: Statement) -> str:
    """The years that a statement tells, and whether the person is possibly under 18."""
    first, last = statement.years_from, statement.years_to
    words = []
    if first is not None and last is not None:
        years = str(first) if first == last else f"{first}–{last}"
        words.append(_("%(years)s years") % {"years": years})
    elif first is not None:
        words.append(_("%(years)s years or older") % {"years": first})
    elif last is not None:
        words.append(_("at most %(years)s years") % {"years": last})
    if statement.possibly_under_18:
        words.append(_("possibly under 18"))
    return ", ".join(words)


def age_words(statement: Statement) -> str:
    """As :func:`age_span`, and how it is known."""
    return f"{age_span(statement)} ({AgeSource(statement.source).label})"


def languages_of(person: Person) -> str:
    """The person's languages by name."""
    return languages_of_codes(person.languages)


def languages_of_codes(codes: Iterable[str]) -> str:
    """The languages of *codes* by name."""
    tongue = get_language() or "sv"
    return ", ".join(language_name(code, tongue) for code in codes)
