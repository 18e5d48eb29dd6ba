"""From frozen rows to a released edition: the one way in, with the ledger as its memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from reports.disclosure.edition import Caption, Edition, Figure
from reports.disclosure.facts import Fact, refused
from reports.disclosure.following import follow
from reports.disclosure.ledger import Ledger
from reports.disclosure.outcome import Refusal, Release, figures_of
from reports.disclosure.rounding import substitute
from reports.disclosure.rows import Codes, Index, Masks, Row
from reports.disclosure.spec import Spec, cells_of

# The shortest key for the noise, in bytes.
SHORTEST_KEY = 16


@dataclass(frozen=True)
class _Frozen:
    """What a draw stands on: who is new, which leaves late rows get, what is told in words."""

    new: list[Row]
    late: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)


def release(
    rows: Iterable[Row],
    spec: Spec,
    ledger: Ledger,
    key: bytes,
    pins: Sequence[Fact] = (),
    *,
    period: str,
    captions: Sequence[Caption] = (),
) -> Release | Refusal:
    """Release the tables of *spec* for *period*, a period that *ledger* has registered.

    *rows* are all people met in the period, one :class:`Row` each, those of earlier editions too:
    what came late is then told of as an addition, what was changed in words. *key* is the secret of
    the noise (at least 16 bytes), *pins* are exact totals to print beside the tables. Figures are
    people, multiples of five, within ``spec.bound`` of the truth.

    The draw and the files are committed to *ledger* (the caller seals and stores it before anything
    is shown). A period that is published answers with the same bytes, whatever else is handed in.
    A :class:`Refusal` leaves the ledger as it was. Raises ``ValueError`` for rows or captions that
    the specification does not allow, and for a period that isn't registered.
    """
    published = ledger.edition(spec.code, period)
    if published is not None:
        return Release(spec.code, period, published, again=True)
    _may_begin(ledger, spec, key, period)
    if ledger.is_closed(period):
        return Refusal(spec.code, period, f"The material of {period} is destroyed.", "destroyed")
    if period not in ledger.own_editions(spec.code, period):
        return follow(spec, ledger, pins, period, captions)
    task = _prepare(list(rows), spec, ledger, period)
    wrong = _wrong(task, spec, pins)
    drawn = None if wrong else _draw(task, spec, ledger, key)
    if drawn is None:
        return Refusal(spec.code, period, *(wrong or (_not_found(spec, period), "not_found")))
    figures = _figures_of(task, spec, drawn)
    files = Edition(spec, period, task.inside, figures, pins, captions).files()
    _commit(ledger, spec, task, drawn, files)
    return Release(spec.code, period, files)


def _may_begin(ledger: Ledger, spec: Spec, key: bytes, period: str) -> None:
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"The key of the noise has at least {SHORTEST_KEY} bytes.")
    if period not in ledger.periods(spec.code):
        raise ValueError(f"{period} is not registered.")


@dataclass(frozen=True)
class _Task:
    """What one release counts: the periods, and the people of earlier editions and of this one."""

    period: str
    frozen: _Frozen
    periods: Mapping[str, frozenset[str]]
    codes: Codes
    old: list[Masks]
    new: list[Masks]

    @property
    def within(self) -> frozenset[str]:
        return self.periods[self.period]

    @property
    def inside(self) -> dict[str, frozenset[str]]:
        return {code: leaves for code, leaves in self.periods.items() if leaves <= self.within}


@dataclass(frozen=True)
class _Drawn:
    """The records of earlier editions, which stay, and the new ones."""

    fixed: list[Masks]
    new: list[Masks]


def _prepare(rows: list[Row], spec: Spec, ledger: Ledger, period: str) -> _Task:
    frozen = _freeze(rows, spec, ledger, period)
    periods = _periods(ledger, spec.code, frozen)
    codes = Codes(spec, [*ledger.leaves(spec.code), *frozen.late])
    old = [codes.masks(row) for row in ledger.rows(spec.code) if row.leaf in periods[period]]
    return _Task(period, frozen, periods, codes, old, [codes.masks(row) for row in frozen.new])


def _draw(task: _Task, spec: Spec, ledger: Ledger, key: bytes) -> _Drawn | None:
    """The substitute set, or ``None`` where no set keeps the bound in every table."""
    codes, period = task.codes, task.period
    earlier = ledger.substitutes(spec.code)
    fixed = [codes.from_plain(record) for record in earlier if record[0][0] in task.within]
    wanted = [
        cell
        for code in ledger.own_editions(spec.code, period)
        for table in spec.tables
        for cell in cells_of(spec, table, code, task.periods)
    ]
    people = (task.old, task.new)
    records = substitute(codes, wanted, people, fixed, key=key, seed=f"{ledger.seed}|{period}")
    return None if records is None else _Drawn(fixed, records)


def _wrong(task: _Task, spec: Spec, pins: Sequence[Fact]) -> tuple[str, str] | None:
    """Why nothing can be drawn, in one sentence, and its code; ``None`` where it can."""
    people = [*task.old, *task.new]
    if unfit := _unfit(spec, task.codes, task.period, people):
        return unfit, "too_few"
    pinned = _pinned_wrongly(spec, task.codes, task.periods, pins, people)
    return (pinned, "pins") if pinned else None


def _commit(
    ledger: Ledger, spec: Spec, task: _Task, drawn: _Drawn, files: Mapping[str, bytes]
) -> None:
    ledger.commit(
        spec.code,
        task.period,
        rows=task.frozen.new,
        late=task.frozen.late,
        records=[task.codes.plain(record) for record in drawn.new],
        notices=task.frozen.notices,
        files=files,
    )


def _not_found(spec: Spec, period: str) -> str:
    return (
        f"No figures for {period} were found that stay within {spec.bound} of the truth in "
        "every table. Publish fewer or coarser tables, or pool several periods or units."
    )


def _figures_of(task: _Task, spec: Spec, drawn: _Drawn) -> list[Figure]:
    shown = [
        cell for table in spec.tables for cell in cells_of(spec, table, task.period, task.periods)
    ]
    return figures_of(spec, task.codes, shown, [*drawn.fixed, *drawn.new])


def _freeze(rows: list[Row], spec: Spec, ledger: Ledger, period: str) -> _Frozen:
    """Sort *rows* into those that are new, late, changed and gone since they were published."""
    periods, drawn = ledger.periods(spec.code), ledger.drawn(spec.code)
    frozen = _Frozen([])
    refs = [row.ref for row in rows]
    if len(set(refs)) != len(refs):
        raise ValueError("Two rows have the same reference.")
    told = [leaf for leaf in ledger.leaves(spec.code) if leaf in periods[period]]
    outside = {row.leaf for row in rows} - set(told)
    if outside:
        raise ValueError(f"Rows of {', '.join(sorted(outside))} are not of the period {period}.")
    for row in rows:
        before = ledger.origin(spec.code, row.ref)
        if before is not None:
            _compare(frozen, row, before, period)
        elif row.leaf in drawn:
            leaf = _late_leaf(row.leaf, periods, drawn)
            where = [
                code for code in periods if row.leaf in periods[code] and periods[code] - drawn
            ]
            frozen.late[leaf] = (row.leaf, tuple(where))
            frozen.new.append(Row(row.ref, leaf, row.values))
        else:
            frozen.new.append(row)
    frozen_before = {row.ref for row in ledger.rows(spec.code) if row.leaf in periods[period]}
    if frozen_before - set(refs):
        _note(frozen, f"Rows of {period} were taken away after they had been published.")
    if frozen.late:
        _note(frozen, f"Rows came in for parts of {period} that had been published: an addition.")
    return frozen


def _compare(
    frozen: _Frozen, row: Row, before: tuple[str, Mapping[str, str | Sequence[str]]], period: str
) -> None:
    if (row.leaf, _comparable(row.values)) != (before[0], _comparable(before[1])):
        _note(frozen, f"Rows of {period} were changed after they had been published.")


def _note(frozen: _Frozen, sentence: str) -> None:
    if sentence not in frozen.notices:
        frozen.notices.append(sentence)


def _comparable(values: Mapping[str, str | Sequence[str]]) -> dict[str, str | tuple[str, ...]]:
    return {c: v if isinstance(v, str) else tuple(sorted(v)) for c, v in values.items()}


def _late_leaf(leaf: str, periods: Mapping[str, frozenset[str]], drawn: frozenset[str]) -> str:
    """A leaf for the late rows of *leaf* that hasn't been drawn."""
    number = 1
    while f"{leaf}+{number}" in drawn:
        number += 1
    return f"{leaf}+{number}"


def _periods(ledger: Ledger, universe: str, frozen: _Frozen) -> dict[str, frozenset[str]]:
    """The leaves of each period, with the late ones that this edition adds."""
    return {
        code: leaves | {leaf for leaf, (_from, where) in frozen.late.items() if code in where}
        for code, leaves in ledger.periods(universe).items()
    }


def _unfit(spec: Spec, codes: Codes, period: str, people: Sequence[Masks]) -> str:
    """Why *people* can't be drawn for; empty when they can."""
    if any(not codes.allowed(masks) for masks in people):
        raise ValueError(f"{spec.code}: a row is a combination that the specification rules out.")
    if len(people) < spec.minimum:
        return (
            f"{period} has fewer than {spec.minimum} people in it: too few for figures that "
            "protect them. Pool several periods or units."
        )
    return ""


def _pinned_wrongly(
    spec: Spec,
    codes: Codes,
    periods: Mapping[str, frozenset[str]],
    pins: Sequence[Fact],
    people: Sequence[Masks],
) -> str:
    """Why *pins* can't be printed: untrue, of something else, or of too few."""
    for pin in pins:
        if pin.universe != spec.code or pin.period not in periods:
            return "A pinned figure is of another universe or period."
        index = Index(codes, [pin.key(spec, periods[pin.period])])
        if not pin.pinned or index.count(people) != [pin.count]:
            return "A pinned figure is not what the rows of the period say."
    return refused(spec, pins, len(people))
