"""How right a list of answers is, against labels of which some accept a second answer."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said, how sure, and what the labels say: the first label, and all that are accepted."""

    said: str
    sure: float
    wanted: str
    accepted: Collection[str]


def macro_f1(answers: Sequence[Answer], *, strict: bool = False) -> float:
    """The mean over the labels of the harmonic mean of precision and recall; strict: only the first label is right."""
    settled = [(one.said, one.said if one.said in one.accepted and not strict else one.wanted) for one in answers]
    labels = sorted({one.wanted for one in answers})
    return sum(f1(settled, label) for label in labels) / len(labels)


def f1(settled: Sequence[tuple[str, str]], label: str) -> float:
    """The harmonic mean of precision and recall of one label, from what was said and what was wanted."""
    right = sum(said == wanted == label for said, wanted in settled)
    wrong = sum((said == label) != (wanted == label) for said, wanted in settled)
    return 2 * right / (2 * right + wrong) if right else 0.0


def calibration(answers: Sequence[Answer]) -> list[str]:
    """For each tenth of confidence: how many answers, how sure they were, and how many were right."""
    tenths: defaultdict[int, list[Answer]] = defaultdict(list)
    for one in answers:
        tenths[min(int(one.sure * 10), 9)].append(one)
    return [
        f"sure {tenth / 10:.1f}: {len(found):4} said {mean([one.sure for one in found]):.2f},"
        f" accepted {mean([one.said in one.accepted for one in found]):.2f},"
        f" first label {mean([one.said == one.wanted for one in found]):.2f}"
        for tenth, found in sorted(tenths.items())
    ]


def mean(values: Sequence[float]) -> float:
    """The mean of one value or more."""
    return sum(values) / len(values)
