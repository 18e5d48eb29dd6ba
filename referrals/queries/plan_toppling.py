"""The graph of a plan's measures, from its rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from referrals.models import Bridge, Measure, MeasureDependency
from referrals.plan_enums import OPEN_MEASURES, TOPPLING
from referrals.plan_toppling import Graph, falls_with


def graph_of(
    measures: Iterable[Measure],
    dependencies: Iterable[MeasureDependency],
    bridges: Iterable[Bridge] = (),
) -> Graph[uuid.UUID]:
    """The graph of rows that were read already."""
    rows = list(measures)
    return Graph(
        nodes=tuple(m.pk for m in rows),
        leans=frozenset((d.measure_id, d.needs_id) for d in dependencies),
        open=frozenset(m.pk for m in rows if m.state in OPEN_MEASURES),
        fallen=frozenset(m.pk for m in rows if m.state in TOPPLING),
        bridged=frozenset(b.measure_id for b in bridges if b.is_one),
    )


def what_falls(measure: Measure) -> list[Measure]:
    """The measures that would fall with *measure*, in the order of the plan."""
    rows = {m.pk: m for m in Measure.objects.filter(plan_id=measure.plan_id)}
    graph = graph_of(rows.values(), MeasureDependency.objects.filter(plan_id=measure.plan_id))
    return [rows[pk] for pk in falls_with(graph, measure.pk)]
