"""Makes the tablet's letters out of the published ones: ``python -m tests.outreach.tablet_font``.

The published file holds every weight and every way to set a fraction, and is a third of what the
whole shell may weigh. On the tablet nothing is lighter than 400 or heavier than 700.
"""

from __future__ import annotations

import io
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

FOLDER = Path(__file__).parents[2] / "static" / "vendor" / "inter" / "5.3.0"
PUBLISHED = FOLDER / "inter-latin-wght-normal.woff2"
MADE = FOLDER / "tablet" / "inter-tablet-wght-normal.woff2"
WEIGHTS = (400, 700)
FEATURES = ["kern", "tnum", "ccmp", "locl"]
# As the sheet of the tablet names them (static/css/components/tablet.css).
RANGES = [
    (0x20, 0xFF), (0x131, 0x131), (0x152, 0x153), (0x2010, 0x203A), (0x20AC, 0x20AC),
    (0x2122, 0x2122), (0x2191, 0x2191), (0x2193, 0x2193), (0x2212, 0x2212), (0x2215, 0x2215),
]  # fmt: skip


def make() -> bytes:
    """The file as it is to be."""
    font = TTFont(PUBLISHED, recalcTimestamp=False)
    options = subset.Options(layout_features=FEATURES, hinting=False, notdef_outline=True)
    kept = subset.Subsetter(options)
    kept.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    kept.subset(font)
    plain = io.BytesIO()
    font.flavor = None
    font.save(plain)
    font = TTFont(plain, recalcTimestamp=False)
    instancer.instantiateVariableFont(font, {"wght": WEIGHTS}, inplace=True)
    font.flavor = "woff2"
    packed = io.BytesIO()
    font.save(packed)
    return packed.getvalue()


if __name__ == "__main__":
    MADE.write_bytes(make())
