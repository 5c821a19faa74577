"""How many of the seed's formulas are found in its text, how exactly, and how much prose is taken for maths."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from flashgen import tex
from flashgen.model import Formula

TESTS = Path(__file__).parents[1]
SEED = TESTS.parent / "seeds" / "ai-reading-group.txt"
GOLD = TESTS / "data" / "gold" / "formulas.jsonl"


@dataclass(frozen=True, slots=True)
class Found:
    """A formula of the seed where it stands, with the label that it meets; either may be missing."""

    line: int
    formula: Formula | None
    label: dict[str, str] | None


@cache
def found() -> tuple[Found, ...]:
    """Every formula that was found and every one that is labelled; they meet where they share half of their union."""
    labels: dict[int, list[dict[str, str]]] = {}
    for row in map(json.loads, GOLD.read_text("utf-8").splitlines()):
        labels.setdefault(row["line"], []).append(row)
    outcome: list[Found] = []
    for number, line in enumerate(SEED.read_text("utf-8").split("\n"), 1):
        missed = labels.get(number, [])
        place = 0
        for formula in tex.recover(line, dialect="hypothesis")[1]:
            start, end = span(formula.raw, line, place)
            place = end
            met = next((label for label in missed if overlap(start, end, label) >= 0.5), None)
            missed = [label for label in missed if label is not met]
            outcome.append(Found(number, formula, met))
        outcome += [Found(number, None, label) for label in missed]
    return tuple(outcome)


def span(raw: str, line: str, place: int) -> tuple[int, int]:
    """Where the raw formula stands in the line, from `place` on, as words of its own if it can be."""
    match = re.compile(rf"(?<!\w){re.escape(raw)}(?!\w)").search(line, place)
    start = match.start() if match else line.index(raw, place)
    return start, start + len(raw)


def overlap(start: int, end: int, label: dict[str, str]) -> float:
    """What two stretches share, as a part of both together."""
    first, last = int(label["offset"]), int(label["offset"]) + len(label["raw"].strip())
    return max(0, min(end, last) - max(start, first)) / (max(end, last) - min(start, first))


def same(one: str, other: str) -> bool:
    """Whether two formulas are the same but for spaces, superfluous braces and synonyms."""
    bare = [re.sub(r"_\{(\\?\w+)\}", r"_\1", re.sub(r"\\[ ,]|\s", "", text)) for text in (one, other)]
    return bare[0] == bare[1]


def test_the_formulas_of_the_seed_are_found() -> None:
    met = [one for one in found() if one.formula and one.label]
    precision = len(met) / sum(one.formula is not None for one in found())
    recall = len(met) / sum(one.label is not None for one in found())
    exact = [one for one in found() if one.label and one.label["recoverable"] == "exact"]
    recovered = sum(one.formula is not None for one in exact) / len(exact)
    print(f"formulas of the seed: precision {precision:.3f}, recall {recall:.3f}, of the recoverable {recovered:.3f}")
    for one in found():
        if not (one.formula and one.label):
            print(f"  {one.line}: {'missed ' + one.label['raw'] if one.label else 'false ' + repr(one.formula)}")
    assert precision >= 0.95
    assert recall >= 0.60
    assert recovered >= 0.65


def test_a_certain_reading_is_the_reading_of_a_person() -> None:
    certain = [
        (one.formula.tex, one.label["latex"]) for one in found() if one.formula and one.formula.sure and one.label
    ]
    differing = [pair for pair in certain if not same(*pair)]
    print(f"certain formulas of the seed: {len(certain)}, other than a person's: {differing}")
    assert len(differing) <= len(certain) * 0.04


@pytest.mark.parametrize("name", ["LICENSE", "decks/ai-reading-group/course.yaml", "flashgen/pipeline.py"])
def test_prose_and_code_without_maths_hold_next_to_no_formula(name: str) -> None:
    paragraphs = (TESTS.parent / name).read_text("utf-8").split("\n\n")
    false = [formula for text in paragraphs for formula in tex.recover(text, dialect="dollars")[1]]
    words = sum(len(text.split()) for text in paragraphs)
    print(f"{name}: {len(false)} formulas in {words} words")
    assert len(false) <= words / 500
