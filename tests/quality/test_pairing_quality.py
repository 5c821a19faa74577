"""How well lines are paired: on the seed, on what was left out of learning, and on other people's annotations."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from flashgen.pairing import pair_lines
from flashgen.pairing.chain import FIRST, Chain, Chances, Part, Paths, Weights
from tests.quality.learn_pairing import SEED, Labelled, learn, made_up, seed
from tests.quality.scores import Answer, calibration

Lines = tuple[tuple[int, ...], tuple[int, ...]]  # of a quote and of its comment


def annotations(parts: Sequence[Part]) -> list[Lines]:
    """The lines of every annotation, from 1."""
    starts = [at for at, part in enumerate(parts) if part in FIRST]
    found = []
    for start, stop in zip(starts, [*starts[1:], len(parts)], strict=True):
        lines = tuple(range(start + 1, stop + 1))
        found.append(((), lines) if parts[start] is Part.NOTE else (lines[:1], lines[1:]))
    return found


class Tally:
    """Pairs that are right, made up and missed."""

    def __init__(self) -> None:
        self.right = self.wrong = self.missed = 0

    def add(self, said: Sequence[Lines], wanted: Sequence[Lines]) -> float:
        """Counts what was said of one text; the F1 of this text alone."""
        one, two = ({lines for lines in each if all(lines)} for each in (said, wanted))
        right, wrong, missed = len(one & two), len(one - two), len(two - one)
        self.right, self.wrong, self.missed = self.right + right, self.wrong + wrong, self.missed + missed
        return 2 * right / (2 * right + wrong + missed or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall over all that was counted."""
        return 2 * self.right / (2 * self.right + self.wrong + self.missed)


def left_out(texts: Sequence[Labelled], others: Sequence[Labelled], *, folds: int) -> tuple[float, list[Answer]]:
    """F1 over texts that were each read with weights learned from the others, and how sure each annotation was."""
    tally, answers = Tally(), []
    for fold in range(folds):
        kept = [text for at, text in enumerate(texts) if at % folds != fold]
        weights = Weights.of(learn([*kept, *others]))
        for text in texts[fold::folds]:
            chain = Chain.of(text.cues, weights)
            best, chances, wanted = Paths.through(chain).best(), Chances.of(chain), annotations(text.parts)
            tally.add(annotations(best), wanted)
            for lines in annotations(best):
                start, stop = min(sum(lines, ())) - 1, max(sum(lines, ()))
                sure = chances.of_annotation(start, best[start:stop])
                answers.append(Answer("so" if lines in wanted else "not", sure, "so", ("so",)))
    return tally.f1, answers


def test_the_seed_is_paired_as_a_careful_reader_pairs_it() -> None:
    found = pair_lines(SEED.read_text(encoding="utf-8").split("\n"))
    f1 = Tally().add([(one.quote_lines, one.comment_lines) for one in found], annotations(seed().parts))
    print(f"\npairing, the seed as shipped: F1 {f1:.3f}")
    assert f1 >= 0.96


def test_pairing_holds_for_blocks_of_the_seed_that_were_left_out_of_learning() -> None:
    f1, answers = left_out(seed().blocks(size=76), made_up(), folds=5)
    print(f"\npairing, blocks of the seed left out: F1 {f1:.3f}", *calibration(answers), sep="\n")
    assert f1 >= 0.84


def test_pairing_holds_for_annotators_who_were_left_out_of_learning() -> None:
    f1, answers = left_out(made_up(), [seed()], folds=4)
    print(f"\npairing, made-up annotators left out: F1 {f1:.3f}", *calibration(answers), sep="\n")
    assert f1 >= 0.78


@pytest.mark.skipif("FLASHGEN_GOLD" not in os.environ, reason="FLASHGEN_GOLD names no folder of labelled exports")
def test_pairing_holds_for_other_peoples_annotations() -> None:
    tally = Tally()
    for path in sorted(Path(os.environ["FLASHGEN_GOLD"]).glob("external/flat-*.txt")):
        rows = map(json.loads, path.with_suffix(".gold.jsonl").read_text(encoding="utf-8").splitlines())
        wanted = [(tuple(row["quote_lines"]), tuple(row["comment_lines"])) for row in rows]
        found = pair_lines(path.read_text(encoding="utf-8").split("\n"))
        f1 = tally.add([(one.quote_lines, one.comment_lines) for one in found], wanted)
        print(f"\npairing, {path.stem}: F1 {f1:.3f}", end="")
        assert f1 >= 0.75
    print(f"\npairing, all of them together: F1 {tally.f1:.3f}")
    assert tally.f1 >= 0.92
