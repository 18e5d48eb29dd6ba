"""Findings: what rules found and what was drawn, each with its events and its outcome."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from casework.actions.base import ActionRefused
from casework.actions.log_review import record_outcome
from casework.audit import unusual
from casework.audit.denials import get_or_404
from casework.audit.events import Event
from casework.audit.record import record
from casework.forms.log_review import OutcomeForm
from casework.models import AuditFinding, User
from casework.models.audit_review import SAMPLE
from casework.queries.log_review import findings_for, samples_for
from casework.queries.log_search import events_of_finding, shown
from casework.views.log_search import reviewer_of
from casework.web.lists import Column, Ordering, page_of
from casework.web.typed import author_mark, keeps_typed, posted

# More than these are read in the search.
SHOWN_EVENTS = 200
COLUMNS = {
    "day": Column(gettext_lazy("Day"), ("day", "user__full_name")),
    "who": Column(gettext_lazy("Who"), ("user__full_name", "day")),
    "unit": Column(gettext_lazy("Unit"), ("unit__name", "day")),
    "why": Column(gettext_lazy("Why"), ("rule", "day")),
    "outcome": Column(gettext_lazy("Outcome"), ("outcome__outcome", "day")),
}


def finding_words(finding: AuditFinding) -> str:
    """Why somebody is to look at it."""
    return _("Random sample") if finding.is_sample else unusual.rule_words(finding.rule)


def finding_facts(finding: AuditFinding) -> list[tuple[str, int]]:
    """The numbers that explain it, with their words."""
    return [
        (str(unusual.FACTS[name]), number)
        for name, number in finding.facts.items()
        if name in unusual.FACTS and isinstance(number, int)
    ]


@require_safe
def findings(request: HttpRequest) -> HttpResponse:
    """Those that wait, or those that have an outcome; of one kind or one sample where asked."""
    user = reviewer_of(request)
    ordering = Ordering(request, COLUMNS, "-day")
    is_done = request.GET.get("state") == "done"
    found = findings_for(user)
    counts = {done: found.filter(outcome__isnull=not done).count() for done in (False, True)}
    rule = request.GET.get("rule", "")
    if rule:
        found = found.filter(rule=rule)
    page = page_of(request, ordering.apply(found.filter(outcome__isnull=not is_done)))
    for finding in page:
        finding.words, finding.numbers = finding_words(finding), finding_facts(finding)
    context = {
        "page_obj": page,
        "headings": ordering.headings(),
        "is_done": is_done,
        "counts": counts,
        "waiting": counts[False],
        "done": counts[True],
        "rule": rule,
        "rule_words": _("Random sample") if rule == SAMPLE else unusual.rule_words(rule),
    }
    return render(request, "casework/log/findings.html", context)


@keeps_typed
@require_http_methods(["GET", "HEAD", "POST"])
def finding(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What the colleague did on that day, and the outcome: recorded here, once."""
    user = reviewer_of(request)
    found = get_or_404(findings_for(user), pk)
    form = OutcomeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            record_outcome(by=user, finding_id=pk, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
            found = get_or_404(findings_for(user), pk)
        else:
            messages.success(request, _("The outcome is recorded."))
            return redirect("casework:log_findings")
    record(Event.REVIEW_OPENED, by=user, obj=found, unit_id=found.unit_id, rule=found.rule)
    context = _context(user, found) | {"form": form, "author": author_mark(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "casework/log/finding.html", context, status=status)


def _context(user: User, found: AuditFinding) -> dict[str, object]:
    rule = unusual.find_rule(found.rule)
    events = list(events_of_finding(found)[: SHOWN_EVENTS + 1])
    sample = samples_for(user).get(pk=found.sample_id) if found.sample_id else None
    return {
        "finding": found,
        "words": finding_words(found),
        "why": rule.why if rule else "",
        "sample": sample,
        "numbers": finding_facts(found),
        "events": shown(events[:SHOWN_EVENTS]),
        "has_more": len(events) > SHOWN_EVENTS,
        "outcome": getattr(found, "outcome", None),
    }
