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

    The shift row is locked by the caller. The first is any code: of fifteen hundred it is hardly
    ever taken, and then the database says no. After it, codes that *we* see as taken are left out;
    in a mixed crew others may be hidden from us, so the caller tries on.
    """
    # No secret: it only has to differ within one shift.
    first = f"{random.choice(LETTERS)}{random.choice(NUMBERS)}"  # noqa: S311
    yield first
    taken = set(Encounter.objects.filter(shift=shift).values_list("short_code", flat=True))
    codes = [f"{letter}{n}" for letter in LETTERS for n in NUMBERS]
    free = [code for code in codes if code != first and code not in taken]
    random.shuffle(free)
    yield from free
