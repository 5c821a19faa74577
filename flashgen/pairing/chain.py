"""A chain of lines, the parts they may play, and the most probable way through it.

A conditional random field (Lafferty, McCallum and Pereira 2001): a way through the chain scores the sum of the weights
of its lines' cues, of the cues between lines that follow each other, and of its steps; its probability is proportional
to the exponential of that. All sums and maxima over ways are taken line by line, in time proportional to the lines.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise, product


class Part(IntEnum):
    """What a line is to its annotation."""

    QUOTE = 0  # a comment follows
    HIGHLIGHT = 1  # a quote alone
    COMMENT = 2  # on the quote before it
    MORE = 3  # a further line of that comment
    NOTE = 4  # a comment without a quote
    NOTE_MORE = 5


FIRST = (Part.QUOTE, Part.HIGHLIGHT, Part.NOTE)
"""The parts that begin an annotation."""
LAST = (Part.HIGHLIGHT, Part.COMMENT, Part.MORE, Part.NOTE, Part.NOTE_MORE)
"""The parts that may end one."""
PARTS = tuple(Part)
ANY = frozenset(PARTS)

STEPS = frozenset(
    [
        (Part.QUOTE, Part.COMMENT),
        (Part.COMMENT, Part.MORE),
        (Part.MORE, Part.MORE),
        (Part.NOTE, Part.NOTE_MORE),
        (Part.NOTE_MORE, Part.NOTE_MORE),
        *product(LAST, FIRST),
    ]
)
"""Which part may follow which."""

LINKS = ("answers", "continues")
"""What a line may be to the one before it, where it does not begin an annotation."""
LINK_OF: Mapping[Part, str] = {Part.COMMENT: "answers", Part.MORE: "continues", Part.NOTE_MORE: "continues"}
"""What a line in this part is to the one before it: it follows from the part, so its weight is the line's own."""

COLUMNS: Mapping[Part, tuple[str, ...]] = {
    Part.QUOTE: ("quote",),
    Part.HIGHLIGHT: ("quote", "highlight"),
    Part.COMMENT: (),
    Part.MORE: ("further",),
    Part.NOTE: ("note",),
    Part.NOTE_MORE: ("further",),
}
"""Which weights of a line's cues a part adds up; a comment is what all others are weighed against."""
COLUMN_NAMES = ("quote", "highlight", "further", "note")

NEVER = -math.inf
Scores = list[float]  # one for every Part
Move = tuple[int, float]  # the part at the other end of a step, and its weight


@dataclass(frozen=True, slots=True)
class Weights:
    """What every cue and step weighs, in natural logarithms of odds."""

    line: Mapping[str, Sequence[float]]  # for each of COLUMN_NAMES
    link: Mapping[str, Sequence[float]]  # for each of LINKS
    into: Sequence[Sequence[Move]]  # for every Part the steps that lead to it
    out_of: Sequence[Sequence[Move]]

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, Mapping[str, float]]]) -> "Weights":
        """The weights of a table like weights.json: a name that it lacks weighs nothing."""
        steps = [
            (int(one), int(two), table["step"].get(one.name.lower(), {}).get(two.name.lower(), 0.0))
            for one, two in sorted(STEPS)
        ]
        return cls(
            {cue: [row.get(name, 0.0) for name in COLUMN_NAMES] for cue, row in table["line"].items()},
            {cue: [row.get(name, 0.0) for name in LINKS] for cue, row in table["link"].items()},
            [[(one, weight) for one, two, weight in steps if two == part] for part in PARTS],
            [[(two, weight) for one, two, weight in steps if one == part] for part in PARTS],
        )


@cache
def shipped() -> Weights:
    """The weights of weights.json, read once."""
    return Weights.of(json.loads(files(__package__).joinpath("weights.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Chain:
    """A sequence of lines, at least one: what each scores in each part."""

    parts: Sequence[Scores]
    weights: Weights

    @classmethod
    def of(cls, cues: Iterable[tuple[Iterable[str], Iterable[str]]], weights: Weights) -> "Chain":
        """The chain of lines with these cues: each line's own, and those that link it to the line before."""
        parts = []
        for own, linking in cues:
            quote, highlight, further, note = _add(weights.line, own, len(COLUMN_NAMES))
            answers, continues = _add(weights.link, linking, len(LINKS))
            parts.append([quote, quote + highlight, answers, further + continues, note, further + continues])
        return cls(parts, weights)

    def within(self, allowed: Sequence[frozenset[Part]]) -> "Chain":
        """The same chain where every line may only play the parts allowed to it."""
        parts = [
            scores
            if may is ANY
            else [score if part in may else NEVER for part, score in zip(PARTS, scores, strict=True)]
            for scores, may in zip(self.parts, allowed, strict=True)
        ]
        return Chain(parts, self.weights)


def _add(table: Mapping[str, Sequence[float]], cues: Iterable[str], width: int) -> Sequence[float]:
    rows = [table[cue] for cue in cues if cue in table]
    # exact sums, so that the order of a set makes no difference
    return list(map(math.fsum, zip(*rows, strict=True))) if rows else (0.0,) * width


@dataclass(frozen=True, slots=True)
class Paths:
    """The best way through a chain, and the best one through any part of any of its lines (Viterbi both ways)."""

    chain: Chain
    before: Sequence[Scores]  # the best way from the start to here, this line included
    after: Sequence[Scores]  # the best way on to the end, this line left out

    @classmethod
    def through(cls, chain: Chain) -> "Paths":
        """The best ways through this chain."""
        into, out_of = chain.weights.into, chain.weights.out_of
        before = [[score if part in FIRST else NEVER for part, score in zip(PARTS, chain.parts[0], strict=True)]]
        for parts in chain.parts[1:]:
            last = before[-1]
            before.append(
                [own + max([last[at] + w for at, w in steps]) for own, steps in zip(parts, into, strict=True)]
            )
        after = [[0.0 if part in LAST else NEVER for part in Part]]
        for parts in reversed(chain.parts[1:]):
            rest = [own + on for own, on in zip(parts, after[-1], strict=True)]
            after.append([max([w + rest[to] for to, w in steps]) for steps in out_of])
        return cls(chain, before, after[::-1])

    def score(self, at: int, part: Part) -> float:
        """What the best way scores that comes through this part of this line."""
        return self.before[at][part] + self.after[at][part]

    def back(self, at: int, part: Part) -> Iterator[tuple[int, Part]]:
        """The best way from here to the first line, this line left out."""
        while at:
            last, into = self.before[at - 1], self.chain.weights.into[part]
            part = PARTS[max([(last[came] + w, came) for came, w in into])[1]]
            at -= 1
            yield at, part

    def on(self, at: int, part: Part) -> Iterator[tuple[int, Part]]:
        """The best way from here to the last line, this line left out."""
        while at + 1 < len(self.before):
            at += 1
            parts, rest, out_of = self.chain.parts[at], self.after[at], self.chain.weights.out_of[part]
            part = PARTS[max([(w + parts[to] + rest[to], to) for to, w in out_of])[1]]
            yield at, part

    def best_score(self) -> float:
        """What the best way scores; minus infinity where none is allowed."""
        return max(self.before[-1][part] for part in LAST)

    def best(self) -> list[Part]:
        """The most probable parts of all lines together."""
        end = max(LAST, key=lambda part: self.before[-1][part])
        return [*reversed([part for _, part in self.back(len(self.before) - 1, end)]), end]


@dataclass(frozen=True, slots=True)
class Chances:
    """The probabilities of a chain that has a way through it (scaled line by line: Rabiner 1989)."""

    lines: Sequence[Scores]  # exponentials, scaled
    steps: Mapping[tuple[int, int], float]
    before: Sequence[Scores]
    after: Sequence[Scores]
    whole: float

    @classmethod
    def of(cls, chain: Chain) -> "Chances":
        """The probabilities of this chain."""
        into = [[(at, math.exp(weight)) for at, weight in steps] for steps in chain.weights.into]
        out_of = [[(to, math.exp(weight)) for to, weight in steps] for steps in chain.weights.out_of]
        lines: list[Scores] = []
        before: list[Scores] = []
        for parts in chain.parts:
            most = max(parts)
            own = [math.exp(score - most) for score in parts]
            if before:
                last = before[-1]
                here = [chance * sum([last[at] * w for at, w in come]) for chance, come in zip(own, into, strict=True)]
            else:
                here = [chance if part in FIRST else 0.0 for part, chance in zip(PARTS, own, strict=True)]
            scale = sum(here)
            before.append([chance / scale for chance in here])
            lines.append([chance / scale for chance in own])
        after = [[1.0 if part in LAST else 0.0 for part in Part]]
        for own in reversed(lines[1:]):
            rest = [chance * on for chance, on in zip(own, after[-1], strict=True)]
            after.append([sum([w * rest[to] for to, w in go]) for go in out_of])
        steps = {(one, int(two)): w for two in PARTS for one, w in into[two]}
        return cls(lines, steps, before, after[::-1], sum(before[-1][part] for part in LAST))

    def of_annotation(self, start: int, parts: Sequence[Part]) -> float:
        """The probability that these parts, from this line on, are the whole of an annotation."""
        chance = self.before[start][parts[0]]
        for at, step in enumerate(pairwise(parts), start + 1):
            chance *= self._step(at, *step)
        stop = start + len(parts)
        if stop < len(self.lines):
            nexts = [part for part in FIRST if (parts[-1], part) in self.steps]
            chance *= sum(self._step(stop, parts[-1], part) * self.after[stop][part] for part in nexts)
        return min(1.0, chance / self.whole)

    def _step(self, at: int, one: Part, two: Part) -> float:
        return self.steps[one, two] * self.lines[at][two]
