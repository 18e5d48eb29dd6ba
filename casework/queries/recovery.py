"""Requests for recovery, as their pages show them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from casework.models import Recovery, User
from casework.models.recovery import RecoveryQuerySet

# How long a settled request is still shown: long enough to be noticed by who was away.
SHOWN = timedelta(days=30)


def recoveries_for(user: User) -> RecoveryQuerySet:
    """The requests that *user* may see, with the people in them."""
    return Recovery.objects.visible_to(user).select_related("holder", "asked_by", "settled_by")


def recent_recoveries(user: User) -> QuerySet[Recovery]:
    """Those of the last weeks that are settled, the latest first."""
    closed = Q(settled_at__isnull=False) | Q(expires_at__lte=timezone.now())
    return recoveries_for(user).filter(closed, asked_at__gt=timezone.now() - SHOWN)


def to_confirm(user: User) -> QuerySet[Recovery]:
    """Those that wait for *user* as second person."""
    return recoveries_for(user).waiting().exclude(_not_by(user))


def elsewhere(user: User) -> QuerySet[Recovery]:
    """Those that wait, and not for *user*: asked for by or about *user*, or by somebody gone."""
    return recoveries_for(user).waiting().filter(_not_by(user))


def _not_by(user: User) -> Q:
    return Q(asked_by=user) | Q(holder=user) | Q(asked_by__is_active=False)
