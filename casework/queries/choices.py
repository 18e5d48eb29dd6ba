"""Lists to choose from that every floor asks for."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

from casework.models import Country, Municipality


def countries(language: str) -> list[tuple[str, str]]:
    """Every country by name."""
    name = "name_en" if language == "en" else "name_sv"
    return list(Country.objects.order_by(name).values_list("code", name))


def municipalities() -> list[tuple[str, str]]:
    """Every municipality by name; its code is short, and the tablet keeps the whole list."""
    return list(Municipality.objects.values_list("code", "name"))


@lru_cache
def languages(language: str) -> list[tuple[str, str]]:
    """Every language that has a two-letter code (ISO 639-1), by its name in *language*."""
    names = Locale.parse(language).languages
    found = [(code, name[:1].upper() + name[1:]) for code, name in names.items() if len(code) == 2]
    return sorted(found, key=lambda pair: pair[1].casefold())


def language_name(code: str, language: str) -> str:
    """The name of the language *code* in *language*; the code itself when it has none."""
    return dict(languages(language)).get(code, code)
