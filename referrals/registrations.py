"""What this floor puts into the registries of those below. Imported when the apps are ready."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import (
    activity,
    clocks,
    consent_starts,
    demo,
    notice_links,
    panels,
    setup_steps,
    timeline,
)
from casework.disposal import registry as disposal
from casework.notice_enums import NoticeKind
from casework.web import way_back
from casework.web.navigation import Entry, register
from outreach import next_steps
from referrals import consents_wanted, file_story, receivers
from referrals.access import uses_referrals
from referrals.barnahus_registry import register_barnahus
from referrals.demo import load_referrals
from referrals.outward_registrations import register_outward
from referrals.plan_registry import register_plans
from referrals.queries.badges import offers_waiting, receives_offers, referrals_waiting
from referrals.queries.last_use import last_days
from referrals.queries.referrals import words_of_referrals
from referrals.setup import STEP

NAVIGATION = (
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
)


def register_all() -> None:
    """Register everything. A second call changes nothing."""
    setup_steps.register(STEP)
    receivers.connect()
    way_back.leads_back_to("/hanvisningar/")
    consent_starts.register(consents_wanted.PART, consents_wanted.of_part)
    consent_starts.register(consents_wanted.DRAFT, consents_wanted.of_draft)
    for kind in NoticeKind:
        if kind.startswith("referral_"):
            notice_links.register(kind, "referrals:referral", words_of_referrals)
    demo.register(load_referrals)
    for step in file_story.STEPS:
        next_steps.register(step)
    next_steps.register_begun(file_story.begun_at)
    next_steps.register_waiting(file_story.waiting_on)
    timeline.register(file_story.STORY)
    panels.register(file_story.CARD)
    clocks.register(file_story.CLOCKS)
    activity.register(file_story.ACTIVITY)
    disposal.register(disposal.LastUse("referrals", last_days))
    for entry in NAVIGATION:
        register(entry)
    register_plans()
    register_barnahus()
    register_outward()
