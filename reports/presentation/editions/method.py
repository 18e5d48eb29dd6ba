"""How the figures were protected, in two sentences, and what that does not promise."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.presentation.numbers import number

# The announced bounds, in words: four for a city, nine for a nation.
_BOUNDS = {4: gettext_lazy("four"), 9: gettext_lazy("nine")}

LIMITS: tuple[tuple[str | Promise, str | Promise], ...] = (
    (
        gettext_lazy("Proof, not guesses"),
        gettext_lazy(
            "The protection is about what can be proved, not about what can be guessed: a printed "
            "number is likely to be near the true one."
        ),
    ),
    (
        gettext_lazy("The encounter is counted"),
        gettext_lazy(
            "The unit is the encounter: one person met once. Anonymous people can't be told apart, "
            "so somebody met on several shifts is counted each time. The protection is per "
            "encounter, and per person only where encounters are linked to a file."
        ),
    ),
    (
        gettext_lazy("Between years"),
        gettext_lazy(
            "Small numbers of different years must not be compared one by one: a change from "
            "nothing to five may be none."
        ),
    ),
    (
        gettext_lazy("Somebody who knows the people"),
        gettext_lazy(
            "Who knows three of the people completely can prove nothing about the others. Who "
            "knows four, and knows that all of them are in a group that is printed as fewer than "
            "five, knows that there is no fifth."
        ),
    ),
    (
        gettext_lazy("Several kinds of support"),
        gettext_lazy(
            "The answers of one kind of support add up. The kinds do not: one person can be "
            "offered several."
        ),
    ),
    (
        gettext_lazy("Groups that can't be"),
        gettext_lazy(
            "Where the rules leave nobody in a group, such as an adult sent to a service for "
            "children, a dash stands instead of a number."
        ),
    ),
    (
        gettext_lazy("Exact figures"),
        gettext_lazy(
            "A few figures that were public already may be printed exactly beside the tables. For "
            "them it was shown that no printed number can be worked out exactly, but not that this "
            "holds for every group that could be thought of."
        ),
    ),
    (
        gettext_lazy("What the figures say"),
        gettext_lazy(
            "They tell about the work and whom it met, not about how common exploitation is: more "
            "shifts meet more people."
        ),
    ),
)


def two_sentences(bound: int) -> list[str]:
    """For a board: what was done, and what nobody can do therefore."""
    return [
        _(
            "All tables in the report are counted on one common substitute material in which each "
            "record stands for five people, so all numbers are multiples of five, the tables agree "
            "with each other and no number is more than %(bound)s from the true one."
        )
        % {"bound": _BOUNDS.get(bound, number(bound))},
        _(
            "Therefore nobody can prove, not even by comparing tables, half-years and whole years "
            "or by knowing some of the people already, that a group has one to four people, that "
            "it is empty or how many it is."
        ),
    ]
