"""The attacker: reads published files, and proves what can be proved about small groups.

Three things count as a find: an *exact* number that the files left open, a group *proved* to be one
to four people, and a possible group proved *empty*. Asked are all published cells, their
complements, and crossings that nobody published.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from reports.disclosure.attack_model import Model
from reports.disclosure.linear import EPSILON, Solution, Solver, Terms, rows
from reports.disclosure.published import TIME, Conditions, Published, named, read

SMALL = 4
CROSSINGS = 300
# Data sets tried before the remaining questions are asked one by one.
TRIED = 12
# How often what followed is taken as known, and everything is asked again.
TURNS = 8


@dataclass(frozen=True)
class Find:
    """Something proved: of which cell or its complement (*question*), and what fits the files."""

    question: str
    cell: Conditions
    lower: int
    upper: float


@dataclass(frozen=True)
class Question:
    """How many people are in *cell*, or outside it as *name* says, as a sum of unknowns."""

    name: str
    cell: Conditions
    terms: Terms
    given: bool = False

    @property
    def single(self) -> tuple[int, ...]:
        """The unknown that it is about, where it is about one alone."""
        return tuple(self.terms) if len(self.terms) == 1 else ()


@dataclass
class AttackReport:
    """What an attack proved.

    *asked* counts the questions, *crossings* those of them about groups that nobody published,
    *solved* the linear programmes.
    *exact* are numbers that the files left open and that only one value fits, *small* groups of one
    to four people, *empty* possible groups without anybody. *open_cells* are the distinct published
    cells that the files gave no exact number for.
    """

    asked: int = 0
    crossings: int = 0
    solved: int = 0
    open_cells: int = 0
    exact: list[Find] = field(default_factory=list)
    small: list[Find] = field(default_factory=list)
    empty: list[Find] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing at all was proved."""
        return not (self.exact or self.small or self.empty)

    def add(self, other: AttackReport) -> None:
        """Add what *other* questions of the same attack proved."""
        self.asked += other.asked
        self.exact += other.exact
        self.small += other.small
        self.empty += other.empty

    def take(self, question: Question, lower: int, upper: float) -> None:
        """Keep what an interval proves. What was *given* is no find as an exact number."""
        find = Find(question.name, question.cell, lower, upper)
        if lower >= upper and not question.given:
            self.exact.append(find)
        if lower >= 1 and upper <= SMALL:
            self.small.append(find)
        if upper <= 0:
            self.empty.append(find)


def attack(
    files: Iterable[bytes],
    known: Sequence[tuple[Conditions, int]] = (),
    *,
    crossings: int = CROSSINGS,
    seed: int = 1,
) -> AttackReport:
    """Attack the JSON *files* of one universe, all editions together, as one system.

    *known* are exact figures that are out elsewhere, as (cell, people). *crossings* unpublished
    ones are drawn with *seed*. Raises :class:`~reports.disclosure.linear.Contradiction` where no
    data set fits the files.
    """
    return attack_editions([read(document) for document in files], known, crossings, seed)


def attack_editions(
    editions: Sequence[Published],
    known: Sequence[tuple[Conditions, int]] = (),
    crossings: int = CROSSINGS,
    seed: int = 1,
    at_most: Sequence[tuple[Conditions, int]] = (),
) -> AttackReport:
    """:func:`attack` on editions that have been read.

    *at_most* are figures that say of a cell only how many there are at most.
    """
    rng = random.Random(seed)  # noqa: S311 - which questions are asked is no secret
    model, report = Model(editions, known, at_most), AttackReport()
    cells = list(dict.fromkeys(said.conditions for e in editions for said in e.cells))
    questions = list(_questions(model, cells))
    report.open_cells = sum(not q.given for q in questions[: len(cells)])
    _ask_until_nothing_follows(model, questions, report, rng)
    for block in _crossings(model, editions, crossings, rng):
        solver, asked = block
        _ask(solver, asked, report, rng, tried=2)
        report.crossings += len(asked)
    return report


def _ask_until_nothing_follows(
    model: Model, questions: Sequence[Question], report: AttackReport, rng: random.Random
) -> None:
    """Ask, take the whole numbers that follow as known, and ask again while more follows."""
    for part in model.system.apart([question.terms for question in questions]):
        own = {new: old for old, new in part.numbers.items()}
        asked = [questions[place] for place in part.places]
        asked = [replace(q, terms=part.renumbered(q.terms)) for q in asked]
        for _turn in range(TURNS):
            turn = AttackReport()
            found = _ask(part.system.ready(), asked, turn, rng)
            report.solved += turn.solved
            model.system.narrow({own[number]: limits for number, limits in found.items()})
            if not part.system.narrow(found):
                break
        report.add(turn)


def _questions(model: Model, cells: Sequence[Conditions]) -> Iterable[Question]:
    """Every published cell, then every complement within its period."""
    for cell in cells:
        number = model.numbers[cell]
        yield Question(named(cell), cell, {number: 1.0}, number in model.given)
    for cell in cells:
        everybody = frozenset(part for part in cell if part[0] == TIME)
        if everybody != cell and everybody in model.numbers:
            whole, part = model.numbers[everybody], model.numbers[cell]
            fixed = {whole, part} <= model.given
            yield Question(f"not {named(cell)}", cell, {whole: 1.0, part: -1.0}, fixed)


def _ask(
    solver: Solver,
    questions: Sequence[Question],
    report: AttackReport,
    rng: random.Random,
    tried: int = TRIED,
) -> dict[int, tuple[int, float]]:
    """Put aside what some data sets show to be open, and ask the solver about the rest.

    Returns the limits that were proved of single unknowns.
    """
    matrix = rows([question.terms for question in questions], solver.size)
    proved: dict[int, tuple[int, float]] = {}
    if matrix is None:
        return proved
    low, high = np.full(len(questions), np.inf), np.full(len(questions), -np.inf)

    def see(solution: Solution) -> None:
        values = matrix @ np.where(np.isinf(solution), 1e9, solution)
        np.minimum(low, values, out=low)
        np.maximum(high, values, out=high)

    for i in range(tried):
        see(solver.best(_goal(solver.size, i, rng)))
    for i, question in enumerate(questions):
        # What follows from limits that have met needs no programme: every solution says it.
        told = question.given or solver.fixes(question.terms)
        for sign in (1, -1):
            if not told and not _open(low[i], high[i]):
                see(solver.extreme(question.terms, sign))
        if question.given or not _open(low[i], high[i]):
            limits = math.ceil(low[i] - EPSILON), math.floor(high[i] + EPSILON)
            report.take(question, *limits)
            proved |= dict.fromkeys(question.single, limits)
    report.asked += len(questions)
    report.solved += solver.solved
    return proved


def _goal(size: int, turn: int, rng: random.Random) -> Solution:
    """Everything large, everything small, then anything."""
    if turn < 2:
        return np.full(size, 1.0 if turn else -1.0)
    return np.array([rng.uniform(-1, 1) for _ in range(size)])


def _open(low: float, high: float) -> bool:
    """Whether a number seen at *low* and at *high* can be proved to be nothing at all."""
    least, most = math.ceil(low - EPSILON), math.floor(high + EPSILON)
    return most > least and most >= 1 and (least <= 0 or most > SMALL)


def _crossings(
    model: Model, editions: Sequence[Published], wanted: int, rng: random.Random
) -> Iterable[tuple[Solver, list[Question]]]:
    """Unpublished crossings: the finest cells of a table by one more published value."""
    tables = sorted(table for table, (_codes, atoms) in model.atoms.items() if atoms)
    cells = sorted(
        {s.conditions for e in editions for s in e.cells if len(s.conditions) == 2}, key=named
    )
    pairs = [
        (table, cell)
        for table in tables
        for cell in cells
        if not {code for code, _leaves in cell if code != TIME} & set(model.atoms[table][0])
    ]
    rng.shuffle(pairs)
    for table, cell in pairs:
        if wanted <= 0:
            return
        found = _block(model, table, cell)
        asked = rng.sample(found[1], min(len(found[1]), max(1, wanted), 12))
        wanted -= len(asked)
        if asked:
            yield found[0], asked


def _block(model: Model, table: str, cell: Conditions) -> tuple[Solver, list[Question]]:
    """The system with an unknown more for each finest cell of *table* crossed with *cell*."""
    system, margin = model.system.copy(), model.numbers[cell]
    within = dict(cell)[TIME]
    more = frozenset(part for part in cell if part[0] != TIME)
    atoms = [a for a in model.atoms[table][1] if dict(a)[TIME] <= within]
    crossed: dict[Conditions, int] = {}
    for atom in atoms:
        both = atom | more
        if not model.frame.excludes(both):
            crossed[both] = system.unknown()
            system.at_most.append({crossed[both]: 1.0, model.numbers[atom]: -1.0})
    times = [dict(a)[TIME] for a in atoms]
    if table in model.whole and frozenset().union(*times) == within:
        system.equal.append({margin: -1.0, **dict.fromkeys(crossed.values(), 1.0)})
    for other, number in model.numbers.items():
        if (
            more < other
            and other != cell
            and set(dict(other)) <= {c for a in crossed for c, _ in a}
        ):
            inside = [n for both, n in crossed.items() if _within(both, other)]
            system.at_most.append({**dict.fromkeys(inside, 1.0), number: -1.0})
    return system.ready(), [Question(named(both), both, {n: 1.0}) for both, n in crossed.items()]


def _within(fine: Conditions, coarse: Conditions) -> bool:
    asked = dict(fine)
    return all(code in asked and asked[code] <= leaves for code, leaves in coarse)
