"""Which municipality answers: that of the stay for acute need, the home municipality otherwise."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext as _

M = TypeVar("M")


class Need(StrEnum):
    """What somebody needs, as far as it decides which municipality answers."""

    ACUTE = "acute"
    LASTING = "lasting"


def answering(need: Need, *, stay: M, home: M | None) -> M:
    """The municipality that answers for *need* of somebody who is in *stay* and lives in *home*.

    2 a kap. 1–3 §§ socialtjänstlagen (2001:453), SFS 2011:328, carried into socialtjänstlagen
    (2025:400) (the row ``responsible-municipality`` of ``legal_references.toml``): the municipality
    where somebody is answers for support and help (1 §); where it is clear that they live in
    another, that one answers (3 §), and the municipality of stay for acute situations alone (2 §).
    An unknown home is not clear: there the municipality of stay answers for everything.
    """
    return stay if need == Need.ACUTE or home is None else home


def who_answers(stay: M, home: M | None) -> str:
    """The same as a plain sentence, for where a municipality is chosen."""
    names = {"acute": answering(Need.ACUTE, stay=stay, home=home)}
    if home is None:
        return (
            _("%(acute)s answers, where the person is, while the home municipality is not known.")
            % names
        )
    names["lasting"] = answering(Need.LASTING, stay=stay, home=home)
    if names["lasting"] == names["acute"]:
        return _("%(acute)s answers: the person is there and lives there.") % names
    return (
        _("What is acute: %(acute)s, where the person is. All else: %(lasting)s, where they live.")
        % names
    )
