"""Learns what the cues of lines weigh; `python -m tests.quality.learn_pairing` rewrites flashgen/pairing/weights.json.

The weights make the labelled parts most likely, less what it costs to stray from what is believed beforehand (maximum a
posteriori, normal priors). The beliefs keep rare cues in their place: that "hmm" is a reader's word and a broken word a
copy's has not to be learned from the few lines that show it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from flashgen.pairing.chain import COLUMN_NAMES, COLUMNS, FIRST, LAST, LINK_OF, LINKS, PARTS, STEPS, Part
from flashgen.pairing.cues import all_cues

HERE = Path(__file__).parent
SEED = HERE.parents[1] / "seeds" / "ai-reading-group.txt"
SEED_GOLD = HERE.parent / "data" / "gold" / "annotations.jsonl"
MADE_UP = HERE.parent / "data" / "pairing"
WEIGHTS = HERE.parents[1] / "flashgen" / "pairing" / "weights.json"

BLOCK = 30  # lines, at least; an annotation is never cut
TRUST = {"quote": 2.0, "highlight": 2.0, "further": 2.0, "note": 2.0, "answers": 2.0, "continues": 2.0}
"""How firmly the beliefs hold: the inverse variance of the prior of each column."""
TRUST_IN_STEPS = 0.1
ROUNDS = 80

QUOTE_BELIEFS = {
    2.5: ["glued words: several"],
    2.0: ["first word cut", "word broken by a hyphen"],
    1.5: ["numbered citation", "ligature"],
    1.0: [
        "glued words: one",
        "hyphen before blank",
        "cut or glued sentence",
        "glued capital",
        "starts with closing punctuation",
    ],
    0.7: ["author-year citation", "typographic quotation", "mathematical sign"],
    0.5: [
        "typographic apostrophe",
        "Greek letter",
        "last word small",
        "first word may be cut",
        "written prose",
        "refers to a figure",
        "ends open",
    ],
    0.3: ["dash"],
    -0.3: ["unknown word", "you", "describes a document"],
    -0.5: ["BibTeX", "three points", "straight apostrophe"],
    -0.7: [
        "judges",
        "hedges",
        "colloquial",
        "opens: asks",
        "exclamation mark",
        "hash tag",
        "label before a colon",
    ],
    -1.0: [
        "first person",
        "opens: first person",
        "opens: judges",
        "opens: plans",
        "abbreviation with a slash",
        "arrow",
        "ends with a question mark",
    ],
    -1.5: [
        "opens: hedges",
        "opens: colloquial",
        "opens: agrees",
        "lower-case i",
        "doubled mark",
        "emphasis",
        "TeX",
    ],
    -2.0: ["drawn-out word", "heading", "list mark", "nothing but TeX"],
}
BELIEFS: Mapping[str, Mapping[str, float]] = {
    "quote": {cue: weight for weight, cues in QUOTE_BELIEFS.items() for cue in cues},
    "further": {
        "nothing but TeX": 1.0,
        "TeX": 0.7,
        "opens: connects": 0.5,
        "list mark": 0.5,
        "arrow": 0.3,
        "emphasis": 0.3,
        "label before a colon": 0.3,
        "first of a list": -0.7,
        "heading": -2.0,
    },
    "highlight": {},
    "note": {"describes a document": 1.0, "BibTeX": 0.5},
    "answers": {
        "the two lines stand together elsewhere": 2.0,
        "describes the document named before": 1.5,
        "shares: much": 0.7,
        "names the line before": 0.7,
        "shares: some": 0.4,
        "refers": 0.3,
        "list begins": 0.3,
        "shares more with the line after": -0.3,
        "shares: nothing": -0.4,
        "list goes on": -0.5,
        "number goes on": -1.0,
        "within a formula": -1.0,
    },
    "continues": {
        "within a formula": 5.0,
        "number goes on": 2.5,
        "the two lines stand together elsewhere": 2.0,
        "list goes on": 2.0,
        "after a colon": 1.0,
        "before: heading": 1.0,
        "within brackets": 0.5,
        "begins with the same word": 0.5,
        "refers": 0.3,
        "list ends": -0.3,
        "shares more with the line after": -0.3,
    },
}
"""What is believed of a cue before any line is seen, in natural logarithms of odds."""

Floats = NDArray[np.float64]
Cues = tuple[Iterable[str], Iterable[str]]  # a line's own, and those that link it to the line before


@dataclass(frozen=True, slots=True)
class Labelled:
    """Consecutive lines of one text: their cues and the parts that a reader gave them."""

    name: str
    cues: Sequence[Cues]
    parts: Sequence[Part]

    def blocks(self, size: int = BLOCK) -> list["Labelled"]:
        """The lines in runs of at least so many, cut between annotations."""
        blocks, start = [], 0
        for stop in [*(at for at, part in enumerate(self.parts) if part in FIRST), len(self.parts)]:
            if stop - start >= size or (stop == len(self.parts) > start):
                blocks.append(Labelled(self.name, self.cues[start:stop], self.parts[start:stop]))
                start = stop
        return blocks


@cache
def seed() -> Labelled:
    """The seed as labelled."""
    lines = SEED.read_text(encoding="utf-8").rstrip("\n").split("\n")
    rows = [json.loads(row) for row in SEED_GOLD.read_text(encoding="utf-8").splitlines()]
    parts = dict(part for row in rows for part in parts_of(row["quote_lines"], row["comment_lines"]))
    return Labelled("seed", list(all_cues(lines)), [parts[number] for number in range(1, len(lines) + 1)])


def parts_of(quote: Sequence[int], comment: Sequence[int]) -> list[tuple[int, Part]]:
    """The part of every line of an annotation."""
    if not quote:
        return [(line, Part.NOTE_MORE if at else Part.NOTE) for at, line in enumerate(comment)]
    halves = [(line, Part.MORE if at else Part.COMMENT) for at, line in enumerate(comment)]
    return [(quote[0], Part.QUOTE if comment else Part.HIGHLIGHT), *halves]


@cache
def made_up() -> tuple[Labelled, ...]:
    """Annotations that nobody made, by annotators of many kinds.

    A line begins with its mark: `>` quote, `:` comment on the quote above, `.` further line, `!` page note.
    """
    return tuple(marked(path) for path in sorted(MADE_UP.glob("*.txt")))


def marked(path: Path) -> Labelled:
    """The lines of a file with marks."""
    rows = [(line[0], line[2:]) for line in path.read_text(encoding="utf-8").splitlines() if line]
    after = [mark for mark, _ in rows[1:]] + [""]
    parts: list[Part] = []
    for (mark, _), following in zip(rows, after, strict=True):
        going_on = Part.NOTE_MORE if parts and parts[-1] in (Part.NOTE, Part.NOTE_MORE) else Part.MORE
        quote = Part.QUOTE if following == ":" else Part.HIGHLIGHT
        parts.append({">": quote, ":": Part.COMMENT, ".": going_on, "!": Part.NOTE}[mark])
    return Labelled(path.stem, list(all_cues([text for _, text in rows])), parts)


# ---------------------------------------------------------------- learning

COLUMN_OF = np.array([[name in COLUMNS[part] for name in COLUMN_NAMES] for part in PARTS], dtype=float)
IS_LINK = np.array(
    [[[(one, two) in STEPS and LINK_OF.get(two) == link for link in LINKS] for two in PARTS] for one in PARTS],
    dtype=float,
)
BARRED = np.array([[0.0 if (one, two) in STEPS else -1e9 for two in PARTS] for one in PARTS])
BARRED_FIRST = np.array([0.0 if part in FIRST else -1e9 for part in PARTS])
BARRED_LAST = np.array([0.0 if part in LAST else -1e9 for part in PARTS])


class Batch:
    """Labelled blocks side by side, padded to the longest, with what cues their lines have."""

    def __init__(self, blocks: Sequence[Labelled]) -> None:
        size = len(blocks), max(len(block.parts) for block in blocks)
        self.cues = [sorted({cue for block in blocks for line in block.cues for cue in line[kind]}) for kind in (0, 1)]
        self.fired = [np.zeros((*size, len(cues))) for cues in self.cues]
        self.parts = np.zeros((*size, len(PARTS)))
        for number, block in enumerate(blocks):
            for at, (line, part) in enumerate(zip(block.cues, block.parts, strict=True)):
                self.parts[number, at, part] = 1
                for fired, cues, names in zip(self.fired, self.cues, line, strict=True):
                    fired[number, at, np.searchsorted(cues, sorted(names))] = 1
        self.there = self.parts.sum(axis=2) > 0

    def slopes(self, line: Floats, link: Floats, step: Floats) -> tuple[Floats, Floats, Floats]:
        """How the negative log-likelihood of the labels grows with each weight."""
        scores = self.fired[0] @ line @ COLUMN_OF.T
        links = self.fired[1] @ link
        moves = BARRED + step + np.einsum("abk,nlk->nlab", IS_LINK, links)
        before, after = self._sums(scores, moves)
        whole = log_sum(before[:, -1] + BARRED_LAST, axis=1)[:, None, None]
        missed = np.exp(before + after - whole) * self.there[:, :, None] - self.parts
        joint = before[:, :-1, :, None] + moves[:, 1:] + (scores + after)[:, 1:, None, :] - whole[..., None]
        wanted = self.parts[:, :-1, :, None] * self.parts[:, 1:, None, :]
        steps_missed = np.exp(np.minimum(joint, 0)) * self.there[:, 1:, None, None] - wanted
        return (
            np.einsum("nlc,nlp->cp", self.fired[0], missed, optimize=True) @ COLUMN_OF,
            np.einsum("nlc,nlab,abk->ck", self.fired[1][:, 1:], steps_missed, IS_LINK, optimize=True),
            steps_missed.sum(axis=(0, 1)),
        )

    def _sums(self, scores: Floats, moves: Floats) -> tuple[Floats, Floats]:
        """Forward and backward sums, in logarithms; past the end of a block both stay as they are."""
        before, after = np.empty_like(scores), np.empty_like(scores)
        before[:, 0] = scores[:, 0] + BARRED_FIRST
        for at in range(1, scores.shape[1]):
            come = log_sum(before[:, at - 1, :, None] + moves[:, at], axis=1) + scores[:, at]
            before[:, at] = np.where(self.there[:, at, None], come, before[:, at - 1])
        after[:, -1] = BARRED_LAST
        for at in range(scores.shape[1] - 1, 0, -1):
            go = log_sum(moves[:, at] + (scores[:, at] + after[:, at])[:, None, :], axis=2)
            after[:, at - 1] = np.where(self.there[:, at, None], go, BARRED_LAST)
        return before, after


def log_sum(logarithms: Floats, *, axis: int) -> Floats:
    """The logarithm of the sum of what these are logarithms of."""
    most = logarithms.max(axis=axis, keepdims=True)
    total: Floats = np.log(np.exp(logarithms - most).sum(axis=axis)) + most.squeeze(axis)
    return total


def learn(texts: Sequence[Labelled], *, rounds: int = ROUNDS) -> dict[str, Any]:
    """The weights, in the form of weights.json, that fit the labels and the beliefs best."""
    batch = Batch([block for text in texts for block in text.blocks()])
    believed = [
        np.array([[BELIEFS[column].get(cue, 0.0) for column in columns] for cue in cues])
        for cues, columns in zip(batch.cues, (COLUMN_NAMES, LINKS), strict=True)
    ]
    trust = [np.array([TRUST[column] for column in columns]) for columns in (COLUMN_NAMES, LINKS)]
    priors = [*zip(believed, trust, strict=True), (np.zeros((len(PARTS),) * 2), np.array(TRUST_IN_STEPS))]
    weights = [mean.copy() for mean, _ in priors]
    paces = [np.full_like(mean, 0.1) for mean, _ in priors]
    last = [np.zeros_like(mean) for mean, _ in priors]
    for _ in range(rounds):  # resilient backpropagation: Riedmiller and Braun 1993
        slopes = batch.slopes(*weights)
        for at, (slope, (mean, firmness)) in enumerate(zip(slopes, priors, strict=True)):
            whole = slope + firmness * (weights[at] - mean)
            turned = whole * last[at]
            paces[at] = np.clip(
                np.where(turned > 0, paces[at] * 1.2, np.where(turned < 0, paces[at] * 0.5, paces[at])), 1e-4, 0.5
            )
            last[at] = np.where(turned < 0, 0.0, whole)
            weights[at] = weights[at] - paces[at] * np.sign(last[at])
    return table(batch.cues, weights)


def table(cues: Sequence[Sequence[str]], weights: Sequence[Floats]) -> dict[str, Any]:
    """Cue or part -> column or part -> weight, to two digits; what weighs next to nothing is left out."""
    rows = {
        kind: {
            cue: {
                name: round(float(weight), 2) for name, weight in zip(columns, line, strict=True) if abs(weight) >= 0.05
            }
            for cue, line in zip(names, lines, strict=True)
        }
        for kind, names, lines, columns in zip(("line", "link"), cues, weights, (COLUMN_NAMES, LINKS), strict=False)
    }
    steps: dict[str, dict[str, float]] = {}
    for one, two in sorted(STEPS):
        steps.setdefault(one.name.lower(), {})[two.name.lower()] = round(float(weights[2][one, two]), 2)
    return {kind: {cue: row for cue, row in lines.items() if row} for kind, lines in rows.items()} | {"step": steps}


def written(weights: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The text of weights.json, a cue a line."""
    kinds = []
    for kind, rows in weights.items():
        lines = [f"    {json.dumps(cue, ensure_ascii=False)}: {json.dumps(row)}" for cue, row in rows.items()]
        kinds.append(f'  "{kind}": {{\n' + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(kinds) + "\n}\n"


if __name__ == "__main__":
    WEIGHTS.write_text(written(learn([seed(), *made_up()])), encoding="utf-8")
