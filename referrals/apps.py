"""The referrals app."""

from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    """Asks, answers, deadlines: may use outreach and casework."""

    name = "referrals"

    def ready(self) -> None:
        """Register what this floor adds to the navigation."""
        from django.utils.translation import gettext_lazy as _

        from casework import activity, clocks, demo, notice_links, panels, setup_steps, timeline
        from casework.notice_enums import NoticeKind
        from casework.web.navigation import Entry, register
        from outreach import next_steps
        from referrals import file_story, receivers
        from referrals.access import uses_referrals
        from referrals.demo import load_referrals
        from referrals.queries.badges import offers_waiting, receives_offers, referrals_waiting
        from referrals.setup import STEP

        setup_steps.register(STEP)
        receivers.connect()
        for kind in NoticeKind:
            if kind.startswith("referral_"):
                notice_links.register(kind, "referrals:referral")
        demo.register(load_referrals)
        for step in file_story.STEPS:
            next_steps.register(step)
        timeline.register(file_story.STORY)
        panels.register(file_story.CARD)
        clocks.register(file_story.CLOCKS)
        activity.register(file_story.ACTIVITY)
        for entry in (
            Entry(
                url_name="referrals:index",
                label=_("Referrals"),
                icon="referral",
                section="/hanvisningar/",
                position=18,
                visible=uses_referrals,
                count=referrals_waiting,
            ),
            Entry(
                url_name="referrals:offers",
                label=_("Accepted offers"),
                icon="inbox",
                section="/hanvisningar/erbjudanden/",
                position=20,
                visible=receives_offers,
                count=offers_waiting,
            ),
        ):
            register(entry)
