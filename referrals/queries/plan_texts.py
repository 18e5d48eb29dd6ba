"""Which translations have been checked."""

from __future__ import annotations

from dataclasses import dataclass

from referrals.models import PlanTextCheck
from referrals.plan_texts import LANGUAGES, PlanTexts, texts


@dataclass(frozen=True)
class LanguageLine:
    """A language with its check, where there is one of the wording that is used."""

    texts: PlanTexts
    check: PlanTextCheck | None

    @property
    def is_unchecked(self) -> bool:
        """Whether the document has to say that it is not checked."""
        return self.texts.is_translation and self.check is None


def language_lines() -> list[LanguageLine]:
    """All languages, in the order of the choice."""
    found = {
        (check.language, check.digest): check
        for check in PlanTextCheck.objects.select_related("recorded_by")
    }
    return [LanguageLine(texts(code), found.get((code, texts(code).digest))) for code in LANGUAGES]


def language_line(code: str) -> LanguageLine:
    """One language. Raises ``KeyError``."""
    wanted = texts(code)
    return next(line for line in language_lines() if line.texts == wanted)
