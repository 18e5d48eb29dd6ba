"""Logs as one JSON object a line, with anything that could tell about a person taken out."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, WrappedLogger

_IDENTIFIER = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE
)
_PERSONAL_NUMBER = re.compile(r"\b(?:\d{2})?\d{6}[-+ ]?\d{4}\b")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_QUERY = re.compile(r"\?[^\s\"']*")


def redact_text(text: str) -> str:
    """*text* without identifiers, personal numbers, e-mail addresses and query strings."""
    for pattern, word in (
        (_IDENTIFIER, "[id]"),
        (_PERSONAL_NUMBER, "[number]"),
        (_ADDRESS, "[address]"),
        (_QUERY, "?[query]"),
    ):
        text = pattern.sub(word, text)
    return text


def redact(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The structlog processor around :func:`redact_text`, for every text in the event."""
    return {k: redact_text(v) if isinstance(v, str) else v for k, v in event.items()}


def _without_values(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Keep the type and the place of an exception, not its words: those may quote a row."""
    info = event.pop("exc_info", None)
    if isinstance(info, tuple) and info[0] is not None:
        trace, places = info[2], []
        while trace is not None:
            code = trace.tb_frame.f_code
            places.append(f"{code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        event["exception"] = info[0].__name__
        event["trace"] = places[-8:]
    return event


# What the queue tells of a task that broke off: the words of the exception and what it was given.
_WORDS_OF_TASKS = {"exc", "traceback", "args", "kwargs", "return_value"}
_TYPE = re.compile(r"^<?\w+")


class _Formatter(structlog.stdlib.ProcessorFormatter):
    """Takes the words of an exception out of what the queue has already put into its message."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        told = record.args
        if record.name.startswith("celery.") and isinstance(told, dict):
            kind = _TYPE.match(str(told.get("exc", "")))
            wordless = dict.fromkeys(_WORDS_OF_TASKS, "") | {"exc": kind[0] if kind else ""}
            record = logging.makeLogRecord(record.__dict__)
            record.args = told | wordless
        return super().format(record)


def formatter() -> logging.Formatter:
    """The formatter of every handler."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(allow=[]),
    ]
    return _Formatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _without_values,
            redact,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
