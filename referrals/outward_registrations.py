"""What the work towards others puts into the registries. Imported when the apps are ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import demo
from casework.web.navigation import Entry, register
from referrals.outward_access import gives_guidance
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
)


def register_outward() -> None:
    """Register everything above. A second call changes nothing."""
    for entry in NAVIGATION:
        register(entry)
    demo.register(load_outward)
