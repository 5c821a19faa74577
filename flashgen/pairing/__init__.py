"""Flat text: which line is a quote, which a comment, and which lines belong together.

A file is read as one sequence and every line plays a part in it; the most probable sequence of parts is found by
Viterbi over a log-linear chain (chain.py). Evidence are the cues of a line and of two lines that follow each other
(cues.py); what each weighs stands in weights.json, readable as it is, learned from labelled lines by
tests/quality/learn_pairing.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flashgen.model import Override
from flashgen.pairing.chain import ANY, FIRST, NEVER, PARTS, Chain, Chances, Part, Paths, shipped
from flashgen.pairing.cues import all_cues
from flashgen.pairing.lines import in_prose, line_cues, stems

__all__ = ["Reading", "in_prose", "line_cues", "pair_lines", "stems"]

SURE = 0.8
"""From this probability on no second reading is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The lines of one annotation, from 1; `second_reading` says what else they may well be, "" where nothing."""

    quote_lines: tuple[int, ...]
    comment_lines: tuple[int, ...]
    confidence: float  # the probability that exactly these lines make one annotation
    second_reading: str = ""


def pair_lines(lines: Sequence[str], *, pins: Sequence[Override] = ()) -> list[Reading]:
    """The annotations of flat text, in order, made of its lines (numbered from 1; blank ones belong to none).

    `pins` are overrides with `quote_lines` or `comment_lines`: those lines are read so and no other way.
    """
    pinned = [
        Reading(quote_lines=pin.quote_lines or (), comment_lines=pin.comment_lines or (), confidence=1.0)
        for pin in pins
        if pin.quote_lines or pin.comment_lines
    ]
    taken = frozenset(number for reading in pinned for number in reading.quote_lines + reading.comment_lines)
    return sorted(pinned + _infer(lines, taken), key=lambda reading: min(reading.quote_lines + reading.comment_lines))


def _infer(lines: Sequence[str], taken: frozenset[int]) -> list[Reading]:
    """The most probable reading of the lines that no pin has taken."""
    numbers = [number for number, line in enumerate(lines, 1) if line.strip() and number not in taken]
    if not numbers:
        return []
    chain = Chain.of(all_cues([lines[number - 1] for number in numbers]), shipped())
    paths = lay_out(chain, lines, taken)
    chances, best = Chances.of(paths.chain), paths.best()
    readings = []
    for start, stop in _spans(best):
        chance = chances.of_annotation(start, best[start:stop])
        quote, comment = _halves(best[start:stop], numbers[start:stop])
        second = "" if chance >= SURE else _second(paths, best, start, stop, numbers)
        readings.append(
            Reading(quote_lines=quote, comment_lines=comment, confidence=round(chance, 4), second_reading=second)
        )
    return readings


def _spans(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Where each annotation begins, and where the next one does."""
    starts = [at for at, part in enumerate(parts) if part in FIRST]
    return list(zip(starts, [*starts[1:], len(parts)], strict=True))


def _halves(parts: Sequence[Part], numbers: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of the quote's lines and of the comment's."""
    if parts[0] in (Part.QUOTE, Part.HIGHLIGHT):
        return tuple(numbers[:1]), tuple(numbers[1:])
    return (), tuple(numbers)


# ---------------------------------------------------------------- blank lines and pins

STARTING = frozenset(FIRST)
GOING_ON = ANY - STARTING
BLANK_COSTS = 2.0
"""How much likelier (natural logarithm, for each blank line) a looser reading of the blank lines has to be."""


def lay_out(chain: Chain, lines: Sequence[str], taken: frozenset[int]) -> Paths:
    """The best ways through the lines that the strictest plausible meaning of the blank lines allows.

    A blank line stands for a missing half, or annotations stand in blocks of their own, whichever is likelier; or a
    block holds several; or blank lines mean nothing. Nothing goes on across a line that a pin has taken.
    """
    texts = [line.strip() for line in lines]
    while texts and not texts[-1]:
        texts.pop()
    blanks = texts.count("")
    free = Paths.through(chain.within(_blocks(texts, taken, parted_by_blanks=False, inside=ANY)))
    if not blanks:
        return free
    own, several = (_blocks(texts, taken, parted_by_blanks=True, inside=inside) for inside in (GOING_ON, ANY))
    strict = [Paths.through(chain.within(layout)) for layout in [*_two_by_two(texts, taken), own]]
    ways = [max(strict, key=Paths.best_score), Paths.through(chain.within(several)), free]
    least = max(way.best_score() for way in ways) - blanks * BLANK_COSTS
    return next(way for way in ways if way.best_score() >= least)


def _two_by_two(texts: Sequence[str], taken: frozenset[int]) -> list[list[frozenset[Part]]]:
    """The parts of the lines where a blank line stands for a missing half; nothing where it cannot be so."""
    parts: list[frozenset[Part]] = []
    for at in range(0, len(texts), 2):
        halves = [(number <= len(texts) and texts[number - 1] != "", number in taken) for number in (at + 1, at + 2)]
        match [there and not pinned for there, pinned in halves]:
            case True, True:
                parts += [frozenset({Part.QUOTE}), frozenset({Part.COMMENT})]
            case True, False:
                parts.append(frozenset({Part.HIGHLIGHT}))
            case False, True:
                parts.append(frozenset({Part.NOTE}))
            case _ if not any(pinned for _, pinned in halves):
                return []
    return [parts]


def _blocks(
    texts: Sequence[str], taken: frozenset[int], *, parted_by_blanks: bool, inside: frozenset[Part]
) -> list[frozenset[Part]]:
    """The parts of the lines where annotations begin after pinned and, it may be, blank lines."""
    parts, begins = [], True
    for number, text in enumerate(texts, 1):
        if number in taken:
            begins = True
        elif text:
            parts.append(STARTING if begins else inside)
            begins = False
        else:
            begins |= parted_by_blanks
    return parts


# ---------------------------------------------------------------- the second reading


def _second(paths: Paths, best: Sequence[Part], start: int, stop: int, numbers: Sequence[int]) -> str:
    """The best reading in which these lines are not this annotation, in words."""
    others = [(at, part) for at in range(start, stop) for part in PARTS if part is not best[at]]
    others += [(stop, part) for part in GOING_ON if stop < len(best)]
    score, at, part = max([(paths.score(at, part), -at, -part) for at, part in others])  # of equals the first
    if score == NEVER:
        return ""
    at, part = -at, PARTS[-part]
    way = {at: part}
    for steps in (paths.back(at, part), paths.on(at, part)):
        for place, other in steps:
            if other is best[place] and not start <= place < stop:
                break
            way[place] = other
    first, last = min(way), max(way)
    while way.get(first, best[first]) not in FIRST:
        first -= 1
    while last + 1 < len(best) and best[last + 1] not in FIRST:
        last += 1
    parts = [way.get(place, best[place]) for place in range(first, last + 1)]
    return _in_words(parts, numbers[first : last + 1])


MOST = 4
"""So many annotations of a second reading are told; a longer one only moves the same doubt along."""


def _in_words(parts: Sequence[Part], numbers: Sequence[int]) -> str:
    """`line 46 quote, 47 comment; 48 page note`."""
    told = []
    for start, stop in _spans(parts):
        quote, comment = _halves(parts[start:stop], numbers[start:stop])
        if quote and comment:
            told.append(f"{_range(quote)} quote, {_range(comment)} comment")
        else:
            told.append(f"{_range(quote)} highlight" if quote else f"{_range(comment)} page note")
    rest = f"; and so on to {numbers[-1]}" if len(told) > MOST else ""
    return "line " + "; ".join(told[:MOST]) + rest


def _range(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
