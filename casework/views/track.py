"""The trafficking track of a file: the path, the status, the indicators."""

from __future__ import annotations

import uuid

from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.trafficking import note_indicator, note_indicators, set_status
from casework.enums import PersonRole
from casework.forms.track import IndicatorForm, IndicatorsForm, StatusForm
from casework.models import Person
from casework.queries.claims import claims_of, last_day_to_claim
from casework.queries.clocks import clocks_from, open_cases, shown
from casework.queries.trafficking import (
    GroupLines,
    IndicatorLine,
    current_status,
    indicator_lines,
    observations_of,
    track_facts,
    track_rows,
)
from casework.trafficking.data import IndicatorGroup, indicators
from casework.trafficking.enums import ClaimState, IndicatorAnswer, ReturnState
from casework.trafficking.path import path_of
from casework.trafficking.transitions import RETURN
from casework.web.file_forms import must_work, run_form
from casework.web.file_pages import FilePage, open_page
from casework.web.requests import user_of
from casework.web.typed import keeps_typed, posted


def track_page(request: HttpRequest, pk: uuid.UUID, page: str) -> FilePage:
    """The file of somebody exploited. Raises ``Http404``: no other file has such a page."""
    file = open_page(request, pk, page)
    if file.person.kind != PersonRole.EXPLOITED:
        raise Http404
    return file


@require_safe
def track(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The six steps, and what they are derived from."""
    file = track_page(request, pk, "track")
    person = file.person
    claims, cases = claims_of(person), open_cases(Person.objects.filter(pk=pk))
    rows = track_rows(person, claims, cases)
    for claim in claims:
        claim.person = person
    clocks = clocks_from(rows.permits, rows.programmes, claims, cases)
    programmes = [(p, bool(RETURN[ReturnState(p.state)])) for p in rows.programmes]
    context = {
        "file": file,
        "steps": path_of(track_facts(rows)),
        "status": rows.statuses[0] if rows.statuses else None,
        "earlier_statuses": rows.statuses[1:],
        "permits": rows.permits,
        "programmes": programmes,
        "may_begin_return": not any(goes_on for _programme, goes_on in programmes),
        "claims": [
            (c, last_day_to_claim(c) if c.state == ClaimState.DRAFT else None) for c in claims
        ],
        "clocks": shown(clocks),
    }
    return render(request, "casework/track/track.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Say where the question of trafficking stands now."""
    file = track_page(request, pk, "track_status")
    must_work(file)
    person = file.person
    current = current_status(person)
    initial = {
        "offence": current.offence if current else "",
        "exploitation_form": person.exploitation_form,
        "sexual_kind": person.sexual_kind,
    }
    form = StatusForm(posted(request), initial=initial)
    return run_form(
        request,
        file,
        form,
        lambda: set_status(by=user_of(request), person=person, values=form.cleaned_data),
        heading=_("Where does the question of trafficking stand?"),
        lede=_("It is somebody's judgement on a day. Earlier ones stay, and the latest counts."),
        back=reverse("casework:track", args=[pk]),
        done=_("The status is saved."),
    )


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def indicator_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The indicators to consider, with what was seen last; all of them answered at once."""
    file = track_page(request, pk, "track_indicators")
    if request.method == "POST":
        must_work(file)
    form = IndicatorsForm(posted(request))
    return run_form(
        request,
        file,
        form,
        lambda: note_indicators(
            by=user_of(request),
            person=file.person,
            answers=form.answers(),
            on_day=form.cleaned_data["on_day"],
        ),
        heading=_("Indicators to consider"),
        back=reverse("casework:track_indicators", args=[pk]),
        done=_("The observations are saved."),
        template="casework/track/indicators.html",
        groups=_with_fields(form, indicator_lines(file.person)),
    )


def _with_fields(
    form: IndicatorsForm, groups: list[GroupLines]
) -> list[tuple[IndicatorGroup, list[tuple[IndicatorLine, BoundField]]]]:
    return [(g.group, [(line, form[line.indicator.code]) for line in g.lines]) for g in groups]


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def indicator(request: HttpRequest, pk: uuid.UUID, slug: str) -> HttpResponse:
    """Note one indicator; what was seen earlier stands below."""
    file = track_page(request, pk, "track_indicator")
    if slug not in indicators():
        raise Http404
    must_work(file)
    form = IndicatorForm(posted(request))
    return run_form(
        request,
        file,
        form,
        lambda: note_indicator(
            by=user_of(request),
            person=file.person,
            indicator=slug,
            answer=IndicatorAnswer(form.cleaned_data["answer"]),
            on_day=form.cleaned_data["on_day"],
            remark=form.cleaned_data["remark"],
        ),
        heading=str(indicators()[slug].label),
        lede=_("Indicators are for thinking. No number of them decides anything."),
        back=reverse("casework:track_indicators", args=[pk]),
        done=_("The observation is saved."),
        template="casework/track/indicator.html",
        earlier=list(observations_of(file.person, slug)),
    )
