"""The follow-up in words. Every sentence is made from the figures."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.periods import Period
from reports.presentation.numbers import number, opening, percent
from reports.tables.follow_up import FollowUp, Headline

Figures = dict[str, str]


def summary(follow_up: FollowUp) -> list[str]:
    """Short paragraphs for the first page; one of them when nothing was recorded."""
    period = follow_up.period
    if follow_up.is_empty:
        return [_("Nothing was recorded in the period %(period)s.") % {"period": period}]
    headline = follow_up.headline
    paragraphs = [
        f"{_shifts(headline, period)} {_met(headline)}",
        _support(headline),
        _children(headline),
        _answers(follow_up),
    ]
    if not period.is_over:
        paragraphs.append(_("The period is not over: the figures will grow."))
    return [paragraph for paragraph in paragraphs if paragraph]


def _shifts(headline: Headline, period: Period) -> str:
    held = ngettext(
        "In the period %(period)s, %(count)s shift of %(hours)s hours was held.",
        "In the period %(period)s, %(count)s shifts of %(hours)s hours in all were held.",
        headline.shifts,
    ) % {
        "period": period,
        "count": number(headline.shifts),
        "hours": number(headline.hours),
    }
    if not headline.nobody_met:
        return held
    alone = ngettext(
        "On one of them nobody was met.",
        "On %(count)s of them nobody was met.",
        headline.nobody_met,
    ) % {"count": number(headline.nobody_met)}
    return f"{held} {alone}"


def _met(headline: Headline) -> str:
    exploited = ngettext(
        "%(count)s exploited person", "%(count)s exploited people", headline.exploited
    ) % {"count": number(headline.exploited)}
    buyers = ngettext(
        "%(count)s person suspected of having bought a sexual act",
        "%(count)s people suspected of having bought a sexual act",
        headline.suspected_buyers,
    ) % {"count": number(headline.suspected_buyers)}
    return _("The teams met %(exploited)s and %(buyers)s.") % {
        "exploited": exploited,
        "buyers": buyers,
    }


def _support(headline: Headline) -> str:
    """Told and offered: "all" only when it is all."""
    whole, told, offered = headline.exploited, headline.informed, headline.offered_support
    if not whole:
        return _(
            "No exploited person was met, so there is no share of informed or offered support."
        )
    figures: Figures = {
        "whole": number(whole),
        "told": number(told),
        "told_share": percent(headline.informed_share),
        "offered": number(offered),
        "offered_share": percent(headline.offered_support_share),
    }
    if told == offered == whole:
        return (
            ngettext(
                "The exploited person was informed of support, protection and rights, and was "
                "offered support.",
                "All %(whole)s exploited people were informed of support, protection and rights, "
                "and all were offered support.",
                whole,
            )
            % figures
        )
    return (
        ngettext(
            "Of %(whole)s exploited person, %(told)s (%(told_share)s) was informed of support, "
            "protection and rights and %(offered)s (%(offered_share)s) was offered support.",
            "Of %(whole)s exploited people, %(told)s (%(told_share)s) were informed of support, "
            "protection and rights and %(offered)s (%(offered_share)s) were offered support.",
            whole,
        )
        % figures
    )


def _children(headline: Headline) -> str:
    under_18, buyers = headline.exploited_under_18, headline.suspected_buyers_under_18
    if not under_18 and not buyers:
        return _("Nobody among them was under 18 or possibly under 18.")
    sentences = [
        ngettext(
            "%(count)s of the exploited people was a child, that is under 18 or possibly under 18.",
            "%(count)s of the exploited people were children, that is under 18 or possibly "
            "under 18.",
            under_18,
        )
        % {"count": opening(under_18)}
    ]
    if buyers:
        sentences.append(
            ngettext(
                "%(count)s of the suspected buyers was under 18.",
                "%(count)s of the suspected buyers were under 18.",
                buyers,
            )
            % {"count": opening(buyers)}
        )
    return " ".join(sentences)


def _answers(follow_up: FollowUp) -> str:
    """What the exploited said to the offers; nothing when none was made."""
    offers = follow_up.tables["offers_to_exploited"]
    made, accepted = int(offers.total), int(offers.column_total("accepted"))
    if not made:
        return ""
    return ngettext(
        "%(count)s offer of support was made to exploited people; %(accepted)s (%(share)s) was "
        "accepted.",
        "%(count)s offers of support were made to exploited people; %(accepted)s (%(share)s) were "
        "accepted.",
        made,
    ) % {
        "count": number(made),
        "accepted": number(accepted),
        "share": percent(accepted / made),
    }
