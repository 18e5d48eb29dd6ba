"""What every action is made of.

An action is keyword-only, takes ``by=``, runs in one transaction and leaves an audit event in it.
An action that recorded nothing is undone: a change without a trace can't be written.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from contextvars import ContextVar
from typing import ParamSpec, TypeVar

from casework.actors import acting_as
from casework.audit.record import recorded_events
from casework.unopened import WouldBeLost

P = ParamSpec("P")
R = TypeVar("R")


class ActionRefused(Exception):
    """The action may not be done now. The message is a sentence for the user.

    *fields* maps the name of a form field to its own sentence.
    """

    def __init__(self, message: str = "", *, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class UnauditedAction(Exception):
    """An action ended without an audit event; its changes are rolled back."""


in_action: ContextVar[bool] = ContextVar("in_action", default=False)


def action(function: Callable[P, R]) -> Callable[P, R]:
    """Make *function* an action. Raises ``TypeError`` at import when it is not shaped like one."""
    parameters = inspect.signature(function).parameters
    if "by" not in parameters or any(
        p.kind is not inspect.Parameter.KEYWORD_ONLY for p in parameters.values()
    ):
        raise TypeError(f"{function.__qualname__}: an action takes keywords only, with by=.")

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with acting_as(kwargs["by"]), recorded_events() as events:  # type: ignore[arg-type]
                token = in_action.set(True)
                try:
                    result = function(*args, **kwargs)
                finally:
                    in_action.reset(token)
                if not events:
                    raise UnauditedAction(function.__qualname__)
        except WouldBeLost as error:
            raise ActionRefused(error.sentence) from None
        return result

    run.is_action = True  # type: ignore[attr-defined]
    return run
