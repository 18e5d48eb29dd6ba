"""What the work towards others puts into the registries. Imported when the apps are ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import demo
from casework.web.navigation import Entry, register
from referrals import outward_tasks  # noqa: F401 - the queue finds its tasks when they are loaded
from referrals.outward_access import gives_guidance, works_in_kast, writes_letters
from referrals.outward_demo import load_outward
from referrals.queries.letters import waiting_count

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
    Entry(
        url_name="referrals:letters",
        label=_("Municipal letters"),
        icon="pdf",
        section="/hanvisningar/kommunbrev/",
        position=24,
        visible=writes_letters,
        count=waiting_count,
    ),
)


def register_outward() -> None:
    """Register everything above. A second call changes nothing."""
    for entry in NAVIGATION:
        register(entry)
    demo.register(load_outward)
