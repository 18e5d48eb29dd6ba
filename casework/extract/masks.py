"""What is masked in an extract, by place and by word, each with its reason."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from casework.extract.words import MaskReason


@dataclass(frozen=True)
class Masks:
    """The handler's decisions. *places* maps a value's key to a reason, or to nothing: shown.

    *words* maps a name or a passage to the reason why it is masked wherever it stands.
    """

    places: dict[str, str] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_text(cls, text: str | None) -> Masks:
        """What :meth:`as_text` wrote; nothing decided where there is no text."""
        found = json.loads(text) if text else {}
        return cls(found.get("places", {}), found.get("words", {}))

    def as_text(self) -> str:
        """For the sealed column."""
        return json.dumps({"places": self.places, "words": self.words}, ensure_ascii=False)

    def reason_for(self, key: str, default: str, *, locked: bool, maskable: bool) -> str:
        """Why the value *key* is masked as a whole; empty when it is shown.

        What a handler could not look through is not handed out: it was written afterwards, or is
        a colleague's draft.
        """
        if locked or not maskable:
            return default
        return self.places.get(key, default or MaskReason.UNSEEN)

    def without_words(self, text: str) -> str:
        """*text* with each masked passage replaced by its reason, the longest first."""
        for word in sorted(self.words, key=len, reverse=True):
            pattern = re.compile(r"\s+".join(map(re.escape, word.split())), re.IGNORECASE)
            text = instead_of(self.words[word]).join(pattern.split(text))
        return text


def instead_of(reason: str) -> str:
    """What stands where something is masked."""
    return _("[masked: %(reason)s]") % {"reason": MaskReason(reason).label.lower()}
