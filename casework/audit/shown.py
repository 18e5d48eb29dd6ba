"""What a log reviewer is shown of an event: only what can't tell about anybody met.

``details`` hold codes, counts and names of fields, and even so only the keys below are shown, and
only while their values look like numbers, days or codes.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from casework.audit.events import event_choices
from casework.audit.unusual import rule_words
from casework.disposal.words import Reason
from casework.enums import (
    AccessGround,
    IdentityGround,
    RecoveryKind,
    ReviewOutcome,
)

# The words of a detail. A key that is not here is not shown.
KEYS: dict[str, str | Promise] = {
    "attempt": _("attempt"),
    "count": pgettext_lazy("how many", "number"),
    "day": _("day"),
    "days": _("days"),
    "draw": _("draw"),
    "events": _("events"),
    "faults": _("faults"),
    "format": _("file type"),
    "hours": _("hours"),
    "kind": _("kind"),
    "outcome": _("outcome"),
    "people": _("people"),
    "population": _("drawn from"),
    "result": _("result"),
    "rule": _("rule"),
    "shifts": _("shifts"),
    "state": _("state"),
    "until": _("until"),
}
# Only where the row is of our own work: about somebody met these would tell how it stands.
_TELLING = frozenset({"kind", "outcome", "result", "state"})
_OWN_WORK = frozenset(
    {
        "", "casework.user", "casework.recovery", "casework.auditfinding", "casework.auditoutcome",
        "casework.auditsample", "casework.accessreview", "casework.emergencyaccess",
    }
)  # fmt: skip
# Who acts without being signed in. One that is not here is shown as its code.
SYSTEM: dict[str, str | Promise] = {
    "anonymous": _("Nobody signed in"),
    "clock": _("The system: clock"),
    "import": _("The system: import"),
    "log_watch": _("The system: log watch"),
    "retention": _("The system: retention of the log"),
    "sealer": _("The system: seals of the log"),
    "setup": _("The system: set-up"),
    "statistics": _("The system: statistics"),
}
# What a search was for, and what somebody signs in with.
_OTHER_KINDS: dict[str, str | Promise] = {
    "all": _("all"),
    "name": _("name"),
    "nothing": _("neither name nor number"),
    "number": pgettext_lazy("a personal number", "number"),
    "other": _("other"),
    "pseudonym": _("case number"),
    "pseudonym_part": _("part of a case number"),
}
_KINDS = (RecoveryKind,)
_GROUNDS = (AccessGround, IdentityGround, Reason)
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,59}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def shown_details(details: dict[str, Any], about: Any = "") -> list[tuple[str, str]]:
    """The details that may be shown of an event *about* a row of that model, with their words."""
    found, is_ours = [], _is_own_work(about)
    for key, words in KEYS.items():
        if key in _TELLING and not is_ours:
            continue
        value = details.get(key)
        if isinstance(value, bool) or not isinstance(value, int | str):
            continue
        if isinstance(value, int) or _is_harmless(value):
            found.append((str(words), _in_words(key, str(value))))
    return found


def _is_own_work(label: Any) -> bool:
    text = str(label or "")
    return text in _OWN_WORK or text.startswith("reports.")


def system_words(name: str) -> str:
    """Who acted, of what acts without being signed in."""
    return str(SYSTEM.get(name, name))


def shown_ground(ground: str) -> str:
    """The words of a ground that is a code of ours; of free text only that there is some."""
    if not ground or _CODE.fullmatch(ground):
        return _label(ground, _GROUNDS) or ground
    return gettext("noted")


def object_words(label: Any) -> str:
    """What kind of row it is, in words: ``outreach.shift`` is a shift."""
    try:
        return str(apps.get_model(str(label))._meta.verbose_name)
    except (LookupError, ValueError):
        return ""


def short_id(pk: uuid.UUID | None) -> str:
    """The end of an identifier: enough to tell rows apart, and a name for nobody.

    The beginning would tell the time at which it was made.
    """
    return "" if pk is None else str(pk)[-8:]


def _is_harmless(text: str) -> bool:
    return bool(_CODE.fullmatch(text) or _DAY.fullmatch(text))


def _in_words(key: str, code: str) -> str:
    """The words of a code of ours."""
    if key == "kind":
        known = _OTHER_KINDS.get(code) or _label(code, _KINDS)
        return str(known or dict(event_choices()).get(code, code))
    if key == "rule":
        return gettext("Random sample") if code == "sample" else rule_words(code)
    if key == "outcome" and code in ReviewOutcome.values:
        return str(ReviewOutcome(code).label)
    return code


def _label(code: str, enums: Iterable[type[TextChoices]]) -> str:
    """The words of *code* in the first of *enums* that knows it."""
    return next((str(enum(code).label) for enum in enums if code in enum.values), "")
