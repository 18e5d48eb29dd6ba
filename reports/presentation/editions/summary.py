"""An edition in words. Every number is a released one, or one of our own work."""

from __future__ import annotations

from django.utils.translation import gettext as _

from reports.book import Book
from reports.presentation.editions.own_work import HOURS, NOBODY_MET, SHIFTS, measure
from reports.presentation.editions.released import ANY, Number, Released
from reports.presentation.editions.words import period
from reports.presentation.numbers import NONE, number

Universes = dict[str, Released]


def released_of(book: Book) -> Universes:
    """The universes of *book* by code."""
    return {code: Released(document) for code, document in book.universes.items()}


def bound_of(book: Book) -> int:
    """No rounded number of *book* is further from the true one; 0 where none is rounded."""
    return max((document["bound"] for document in book.universes.values()), default=0)


# What a pseudo-record stands for.
BASE = 5


def nothing(book: Book) -> Number:
    """A number of *book* that is nothing, as it is printed."""
    return Number(0, 0, bound_of(book) or BASE - 1, BASE)


def exact(released: Released, **at: str) -> int | None:
    """The pinned figure of *at*; ``None`` where there is none."""
    return next((pin.count for pin in released.pins if dict(pin.at) == at), None)


def summary(book: Book) -> list[str]:
    """Short paragraphs for the first page; what is not in the book is not spoken of."""
    universes = released_of(book)
    exploited, buyers = universes.get("exploited"), universes.get("suspected_buyers")
    paragraphs = [_own_work(book)]
    if exploited is not None:
        paragraphs += [_met(exploited), _support(exploited), _answers(exploited)]
    if buyers is not None:
        paragraphs.append(_buyers(buyers))
    if "kast" in universes:
        paragraphs.append(_kast(universes["kast"]))
    if "plans" in universes:
        paragraphs.append(_plans(universes["plans"]))
    return [paragraph for paragraph in paragraphs if paragraph]


def _own_work(book: Book) -> str:
    tables = list(book.own_work)
    shifts, hours = measure(tables, SHIFTS), measure(tables, HOURS)
    if shifts is None or hours is None:
        return ""
    words = _("In %(period)s the teams were out on %(shifts)s shifts, %(hours)s hours in all.") % {
        "period": period(book.code, book.months),
        "shifts": number(shifts),
        "hours": number(hours),
    }
    alone = measure(tables, NOBODY_MET)
    if not alone:
        return words
    more = _("On %(count)s of them nobody was met.") % {"count": number(alone)}
    return f"{words} {more}"


def _met(exploited: Released) -> str:
    whole, pinned = exploited.everybody(), exact(exploited)
    sentences = []
    if pinned is not None:
        sentences.append(
            _("They met %(number)s exploited people, an exact figure.") % {"number": number(pinned)}
        )
    else:
        sentences.append(_("They met %(number)s exploited people.") % {"number": whole})
    women = exploited.of_level("gender", "woman")
    if women is not None and women.share_of(whole) != NONE:
        sentences.append(_("%(share)s of them were women.") % {"share": _opening(women, whole)})
    children = exploited.of_level("age_group", "child")
    if children is not None:
        sentences.append(
            _("Children, that is under 18 or possibly under 18, were %(number)s of them.")
            % {"number": children}
        )
    suspected = exploited.of_level("trafficking", "yes")
    if suspected is not None:
        sentences.append(_("Trafficking was suspected for %(number)s.") % {"number": suspected})
    return " ".join(sentences)


def _support(exploited: Released) -> str:
    """Told and offered: "all" only where that is public as an exact figure."""
    pins = (
        exact(exploited),
        exact(exploited, told_of_rights="yes"),
        exact(exploited, offered_support="yes"),
    )
    if pins[0] is not None and pins[0] == pins[1] == pins[2]:
        return _("All %(number)s were informed of support and rights, and offered support.") % {
            "number": number(pins[0])
        }
    whole = exploited.everybody()
    told = exploited.of_level("told_of_rights", "yes")
    offered = exploited.of_level("offered_support", "yes")
    if told is None or offered is None or told.share_of(whole) == NONE:
        return ""
    return _(
        "%(told)s of them were informed of support, protection and rights, and %(offered)s were "
        "offered support."
    ) % {"told": _opening(told, whole), "offered": offered.share_of(whole)}


def _answers(exploited: Released) -> str:
    if "offers" not in exploited.tables:
        return ""
    answers = {
        answer: exploited.number("offers", (ANY, f"answer={answer}"))
        for answer in ("accepted", "come_back")
    }
    if None in answers.values():
        return ""
    return (
        _(
            "Of the exploited, %(accepted)s said yes to at least one kind of support, and "
            "%(come_back)s wanted to come back about one."
        )
        % answers
    )


def _buyers(buyers: Released) -> str:
    words = _("The teams met %(number)s people suspected of having bought a sexual act.") % {
        "number": buyers.everybody()
    }
    yes = buyers.of_level("answer", "accepted")
    if yes is None:
        return words
    more = _("Of the suspected buyers, %(number)s said yes to KAST.") % {"number": yes}
    return f"{words} {more}"


def _kast(kast: Released) -> str:
    return _("Beside them %(number)s people began a contact at KAST by themselves.") % {
        "number": kast.everybody()
    }


def by_way_of_the_police(universes: Universes) -> list[str]:
    """What the agreement with the police led to, in sentences about released numbers."""
    words = {
        ("exploited", "contact_route"): _(
            "By way of the police the teams met %(number)s exploited people."
        ),
        ("suspected_buyers", "contact_route"): _(
            "By way of the police they met %(number)s suspected buyers."
        ),
        ("kast", "kast_route"): _("By way of the police %(number)s contacts began at KAST."),
    }
    found = []
    for (universe, level), sentence in words.items():
        number = universes[universe].of_level(level, "police") if universe in universes else None
        if number is not None:
            found.append(sentence % {"number": number})
    return found


def _plans(plans: Released) -> str:
    words = _("%(number)s coordinated plans were opened.") % {"number": plans.everybody()}
    return words[:1].upper() + words[1:]


def _opening(part: Number, whole: Number | None) -> str:
    """A share that begins a sentence."""
    share = part.share_of(whole)
    return share[:1].upper() + share[1:]
