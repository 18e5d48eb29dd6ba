"""Whom we met, as the addresses name them."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404

from casework.enums import PersonRole
from outreach.forms.roles import RoleTile, role_tiles


def tile_or_404(slug: str, roles: Iterable[PersonRole]) -> RoleTile:
    """The tile that the address names, if the user may record it. Raises ``Http404``."""
    found = next((tile for tile in role_tiles(roles) if tile.slug == slug), None)
    if found is None:
        raise Http404
    return found
