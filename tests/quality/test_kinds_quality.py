"""How well the kinds are told: on the seed, on each block of it after learning from the rest, and elsewhere."""

import json
import os
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from flashgen.kinds import NONE, OUTCOMES, SURE, WEIGHTS, classify, marked, probabilities
from flashgen.kinds.cues import cues_of
from flashgen.readers import read_export
from tests.pairs import pair_of
from tests.quality.learn_kinds import Example, learn, made_up_examples, seed_examples, table, taught
from tests.quality.scores import Answer, calibration, macro_f1


def answer(one: Example, weights: Mapping[str, Mapping[str, float]]) -> Answer:
    mark = marked(pair_of(one.quote, one.comment), {})
    if mark:
        return Answer(mark[0], SURE, one.kind, one.accepted)
    odds = probabilities(cues_of(one.quote, one.comment), weights)
    said = max(OUTCOMES, key=odds.__getitem__)
    return Answer(said, odds[said], one.kind, one.accepted)


@cache
def left_out() -> tuple[Answer, ...]:
    """The answers for each fifth of the seed, after learning from the others and the made-up pairs."""
    examples, others = seed_examples(blocks=5), made_up_examples()
    answers = []
    for group in dict.fromkeys(one.group for one in examples):
        weights = learn([one for one in examples if one.group != group] + others)
        answers += [answer(one, weights) for one in examples if one.group == group]
    return tuple(answers)


def report(title: str, answers: Sequence[Answer]) -> None:
    print(f"\nkinds, {title}: {len(answers)} pairs")
    print(f"macro-F1 lenient {macro_f1(answers):.3f}, strict {macro_f1(answers, strict=True):.3f}")
    print(*calibration(answers), sep="\n")


def test_the_kinds_of_the_seed_are_told_as_a_careful_reader_tells_them() -> None:
    answers = []
    for one in seed_examples():
        verdict = classify(pair_of(one.quote, one.comment))
        answers.append(Answer(verdict.kind or NONE, verdict.confidence, one.kind, one.accepted))
    report("the seed, as shipped", answers)
    assert macro_f1(answers) >= 0.90
    assert macro_f1(answers, strict=True) >= 0.75


def test_the_kinds_hold_for_blocks_of_the_seed_that_were_left_out_of_learning() -> None:
    answers = left_out()
    report("the seed, each fifth left out of learning", answers)
    assert macro_f1(answers) >= 0.87
    assert macro_f1(answers, strict=True) >= 0.73


def test_the_sure_verdicts_are_right_as_often_as_they_say() -> None:
    answers = [one for one in left_out() if one.sure >= 0.85]
    assert sum(one.said in one.accepted for one in answers) >= 0.9 * len(answers)


def test_the_weights_are_those_that_the_labels_teach() -> None:
    shipped = {line.split("\t")[0] for line in table(WEIGHTS).splitlines()}
    learned = {line.split("\t")[0] for line in table(learn(taught())).splitlines()}
    assert shipped == learned, "python -m tests.quality.learn_kinds"


@pytest.mark.skipif("FLASHGEN_GOLD" not in os.environ, reason="FLASHGEN_GOLD names no folder with other labels")
def test_the_kinds_hold_for_annotators_who_taught_nothing() -> None:
    folder = Path(os.environ["FLASHGEN_GOLD"]) / "external"
    export = read_export("kinds.json", (folder / "kinds.json").read_bytes())
    found = {annotation.native_id: annotation for annotation in export.annotations}
    answers = []
    for row in map(json.loads, (folder / "kinds.gold.jsonl").read_text(encoding="utf-8").splitlines()):
        verdict = classify(pair_of(found[row["id"]].quote, found[row["id"]].comment))
        accepted = {row["kind"], row["second"] if row["confidence"] == "low" else row["kind"]}
        answers.append(Answer(verdict.kind or NONE, verdict.confidence, row["kind"], accepted))
    report("annotators who taught nothing", answers)
    assert macro_f1(answers) >= 0.85
    assert macro_f1(answers, strict=True) >= 0.72
