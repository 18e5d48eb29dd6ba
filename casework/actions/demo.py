"""Accounts of the demonstration. Refused everywhere else."""

from __future__ import annotations

from datetime import date

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings

from casework.actions.base import ActionRefused, action
from casework.actors import SystemActor
from casework.audit.events import Event
from casework.audit.record import record
from casework.models import Board, SupportRule, SupportType, User


@action
def make_demo_account(*, by: SystemActor, email: str, full_name: str, password: str) -> User:
    """Make an invented account with a password that everybody may know.

    Raises :class:`ActionRefused` outside the demonstration.
    """
    _only_in_the_demonstration()
    user = User.objects.create_user(email, password, full_name=full_name)
    record(Event.ACCOUNT_CREATED, by=by, obj=user)
    return user


@action
def give_second_factor(*, by: SystemActor, user: User) -> None:
    """Ask *user* for a code at sign-in, from a random secret that ``demo_code`` reads.

    Raises :class:`ActionRefused` outside the demonstration.
    """
    _only_in_the_demonstration()
    TOTP.activate(user, generate_totp_secret())
    record(Event.ACCOUNT_SECOND_FACTOR, by=by, obj=user)


@action
def make_demo_support_rule(
    *, by: SystemActor, support_type: SupportType, board: Board, decided_on: date, reference: str
) -> SupportRule:
    """Make an invented decision that identity is not documented for a type of support.

    Raises :class:`ActionRefused` outside the demonstration.
    """
    _only_in_the_demonstration()
    rule = SupportRule.objects.create(
        support_type=support_type,
        board=board,
        documents_identity=False,
        decided_on=decided_on,
        valid_from=decided_on,
        reference=reference,
    )
    record(Event.CITY_SET_UP, by=by, obj=rule, support=support_type.code)
    return rule


def _only_in_the_demonstration() -> None:
    if not settings.DEMO:
        raise ActionRefused("This is not the demonstration: no invented accounts here.")
