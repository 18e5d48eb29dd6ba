"""What the codes of a released document are called, and the titles of its tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from babel import Locale
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from casework.enums import Gender
from referrals.plan_enums import PlanClosing, PlanState, PlanType
from reports.presentation.editions import afterwards_words
from reports.presentation.editions.places import home_name, name_of
from reports.presentation.editions.released import TIME
from reports.tables import variables as v
from reports.tables.levels import LEVELS as EXACT_LEVELS
from reports.tables.levels import UNIVERSE_WORDS

Words = v.Words
NOT_STATED = gettext_lazy("Not stated")


@dataclass(frozen=True)
class Level:
    """What a level is called, and its values: by a list, or by a rule."""

    label: Words
    labels: Mapping[str, Words]
    rule: Callable[[str], str] = lambda value: value.replace("_", " ")

    def label_of(self, value: str) -> str:
        """What *value* is called, in the language in use."""
        return str(self.labels[value]) if value in self.labels else self.rule(value)


def _as(variable: v.Variable, **extra: Words) -> Level:
    return Level(variable.label, {**variable.labels, **extra})


def country(code: str) -> str:
    """A country by its two letters (ISO 3166-1), in the language in use."""
    names = Locale.parse((get_language() or "en").replace("-", "_")).territories
    return str(names.get(code, code))


def is_month(code: str) -> bool:
    """Whether a period is one month: ``2025-01``."""
    year, _dash, part = code.partition("-")
    return year.isdigit() and len(part) == 2 and part.isdigit() and 1 <= int(part) <= 12


def period(code: str, months: Sequence[str] = ()) -> str:
    """``2025``, ``2025-H1``, ``2025-T1``, ``2025-Q1`` or ``2025-01`` as people say it.

    Under any other code it is said by its *months*: a code is for addresses and files.
    """
    year, _dash, part = code.partition("-")
    if not part and year.isdigit():
        return year
    if is_month(code):
        return _month(code)
    spoken: dict[str, Words] = {
        "H": gettext_lazy("Half-year %(number)s %(year)s"),
        "T": gettext_lazy("Tertial %(number)s %(year)s"),
        "Q": gettext_lazy("Quarter %(number)s %(year)s"),
    }
    if not year.isdigit() or part[:1] not in spoken or not part[1:].isdigit():
        return " – ".join(dict.fromkeys(map(_month, [*months[:1], *months[-1:]]))) or code
    return str(spoken[part[0]]) % {"number": part[1:], "year": year}


def _month(code: str) -> str:
    year, _dash, month = code.partition("-")
    return format_date(date(int(year), int(month), 1), "F Y")


_UNKNOWN_PLACES: dict[str, Words] = {
    "abroad": gettext_lazy("Abroad"),
    "not_known": gettext_lazy("Not known"),
    "unknown": gettext_lazy("Unknown"),
    "not_stated": NOT_STATED,
    "": NOT_STATED,
}


def _home_in_group(code: str) -> str:
    """A municipality or a county with the group that it is counted in: ``outside:03``."""
    group, _colon, place = code.partition(":")
    return f"{home_name(place)}: {v.HOME.labels.get(group, group)}"


_YES_NO = {"yes": gettext_lazy("Yes"), "no": gettext_lazy("No")}

LEVELS: dict[str, Level] = {
    # What an exact figure may be about is called the same in the tables beside it.
    **{code: _as(variable) for code, variable in EXACT_LEVELS.items()},
    TIME: Level(gettext_lazy("Period"), {}, period),
    "age_group": Level(
        gettext_lazy("Age group"),
        {
            "child": gettext_lazy("Children"),
            "young_adult": gettext_lazy("18–24"),
            "adult": gettext_lazy("25 or older"),
            "age_unknown": gettext_lazy("Age not known"),
        },
    ),
    "citizenship": Level(v.CITIZENSHIP.label, _UNKNOWN_PLACES, country),
    "citizenship_region": Level(gettext_lazy("Region of citizenship"), v.CITIZENSHIP.labels),
    "home": Level(v.HOME.label, _UNKNOWN_PLACES, name_of),
    "home_group": Level(gettext_lazy("Home municipality, grouped"), v.HOME.labels),
    "home_place": Level(gettext_lazy("Home municipality or county"), _UNKNOWN_PLACES, home_name),
    "home_part": Level(gettext_lazy("Home and its group"), _UNKNOWN_PLACES, _home_in_group),
    "district": Level(
        v.DISTRICT.label, {**_UNKNOWN_PLACES, "elsewhere": gettext_lazy("Elsewhere")}, str
    ),
    "area": Level(
        gettext_lazy("Part of the city"),
        {
            **_UNKNOWN_PLACES,
            "elsewhere": gettext_lazy("Elsewhere"),
        },
        str,
    ),
    **{code: Level(*words) for code, words in afterwards_words.LEVELS.items()},
    "exploitation_form": _as(v.FORM, not_stated=NOT_STATED),
    "offer": Level(gettext_lazy("Support and answer"), {}),
    "support_kind": _as(v.SUPPORT),
    "answer": _as(v.ANSWER),
    "plan_type": Level(gettext_lazy("Kind of plan"), dict(PlanType.choices)),
    "outcome": Level(
        gettext_lazy("Outcome"),
        {
            **dict(PlanState.choices),
            **dict(PlanClosing.choices),
            "open": gettext_lazy("Still going on"),
            "": NOT_STATED,
        },
    ),
    "followed_up_on_time": Level(
        gettext_lazy("Followed up on time"),
        {**_YES_NO, "not_due": gettext_lazy("Not due yet")},
    ),
}
assert set(Gender.values) <= set(LEVELS["gender"].labels)

TITLES: dict[str, Words] = {
    "age_by_gender": gettext_lazy("Age and gender"),
    "period_by_gender": gettext_lazy("Over the period, by gender"),
    "citizenship": gettext_lazy("Citizenship"),
    "region_by_gender": gettext_lazy("Region of citizenship and gender"),
    "home": gettext_lazy("Home municipality"),
    "home_by_place": gettext_lazy("Home municipality in the county, and other counties"),
    "arena_by_gender": gettext_lazy("Where people were met, by gender"),
    "district_by_age": gettext_lazy("District and age"),
    "form_by_trafficking": gettext_lazy("Form of exploitation and suspected trafficking"),
    "trafficking": gettext_lazy("Suspected trafficking by age and gender"),
    "told_and_offered": gettext_lazy("Informed of rights and offered support"),
    "offers": gettext_lazy("Support that was offered, and the answers"),
    "children": gettext_lazy("Child-concern reports and what became of them"),
    "route": gettext_lazy("How contact was made"),
    "age": gettext_lazy("Age"),
    "period": gettext_lazy("Over the period"),
    "arena": gettext_lazy("Where people were met"),
    "district": gettext_lazy("District"),
    "kast": gettext_lazy("Answers to the offer of KAST"),
    "offered": gettext_lazy("Offered support, by age"),
    "plans_by_outcome": gettext_lazy("Plans and their outcome"),
    "plans_followed_up": gettext_lazy("Plans followed up on time"),
    "plans_by_gender": gettext_lazy("Plans by gender"),
    "plans_by_age": gettext_lazy("Plans by age"),
    "plans_by_period": gettext_lazy("Plans over the period"),
    **afterwards_words.TITLES,
}
# Tables that say more without a picture.
UNDRAWN = frozenset({
    "told_and_offered", "told_by_gender", "offered_by_gender", "trafficking", "children",
    "offered", "plans_followed_up", "followed_up_by_gender", "gender",
})  # fmt: skip


def level_label(level: str) -> str:
    """What *level* is called."""
    return str(LEVELS[level].label) if level in LEVELS else level.replace("_", " ")


def value_label(level: str, value: str) -> str:
    """What *value* of *level* is called; in plain letters where nobody gave it a name."""
    return LEVELS[level].label_of(value) if level in LEVELS else value.replace("_", " ")


def table_title(code: str) -> str:
    """The title of a table."""
    return str(TITLES[code]) if code in TITLES else code.replace("_", " ").capitalize()


def universe_label(code: str) -> str:
    """Whom a universe is about."""
    return (
        str(UNIVERSE_WORDS[code]) if code in UNIVERSE_WORDS else code.replace("_", " ").capitalize()
    )


def everybody_label(universe: str) -> str:
    """What the sum over everybody is called."""
    things = {
        "plans": _("All plans"),
        "referrals": _("All referrals"),
        "protection": _("All of them"),
        "kast": _("All contacts"),
    }
    return things.get(universe, _("Everybody"))
