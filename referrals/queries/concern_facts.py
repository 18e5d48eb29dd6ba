"""What an encounter already tells of a child, for the report of concern that it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from casework.models import LegalReference
from casework.queries.choices import language_name
from outreach.enums import GuardianReason, Interpreter
from outreach.models import Encounter
from referrals.outside_enums import Guardians, Interpreting

# Under this code the statutes say that a child has to be reported.
REPORT_LAW = "concern-report"
_INTERPRETING = {
    Interpreter.YES: Interpreting.NEEDED,
    Interpreter.LACKING: Interpreting.NEEDED,
    Interpreter.NO: Interpreting.NOT_NEEDED,
}
# That guardians were contacted does not say that they know of the report.
_GUARDIANS = {
    GuardianReason.DANGER: Guardians.DANGER,
    GuardianReason.UNKNOWN: Guardians.NOT_KNOWN,
}


def report_law() -> LegalReference | None:
    """The statute that a report rests on, in the wording of today."""
    return LegalReference.objects.on(timezone.localdate()).filter(code=REPORT_LAW).first()


def duty() -> str:
    """Why a report passes without consent."""
    return _("The duty to report that a child may need protection.")


def answers_from(encounter: Encounter) -> dict[str, Any]:
    """What the form of a report asks and the encounter has answered. The rest is left open."""
    language = get_language() or "sv"
    known = {
        "seen_on": timezone.localdate(encounter.happened_at),
        "interpreter": _INTERPRETING.get(Interpreter(encounter.interpreter))
        if encounter.interpreter
        else None,
        "language": language_name(encounter.language, language) if encounter.language else "",
        "guardians": _GUARDIANS.get(GuardianReason(encounter.guardians_reason))
        if encounter.guardians_reason
        else None,
    }
    return {name: value for name, value in known.items() if value}


def seen_words(encounter: Encounter) -> str:
    """What was seen, line by line, in the language in use: nothing that was not answered."""
    lines = [f"{label}: {words}." for label, words in _lines(encounter) if words]
    if encounter.note:
        lines += ["", _("What was written down then:"), str(encounter.note)]
    return "\n".join(lines)


def concern_words(encounter: Encounter) -> str:
    """What a report of concern begins with: that, in the language of the city."""
    # Its social services read it, whatever language it was written in.
    with translation.override(settings.LANGUAGE_CODE):
        return seen_words(encounter)


def _lines(encounter: Encounter) -> Iterator[tuple[str, str]]:
    shift = encounter.shift
    met = timezone.localtime(encounter.happened_at)
    place = ", ".join(str(part) for part in (shift.district, shift.municipality) if part)
    where = f"{encounter.get_arena_display()}, {place}"
    yield _("When and where"), f"{date_format(met, 'j F Y H:i')}, {where}"
    if encounter.age is not None:
        yield _("Age"), str(encounter.age)
    elif encounter.age_band:
        yield _("Age, judged"), encounter.get_age_band_display()
    yield _("Gender"), encounter.get_gender_display()
    yield _("Language"), language_name(encounter.language, get_language() or "sv")
    yield _("Lives in"), str(encounter.home_municipality or encounter.get_home_kind_display())
    exploited = [encounter.get_exploitation_form_display(), encounter.get_sexual_kind_display()]
    yield _("Form of exploitation"), ", ".join(words for words in exploited if words)
    yield _("Suspected trafficking"), encounter.get_trafficking_display()
    if encounter.emergency_called_at:
        called = timezone.localtime(encounter.emergency_called_at)
        yield _("Emergency social service telephoned"), date_format(called, "j F H:i")
    guardians = [encounter.get_guardians_contacted_display()]
    guardians.append(encounter.get_guardians_reason_display())
    yield _("Guardians contacted"), ", ".join(words for words in guardians if words)
