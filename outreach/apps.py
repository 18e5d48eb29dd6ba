"""The outreach app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Shifts, encounters, the tablet: may use casework."""

    name = "outreach"

    def ready(self) -> None:
        """Register what this floor adds to the floor below."""
        from django.utils.translation import gettext_lazy as _

        from casework import activity, demo, setup_steps, timeline
        from casework.audit import unusual
        from casework.web.navigation import Entry, register
        from outreach.access import reads_shifts, registers_tablets
        from outreach.demo import load_followed, load_log, load_shifts
        from outreach.file_story import ENCOUNTERS, OFFERS
        from outreach.queries.presence import on_shift
        from outreach.queries.sync_items import has_to_be_vouched_for, waiting_count
        from outreach.setup import STEP

        if on_shift not in unusual.presence:
            unusual.presence.append(on_shift)
        setup_steps.register(STEP)
        timeline.register(ENCOUNTERS)
        timeline.register(OFFERS)
        activity.register(activity.Telling("outreach.FileEncounter", "met_at"))
        demo.register(load_log)
        demo.register(load_shifts)
        demo.register(load_followed)
        register(
            Entry(
                url_name="outreach:shifts",
                label=_("Shifts"),
                icon="shift",
                section="/pass/",
                position=10,
                visible=reads_shifts,
            )
        )
        register(
            Entry(
                url_name="outreach:arrivals",
                label=_("From tablets"),
                icon="sync",
                section="/pass/fran-plattor/",
                position=12,
                visible=reads_shifts,
                count=waiting_count,
                begins=has_to_be_vouched_for,
            )
        )
        register(
            Entry(
                url_name="outreach:tablets",
                label=_("Tablets"),
                icon="tablet",
                section="/pass/plattor/",
                position=85,
                visible=registers_tablets,
            )
        )
