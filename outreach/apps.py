"""The outreach app."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Shifts, encounters, the tablet: may use casework."""

    name = "outreach"

    def ready(self) -> None:
        """Register what this floor adds to the floor below."""
        from casework import activity, demo, setup_steps, timeline
        from casework.audit import unusual
        from outreach.demo import load_followed, load_log, load_shifts
        from outreach.file_story import ENCOUNTERS, OFFERS
        from outreach.queries.presence import on_shift
        from outreach.registrations import register_pages
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
        register_pages()
