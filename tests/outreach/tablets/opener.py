"""The process that opens, for a test that kills it: stops where it is told to, and says so.

``python -m tests.outreach.tablets.opener NAME`` stops when it is about to call the function *NAME*
of ``outreach.sync.opening`` (or after it, with a ``+`` before the name).
"""

from __future__ import annotations

import sys
import time
from typing import Any

import django


def stop() -> None:
    sys.stdout.write("here\n")
    sys.stdout.flush()
    time.sleep(120)


def main(place: str) -> None:
    django.setup()
    from outreach.sync import opening

    name = place.removeprefix("+")
    real = getattr(opening, name)

    def stopping(*args: Any, **kwargs: Any) -> Any:
        if not place.startswith("+"):
            stop()
        result = real(*args, **kwargs)
        if place.startswith("+"):
            stop()
        return result

    setattr(opening, name, stopping)
    opening.open_waiting()


if __name__ == "__main__":
    main(sys.argv[1])
