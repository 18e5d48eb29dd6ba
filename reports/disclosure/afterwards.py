"""What became of offers, referrals and reports, as values of the encounter that they came from.

What is tied logically is one value: somebody who was booked has said yes, and whoever asks how long
it took speaks of the same booking. A pseudo-record can't have the one without the other then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from reports.disclosure.spec import Variable

SUPPORT = (
    "mika", "kast", "regional_coordinator", "regional_coordinator_children", "emergency",
    "protected_housing", "health_care", "stodcentrum", "barnahus", "return_programme", "other",
)  # fmt: skip
ANSWERS = ("accepted", "declined", "come_back", "not_possible", "not_asked")
NEEDS = (
    "housing_women", "housing_men", "housing_boys", "housing_girls", "housing_trans",
    "treatment_home", "health", "other",
)  # fmt: skip
# Why it was not possible, where it was not that there is no such place.
NOT_POSSIBLE = ("full", "age", "language", "danger", "other", "not_stated")
# From the yes, or from the day that a referral was sent, in days.
TIMES = {"3": "within_3_days", "14": "within_14_days", "more": "later"}
WAYS = (
    "waiting",
    "ended",
    "booked_0",
    *(f"{w}_{t}" for w in ("booked", "attended") for t in TIMES),
)
RECEIVERS = (
    "mika", "kast", "regional_coordination", "barnahus", "stodcentrum", "ungdomsjouren",
    "emergency", "coordinating_function", "protected_housing", "health", "police", "migration",
    "municipality", "district", "voluntary", "other",
)  # fmt: skip
# What a receiver said, those with a time first.
SAID = ("accepted", "declined", "not_reached")
UNSAID = ("waiting", "withdrawn")
REPORTS = {
    "no": "no",
    "made": "yes",
    "answered_in_time": "yes",
    "answered_late": "yes",
    "waiting": "yes",
    "waiting_late": "yes",
}
NONE = "none"


def _grouped(leaves: Iterable[str], place: int, groups: Mapping[str, str]) -> dict[str, str]:
    """The group of each leaf by its part at *place*; ``NONE`` for what has no group there."""
    return {leaf: groups.get((*leaf.split(":"), "")[place], NONE) for leaf in leaves}


def _ways() -> tuple[dict[str, str], dict[str, str]]:
    """How far each way came, and how long it took."""
    how = {way: way.partition("_")[0] for way in WAYS}
    took = {way: TIMES.get(way.partition("_")[2], "not_yet") for way in WAYS}
    return how, took


def offers(kinds: Iterable[str] = SUPPORT, *, with_needs: bool = True) -> Variable:
    """Offers of support: the kind, the answer, and what followed from it. Several are possible.

    Without needs it is not told what was lacking.
    """
    kinds = tuple(kinds)
    lacking = [*(f"no_place_{need}" for need in NEEDS), *NOT_POSSIBLE] if with_needs else [""]
    tails = [
        *(f"accepted:{way}" for way in WAYS),
        *(f"not_possible:{why}" if why else "not_possible" for why in lacking),
        *(answer for answer in ANSWERS if answer not in ("accepted", "not_possible")),
    ]
    leaves = tuple(f"{kind}:{tail}" for kind in kinds for tail in tails)
    how, took = _ways()
    levels = {
        "support_kind": _grouped(leaves, 0, {kind: kind for kind in kinds}),
        "answer": _grouped(leaves, 1, {answer: answer for answer in ANSWERS}),
        "offer_way": _grouped(leaves, 2, how),
        "first_contact": _grouped(leaves, 2, took),
    }
    if with_needs:
        no_place = {f"no_place_{need}": need for need in NEEDS}
        why = {**dict.fromkeys(no_place, "no_place"), **{reason: reason for reason in NOT_POSSIBLE}}
        levels["unmet_need"] = _grouped(leaves, 2, no_place)
        levels["not_possible_reason"] = _grouped(leaves, 2, why)
    return Variable("offer", leaves, levels, multiple=True, once="support_kind")


def referrals(*, multiple: bool) -> Variable:
    """Referrals by receiver, what was said and how long it took; several from one encounter."""
    told = {f"{said}_{time}": said for said in SAID for time in TIMES} | {u: u for u in UNSAID}
    leaves = tuple(f"{receiver}:{tail}" for receiver in RECEIVERS for tail in told)
    took = {f"{said}_{time}": words for said in SAID for time, words in TIMES.items()}
    return Variable(
        "referral",
        leaves,
        {
            "receiver": _grouped(leaves, 0, {receiver: receiver for receiver in RECEIVERS}),
            "referral_answer": _grouped(leaves, 1, told),
            "answer_time": _grouped(leaves, 1, {**dict.fromkeys(UNSAID, "no_answer"), **took}),
        },
        multiple=multiple,
        once="receiver" if multiple else "",
    )


REPORT = Variable("report", tuple(REPORTS), {"concern_report": REPORTS})
