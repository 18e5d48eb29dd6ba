"""Short codes to say aloud over the noise of a street: one letter, two digits."""

from __future__ import annotations

import random
from collections.abc import Iterator

from outreach.models import Encounter, Shift

# Without letters that sound or look like another letter or a digit.
LETTERS = "ABDEFGHJKLMRSTUVX"
NUMBERS = range(11, 100)


def codes_for(shift: Shift) -> Iterator[str]:
    """Codes to try, in no order that tells who was met first.

    The shift row is locked by the caller. Codes that *we* see as taken are left out; in a mixed
    crew others may be hidden from us, so the caller tries the next one when the database says no.
    """
    taken = set(Encounter.objects.filter(shift=shift).values_list("short_code", flat=True))
    free = [f"{letter}{n}" for letter in LETTERS for n in NUMBERS if f"{letter}{n}" not in taken]
    # No secret: it only has to differ within one shift.
    random.shuffle(free)
    yield from free
