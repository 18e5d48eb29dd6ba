"""Whether the audit of an edition knew every exact figure. A trigger says the same."""

from __future__ import annotations

from reports.enums import FigureSaid
from reports.models import Edition, ExactFigure, FigureAnswer


def a_figure_waits() -> bool:
    """Whether nobody has answered to some exact figure, of whatever period."""
    return ExactFigure.objects.unanswered().exists()


def figures_changed_since(edition: Edition) -> bool:
    """Whether an exact figure came to count, or counts no more, since *edition* was ordered."""
    since = FigureAnswer.objects.filter(answered_at__gt=edition.ordered_at)
    came = since.filter(said=FigureSaid.CONFIRMED)
    went = since.filter(said=FigureSaid.WITHDRAWN, figure__in=ExactFigure.objects.over())
    return came.exists() or went.exists()
