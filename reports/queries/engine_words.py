"""What the engine says, in the language in use. It is plain Python, and says it in English."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# Why figures to be printed do not fit, whichever it was: the engine's own words would tell more.
PINS_UNFIT = gettext_noop(
    "The exact figures that were to be printed can't stand: one is not what the rows say, or "
    "together they leave out too few people."
)
# What an audit found.
SENTENCES = (
    gettext_noop("The exact figures are refused: with them something can be proved."),
    gettext_noop("For some cell no two data sets could be shown."),
    gettext_noop("The published numbers give something away to an attacker."),
    gettext_noop("Somebody who knows up to four people proves something about others."),
    gettext_noop("No data set fits what is published: the numbers contradict each other."),
    gettext_noop("A number is further from the truth than the bound that is announced."),
    gettext_noop("A pseudo-record is a combination that can't occur."),
    gettext_noop("A pseudo-record has a value that nobody has in its month."),
    gettext_noop("The CSV file does not have the cells of the JSON file."),
    gettext_noop("The announced bound is too small to protect anybody."),
    gettext_noop("A number is hidden, or is no multiple of five."),
    gettext_noop("A number has other limits than the bound that is announced."),
)
# Those that name an edition or a table, and how they are told.
PATTERNS = {
    r"Rows of (.+) were taken away after they had been published\.": (
        gettext_noop("Rows of %(name)s were taken away after they had been published.")
    ),
    r"Rows of (.+) were changed after they had been published\.": (
        gettext_noop("Rows of %(name)s were changed after they had been published.")
    ),
    r"Rows came in for parts of (.+) that had been published: an addition\.": (
        gettext_noop("Rows came in for parts of %(name)s that had been published: an addition.")
    ),
    r"(.+): [0-9]+ cells are not counted on the one set\.": (
        gettext_noop("%(name)s: some cells are not counted on the one set.")
    ),
    r"(.+): a cell has another number than before\.": (
        gettext_noop("%(name)s: a cell has another number than before.")
    ),
    r"The table (.+) does not add up\.": gettext_noop("The table %(name)s does not add up."),
    r"The caption of (.+) has a number that was not released\.": (
        gettext_noop("The caption of %(name)s has a number that was not released.")
    ),
}


def told(sentence: str) -> str:
    """*sentence* of the engine in the language in use."""
    for pattern, words in PATTERNS.items():
        if found := re.fullmatch(pattern, sentence):
            return _(words) % {"name": found[1]}
    return _(sentence)
