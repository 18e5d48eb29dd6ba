"""What the work towards others puts into the registries. Imported when the apps are ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import demo
from casework.web.navigation import Entry, register
from referrals.outward_access import gives_guidance, works_in_kast
from referrals.outward_demo import load_outward

NAVIGATION = (
    Entry(
        url_name="referrals:guidance",
        label=_("Training"),
        icon="people",
        section="/hanvisningar/utbildning/",
        position=60,
        visible=gives_guidance,
    ),
    Entry(
        url_name="referrals:kast",
        label=_("KAST contacts"),
        icon="phone",
        section="/hanvisningar/kast/",
        position=22,
        visible=works_in_kast,
    ),
)


def register_outward() -> None:
    """Register everything above. A second call changes nothing."""
    for entry in NAVIGATION:
        register(entry)
    demo.register(load_outward)
