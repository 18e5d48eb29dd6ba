"""The auditor: other code than the release, looking for a reason not to publish."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from reports.disclosure.attacker import CROSSINGS, AttackReport, attack_editions
from reports.disclosure.checks import additive, captions_follow, same_everywhere, well_formed
from reports.disclosure.insiders import TRIALS, insiders_find
from reports.disclosure.linear import Contradiction
from reports.disclosure.published import TIME, Conditions, Published, read, read_csv, within
from reports.disclosure.recount import Person, membership, possible
from reports.disclosure.stated import Stated
from reports.disclosure.witnesses import Witnesses

# An exact figure: the leaves of the time, the values that it is about, and how many people.
Told = tuple[Sequence[str], Mapping[str, str], int]
Counts = Sequence[tuple[Conditions, int]]
JSON_FILE, CSV_FILE = "edition.json", "cells.csv"


@dataclass(frozen=True)
class Evidence:
    """The secret side, opened for the audit: real people and pseudo-records, leaves by variable.

    *known* are exact figures that are out besides what the files print: leaves of the time, values,
    people. *at_most* are those about a longer time, of the leaves that the editions are of.
    """

    people: Sequence[Person]
    records: Sequence[Person]
    known: Sequence[Told] = ()
    at_most: Sequence[Told] = ()


@dataclass
class AuditReport:
    """What the audit found. *findings* are sentences; nothing may be published with one.

    Errors are in people, over the distinct cells of the newest edition: *largest*, *mean*, and the
    median of error by truth for cells of at least twenty. *witnesses* counts complete data sets
    shown, *proved* the questions that none could be shown for, *insiders* the trials where somebody
    who knows one to four people proved something about the others.
    """

    findings: list[str] = field(default_factory=list)
    cells: int = 0
    largest: int = 0
    mean: float = 0.0
    median_share: float = 0.0
    witnesses: int = 0
    proved: list[str] = field(default_factory=list)
    insiders: int = 0
    attack: AttackReport = field(default_factory=AttackReport)

    @property
    def clean(self) -> bool:
        """Whether the edition may go on to the one who approves it."""
        return not self.findings


def audit(
    editions: Sequence[Mapping[str, bytes]],
    evidence: Evidence,
    *,
    crossings: int = CROSSINGS,
    trials: int = TRIALS,
    seed: int = 1,
) -> AuditReport:
    """Audit the newest of *editions* (files by name, oldest first) together with all before it.

    *evidence* has everybody and every pseudo-record of the universe. The report has no raw count of
    a cell. *crossings* and *trials* are how many unpublished groups and insiders are tried.
    """
    report = AuditReport()
    read_ones = [read(files[JSON_FILE]) for files in editions]
    newest = read_ones[-1]
    from_csv = read_csv(editions[-1][CSV_FILE], newest)
    if from_csv.cells != newest.cells:
        report.findings.append("The CSV file does not have the cells of the JSON file.")
    report.findings += [*well_formed(newest), *additive(newest), *same_everywhere(read_ones)]
    report.findings += captions_follow(newest)
    _recount(read_ones, evidence, report)
    known, at_most = (
        [(within(newest, leaves, at), count) for leaves, at, count in told]
        for told in (evidence.known, evidence.at_most)
    )
    _attack(read_ones, (known, at_most), report, crossings, seed)
    _witness(read_ones, (known, at_most), evidence, report)
    rng = random.Random(seed)  # noqa: S311 - which insiders are tried is no secret
    cells = _cells(read_ones)
    report.insiders = insiders_find(
        _strictest(read_ones), cells, evidence.people, evidence.records, trials=trials, rng=rng
    )
    if report.insiders:
        report.findings.append(
            "Somebody who knows up to four people proves something about others."
        )
    return report


def _strictest(editions: Sequence[Published]) -> Published:
    """The newest edition with the smallest bound of all: a data set that keeps it fits them all.

    One that follows from two others has the bounds of both together.
    """
    return replace(editions[-1], bound=min(edition.bound for edition in editions))


def _cells(editions: Sequence[Published]) -> list[Conditions]:
    return list(dict.fromkeys(said.conditions for e in editions for said in e.cells))


def _times(people: Sequence[Person], code: str) -> set[tuple[str, str]]:
    """The values of a variable that is tied to the time, each with its month."""
    return {(month, leaf) for person in people for month in person[TIME] for leaf in person[code]}


def _recount(editions: Sequence[Published], evidence: Evidence, report: AuditReport) -> None:
    """Count the substitute set and the real people anew, and compare."""
    newest = editions[-1]
    if not all(possible(newest, record) for record in evidence.records):
        report.findings.append("A pseudo-record is a combination that can't occur.")
    if any(_times(evidence.records, c) - _times(evidence.people, c) for c in newest.dated):
        report.findings.append("A pseudo-record has a value that nobody has in its month.")
    for edition in editions:
        cells = [said.conditions for said in edition.cells]
        values = np.array([said.value for said in edition.cells])
        counted = edition.base * membership(evidence.records, cells).sum(axis=0)
        wrong = int((counted != values).sum())
        if wrong:
            report.findings.append(
                f"{edition.edition}: {wrong} cells are not counted on the one set."
            )
    distinct = {said.conditions: said.value or 0 for said in newest.cells}
    truth = membership(evidence.people, list(distinct)).sum(axis=0)
    errors = np.abs(np.array(list(distinct.values())) - truth)
    large = truth >= 20
    report.cells, report.largest = len(distinct), int(errors.max(initial=0))
    report.mean = float(errors.mean())
    if large.any():
        report.median_share = float(np.median(errors[large] / truth[large]))
    if report.largest > newest.bound:
        report.findings.append(
            "A number is further from the truth than the bound that is announced."
        )


def _attack(
    editions: Sequence[Published],
    told: tuple[Counts, Counts],
    report: AuditReport,
    crossings: int,
    seed: int,
) -> None:
    known, at_most = told
    try:
        report.attack = attack_editions(editions, known, crossings, seed, at_most)
    except Contradiction:
        report.findings.append(
            "No data set fits what is published: the numbers contradict each other."
        )
        return
    attack = report.attack
    stated = Stated(editions, known)
    if any(not stated.answer(f.cell) for f in [*attack.exact, *attack.small, *attack.empty]):
        report.findings.append("The published numbers give something away to an attacker.")


def _witness(
    editions: Sequence[Published],
    told: tuple[Counts, Counts],
    evidence: Evidence,
    report: AuditReport,
) -> None:
    known, at_most = told
    facts = list(dict.fromkeys([*(fact for e in editions for fact in e.facts), *known]))
    search = Witnesses(
        _strictest(editions), _cells(editions), facts, evidence.records, evidence.people, at_most
    )
    shown, proved = search.show(Stated(editions, known).answer)
    report.witnesses = shown.data_sets
    report.proved = [name for name, _cell in proved]
    if report.proved and facts:
        report.findings.append("The exact figures are refused: with them something can be proved.")
    elif report.proved:
        report.findings.append("For some cell no two data sets could be shown.")
