"""What plans add to files: a page, a card, clocks, the story, and when something last happened."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from casework import activity, clocks, demo, panels, timeline
from casework.access.persons import reads_files
from casework.extract import registry as extract
from casework.web import file_pages, navigation
from referrals import plan_receivers
from referrals.plan_demo import load_plans
from referrals.queries.plan_clocks import PLAN_CLOCKS
from referrals.queries.plan_extract import versions_told
from referrals.queries.plan_panel import open_plans, plan_panel
from referrals.queries.plan_story import plan_story, story_lists


def register_plans() -> None:
    """Called once, from ``ready``."""
    plan_receivers.connect()
    file_pages.register(file_pages.Tab("plans:plans", _("Plan"), "plan/", 35))
    panels.register(panels.Panel("plans", 8, "referrals/plan/panel.html", plan_panel, open_plans))
    clocks.register(PLAN_CLOCKS)
    timeline.register(timeline.Source("plan", _("Plan"), 35, story_lists, plan_story))
    activity.register(activity.Telling("referrals.CoordinatedPlan", "updated_at"))
    activity.register(activity.Telling("referrals.FollowUp", "created_at"))
    demo.register(load_plans)
    navigation.register(
        navigation.Entry(
            url_name="plans:my_day",
            label=_("My day"),
            icon="calendar",
            section="/min-dag/",
            position=25,
            visible=reads_files,
        )
    )
    extract.register(extract.Source("plan_versions", _("What was agreed in plans"), versions_told))
