"""Whom we met, as the tiles and the addresses name them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from casework.enums import PersonRole


@dataclass(frozen=True)
class RoleTile:
    """One of the four big tiles."""

    role: PersonRole
    slug: str
    icon: str
    label: str | Promise
    hint: str | Promise


TILES = [
    RoleTile(
        PersonRole.EXPLOITED,
        "utsatt",
        "role-exploited",
        _("Exploited"),
        _("In prostitution, trafficking or other exploitation. A child always."),
    ),
    RoleTile(
        PersonRole.SUSPECTED_BUYER,
        "kopare",
        "role-buyer",
        _("Suspected buyer"),
        _("Suspected of buying a sexual act."),
    ),
    RoleTile(
        PersonRole.RELATIVE,
        "anhorig",
        "role-relative",
        _("Relative"),
        _("Close to somebody exploited, or to a buyer."),
    ),
    RoleTile(PersonRole.OTHER, "annan", "person", _("Somebody else"), _("Met, but none of these.")),
]


def role_tiles(roles: Iterable[PersonRole]) -> list[RoleTile]:
    """The tiles of those roles that may be recorded."""
    allowed = set(roles)
    return [tile for tile in TILES if tile.role in allowed]


def tile_of(role: str) -> RoleTile:
    """The tile of a role."""
    return next(tile for tile in TILES if tile.role == role)
