"""Learns the weights of the cues from labelled pairs; `python -m tests.quality.learn_kinds` rewrites weights.tsv.

Multinomial logistic regression with a ridge: the weights that make the labels most likely, less what large weights
cost. A label that another reader may see differently counts for its second kind too.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp
from pathlib import Path

from flashgen import kinds
from flashgen.kinds import NONE, OUTCOMES
from flashgen.kinds.cues import cues_of

HERE = Path(__file__).parent
SEED = HERE.parents[1] / "seeds" / "ai-reading-group.txt"
SEED_GOLD = HERE.parent / "data" / "gold" / "annotations.jsonl"
MADE_UP = HERE.parent / "data" / "kinds" / "made-up.txt"
REAL = 3.0
"""How much a real annotation counts for against one that was made up."""
RIDGE = 2.0
SECOND = 0.3
ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled pair. `group` is its annotator, or its block of the seed; `second` is "" or another label."""

    group: str
    quote: str
    comment: str
    kind: str
    second: str = ""
    accepted: frozenset[str] = frozenset()
    weight: float = 1.0


def seed_examples(*, blocks: int = 10) -> list[Example]:
    """The seed's annotations as labelled, in `blocks` runs of neighbours."""
    lines = SEED.read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in SEED_GOLD.read_text(encoding="utf-8").splitlines()]
    return [
        example(
            f"seed {number * blocks // len(rows)}",
            " ".join(lines[line - 1] for line in row["quote_lines"]),
            "\n".join(lines[line - 1] for line in row["comment_lines"]),
            row["kind"],
            row["second"] if row["confidence"] == "low" else None,
            weight=REAL,
        )
        for number, row in enumerate(rows)
    ]


def made_up_examples() -> list[Example]:
    """The made-up pairs; a comment that decides alone (quote `*`) stands with several quotes, and counts once."""
    rows = [line.split("\t") for line in MADE_UP.read_text(encoding="utf-8").splitlines() if line[:1] not in ("", "#")]
    quotes = [quote for _, _, quote, comment in rows if quote != "*" and comment and len(quote.split()) > 3]
    examples = []
    for place, (annotator, label, quote, comment) in enumerate(rows):
        stand_ins = [quotes[(place * STRIDE + turn * len(quotes) // EACH) % len(quotes)] for turn in range(EACH)]
        for one in stand_ins if quote == "*" else [quote]:
            labelled = example(annotator, one, comment.replace("⏎", "\n"), *label.partition("/")[::2])
            examples.append(replace(labelled, weight=1 / EACH) if quote == "*" else labelled)
    return examples


EACH = 5
"""The quotes that a comment which decides alone stands with."""
STRIDE = 37  # prime, so that neighbouring comments meet quotes from all over the list


def example(group: str, quote: str, comment: str, kind: str, second: str | None, *, weight: float = 1.0) -> Example:
    """A labelled pair; a second label is as acceptable as the first."""
    return Example(group, quote, comment, kind, second or "", frozenset({kind, second or kind}), weight)


def learn(examples: Sequence[Example], *, ridge: float = RIDGE, rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Outcome -> cue -> weight, for the cues that fire at least twice (resilient backpropagation, whole batches)."""
    fired = [noticed(one.quote, one.comment) for one in examples]
    counts: dict[str, int] = {}
    for names in fired:
        for name in names:
            counts[name] = counts.get(name, 0) + 1
    cues = [name for name, count in counts.items() if count >= 2]
    place = {name: index for index, name in enumerate(cues)}
    rows = [[place[name] for name in names if name in place] for names in fired]
    wanted = [[share_of(one, outcome) for outcome in OUTCOMES] for one in examples]
    width = len(OUTCOMES)
    weights = [[0.0] * width for _ in cues]
    steps = [[0.1] * width for _ in cues]
    before = [[0.0] * width for _ in cues]
    for _ in range(rounds):
        slopes = [[ridge * weight for weight in line] for line in weights]
        for one, row, want in zip(examples, rows, wanted, strict=True):
            missed = [one.weight * (got - share) for got, share in zip(softmax(weights, row), want, strict=True)]
            for index in row:
                line = slopes[index]
                for outcome in range(width):
                    line[outcome] += missed[outcome]
        for weight, step, old, slope in zip(weights, steps, before, slopes, strict=True):
            for outcome in range(width):
                agreement = old[outcome] * slope[outcome]
                step[outcome] = min(step[outcome] * 1.2, 0.5) if agreement > 0 else max(step[outcome] * 0.5, 1e-5)
                if agreement >= 0:
                    weight[outcome] -= step[outcome] * ((slope[outcome] > 0) - (slope[outcome] < 0))
                old[outcome] = slope[outcome] if agreement >= 0 else 0.0
    return {outcome: {name: weights[place[name]][k] for name in cues} for k, outcome in enumerate(OUTCOMES)}


@cache
def noticed(quote: str, comment: str) -> tuple[str, ...]:
    """The cues of a pair, looked for once."""
    return cues_of(quote, comment)


def share_of(one: Example, outcome: str) -> float:
    """How much of an example counts for an outcome."""
    if outcome == one.kind:
        return 1 - SECOND if one.second else 1.0
    return SECOND if outcome == one.second else 0.0


def softmax(weights: Sequence[Sequence[float]], row: Iterable[int]) -> list[float]:
    """The probabilities of the outcomes where the cues of `row` fire."""
    scores = [sum(column) for column in zip(*(weights[index] for index in row), strict=True)]
    best = max(scores)
    odds = [exp(score - best) for score in scores]
    total = sum(odds)
    return [value / total for value in odds]


def table(weights: Mapping[str, Mapping[str, float]]) -> str:
    """The text of weights.tsv; cues in the order of their names, without those that hardly weigh."""
    lines = [
        "# What each cue weighs for each outcome. Learned: tests/quality/learn_kinds.py",
        "cue\t" + "\t".join(OUTCOMES),
    ]
    for name in sorted(weights[NONE]):
        values = [weights[outcome][name] for outcome in OUTCOMES]
        if max(values) - min(values) >= 0.05:
            lines.append(name + "\t" + "\t".join(f"{value:.2f}" for value in values))
    return "\n".join(lines) + "\n"


def taught() -> list[Example]:
    """All that the shipped weights are learned from."""
    return seed_examples() + made_up_examples()


if __name__ == "__main__":
    found = learn(taught())
    (Path(kinds.__file__).parent / "weights.tsv").write_text(table(found), encoding="utf-8")
