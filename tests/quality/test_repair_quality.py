"""How well glued words and line-break hyphens of the seed are mended, and how fast.

A mend is right where the labels put a space, or drop a hyphen, at the same place. The rules were written with the seed
in sight, so its figures show that nothing broke; those of unseen prose stand in the README.
"""

import json
import os
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from time import process_time

import pytest

from flashgen.repair import Vocabulary, mend
from tests.quality.learn_kinds import SEED

GOLD = Path(__file__).parents[1] / "data" / "gold" / "repairs.jsonl"


def joints(before: str, after: str) -> Iterator[tuple[int, str, str]]:
    """The places inside of words where `after` has a space, or lacks a hyphen, that `before` had not."""
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = before[i:j], after[k:m]
        inside = i > 0 and j < len(before) and not before[i - 1].isspace() and not before[j].isspace()
        if tag != "equal" and inside and old in ("", "-", "\u2010", "- ") and new in ("", " "):
            yield i, old, new


def precision_and_recall(rows: list[dict[str, str]], vocabulary: Vocabulary) -> tuple[float, float]:
    """Of the places that were changed, the share that should be; and of those that should be, the share that were."""
    right = needless = missed = 0
    for row in rows:
        wanted = set(joints(row["before"], row["after"]))
        mended = " ".join(mend(row["before"], vocabulary=vocabulary)[0].split())
        found = set(joints(row["before"], mended))
        right += len(wanted & found)
        needless += len(found - wanted)
        missed += len(wanted - found)
    return right / (right + needless), right / (right + missed)


def rows_of(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_seed_is_mended() -> None:
    vocabulary = Vocabulary.of(SEED.read_text(encoding="utf-8").split("\n"))
    precision, recall = precision_and_recall(rows_of(GOLD), vocabulary)
    print(f"\nmends of the seed: precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= 0.995
    assert recall >= 0.95


def test_the_seed_is_mended_without_the_evidence_of_its_other_lines() -> None:
    precision, recall = precision_and_recall(rows_of(GOLD), Vocabulary())
    print(f"\nmends of the seed, each line alone: precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= 0.97
    assert recall >= 0.88


def test_what_is_whole_stays_as_it_is() -> None:
    rows = rows_of(GOLD)
    vocabulary = Vocabulary.of(row["after"] for row in rows)
    words = sum(len(row["after"].split()) for row in rows)
    needless = sum(
        len(set(joints(row["after"], " ".join(mend(row["after"], vocabulary=vocabulary)[0].split())))) for row in rows
    )
    print(f"\nneedless mends of the seed as it should be: {needless} in {words} words")
    assert needless <= words / 1000


@pytest.mark.skipif("FLASHGEN_GOLD" not in os.environ, reason="FLASHGEN_GOLD names no folder of labelled texts")
def test_another_set_of_labelled_texts_is_mended() -> None:
    rows = rows_of(Path(os.environ["FLASHGEN_GOLD"]) / "external" / "repairs.gold.jsonl")
    precision, recall = precision_and_recall(rows, Vocabulary.of(row["before"] for row in rows))
    print(f"\nmends of other texts: precision {precision:.4f}, recall {recall:.4f}")
    assert precision >= 0.99
    assert recall >= 0.92


def test_whole_text_costs_little() -> None:
    texts = [row["after"] for row in rows_of(GOLD)] * 20
    vocabulary = Vocabulary.of(texts)
    for text in texts[:200]:
        mend(text, vocabulary=vocabulary)
    start = process_time()
    for text in texts:
        mend(text, vocabulary=vocabulary)
    speed = sum(len(text.split()) for text in texts) / (process_time() - start)
    print(f"\nmending of whole text: {speed:,.0f} words a second")
    assert speed > 30_000  # a busy machine; 100,000 and more on an idle one
