"""KINDS: what the cues of definition, claim and question weigh; classify -> Verdict with its reasons.

A verdict is log-linear: every cue that fires adds its weight for each of four outcomes (the three kinds, and none),
and the odds of the outcomes are the exponentials of the sums. An explicit mark ("Q:", "Definition::", a tag) is no
evidence to be weighed but the reader's own word, and decides alone. The weights were learned from labelled pairs
(tests/quality/learn_kinds.py) and stand in weights.tsv, a line a cue.
"""

import re
from collections.abc import Callable, Mapping
from math import exp
from pathlib import Path

from flashgen.kinds.cues import BIBTEX, LEXICONS, ORDER, Lexicon, cues_of
from flashgen.model import Cue, Kind, Pair, Reason, Verdict

NONE = "none"
OUTCOMES: tuple[str, ...] = (*Kind, NONE)

SURE = 0.97
"""The confidence of an explicit mark: readers keep to their own marks, but not always."""


SURELY_NONE = 0.42
"""A pair is set aside only where it is as likely as this that there is nothing in it to learn."""


# ---------------------------------------------------------------- weights


def read_weights(text: str) -> dict[str, dict[str, float]]:
    """Outcome -> cue -> weight, from lines `cue<TAB>weight for each outcome` under a line that names the outcomes."""
    header, *lines = [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
    return {
        outcome: {line[0]: float(line[column]) for line in lines} for column, outcome in enumerate(header) if column > 0
    }


WEIGHTS: Mapping[str, Mapping[str, float]] = read_weights(
    (Path(__file__).parent / "weights.tsv").read_text(encoding="utf-8")
)
"""Outcome -> cue -> weight."""

KINDS: Mapping[Kind, Mapping[str, float]] = {kind: WEIGHTS[kind] for kind in Kind}
"""The kinds, each with the weights of its cues."""


# ---------------------------------------------------------------- marks

MARKS: Mapping[str, Lexicon] = {
    Kind.DEFINITION: LEXICONS["mark definition"],
    Kind.CLAIM: LEXICONS["mark claim"],
    Kind.QUESTION: LEXICONS["mark question"],
    NONE: LEXICONS["mark none"],
}
"""What a reader writes before a comment, or tags it with, to say what it is."""

MARK = re.compile(
    r"[\s*_#>\[(]*(?P<word>[^\W\d_]+(?:[ -][^\W\d_]+){0,2})[\s*_\])]*(?P<colon>::?|\s[-–—]\s|：)[*_\s]*(?P<rest>.*)",
    re.DOTALL,
)

TAGS: Mapping[str, str] = {
    **{word: f"kind/{outcome}" for outcome, lexicon in MARKS.items() for word in sorted(lexicon.words)},
    **{phrase.strip(): f"kind/{outcome}" for outcome, lexicon in MARKS.items() for phrase in lexicon.phrases},
}


def marked(pair: Pair, tags: Mapping[str, str]) -> tuple[str, str] | None:
    """The outcome that the reader marked, and the words of the mark; the course's tags and colours come first."""
    annotation = pair.annotation
    for tag, meaning in annotation.meanings(tags):
        if meaning.startswith("kind/"):
            return meaning.removeprefix("kind/"), f"tag {tag!r}"
    found = MARK.match(pair.comment)
    if found and (found["rest"].strip() or pair.quote):
        word = " ".join(found["word"].lower().replace("-", " ").split())
        meaning = TAGS.get(word, "")
        if meaning:
            return meaning.removeprefix("kind/"), f"mark {found['word'] + found['colon'].strip()!r}"
    for tag in annotation.tags:
        meaning = TAGS.get(tag.lower().strip("# ").replace("-", " "), "")
        if meaning:
            return meaning.removeprefix("kind/"), f"tag {tag!r}"
    return None


# ---------------------------------------------------------------- the verdict


def classify(pair: Pair, *, tags: Mapping[str, str] = {}) -> Verdict:
    """The kind of a pair, how sure, and the cues that spoke for and against it.

    `tags` maps a tag or a colour to `kind/definition`, `kind/claim`, `kind/question` or `kind/none`; other values are
    passed over. The confidence is the probability of the outcome: of the verdicts with 0.9, about nine in ten are
    right.
    """
    mark = marked(pair, tags)
    names = cues_of(pair.quote, pair.comment)
    odds = probabilities(names)
    if mark:
        outcome, name = mark
        cues: tuple[Cue, ...] = (Cue(name=name, weight=SURE_WEIGHT),)
        confidence = SURE
    else:
        outcome = max(OUTCOMES if odds[NONE] >= SURELY_NONE else tuple(Kind), key=odds.__getitem__)
        confidence = odds[outcome]
        cues = reasons(names, outcome)
    return Verdict(
        kind=None if outcome == NONE else Kind(outcome),
        confidence=round(confidence, 3),
        cues=cues,
        aside=why_aside(pair, names) if outcome == NONE else None,
        runner_up=max((kind for kind in Kind if kind != outcome), key=odds.__getitem__),
    )


SURE_WEIGHT = 3.5  # the log odds of SURE


def probabilities(names: tuple[str, ...], weights: Mapping[str, Mapping[str, float]] = WEIGHTS) -> dict[str, float]:
    """Outcome -> probability, given the cues that fired."""
    scores = {}
    for outcome in OUTCOMES:
        column = weights[outcome]
        scores[outcome] = sum([column[name] for name in names if name in column])
    best = max(scores.values())
    odds = {outcome: exp(score - best) for outcome, score in scores.items()}
    total = sum(odds.values())
    return {outcome: value / total for outcome, value in odds.items()}


def reasons(names: tuple[str, ...], outcome: str) -> tuple[Cue, ...]:
    """The cues that fired, weightiest first: by how much each moved the outcome against the mean of the others."""
    column = ADVANTAGES[outcome]
    telling = [Cue(name=name, weight=column[name]) for name in names if name in column]
    return tuple(sorted(telling, key=lambda cue: -abs(cue.weight)))


def advantages(outcome: str) -> dict[str, float]:
    """Cue -> its weight for the outcome less the mean of its weights for the others, where that is worth a word."""
    others = [WEIGHTS[other] for other in OUTCOMES if other != outcome]
    moved = {
        name: round(weight - sum(other[name] for other in others) / len(others), 2)
        for name, weight in WEIGHTS[outcome].items()
    }
    return {name: weight for name, weight in moved.items() if abs(weight) >= 0.05}


ADVANTAGES: Mapping[str, Mapping[str, float]] = {outcome: advantages(outcome) for outcome in OUTCOMES}


ASIDES: tuple[tuple[Reason, Callable[[frozenset[str]], bool]], ...] = (
    (Reason.CITATION, lambda names: bool(names & {"quote cites", "comment cites"})),
    (Reason.TITLE, lambda names: bool(names & {"quote is written like a title"})),
    (Reason.PROOF, lambda names: "comment reads proof" in names),
    (Reason.TODO, lambda names: bool(names & {"comment plans to do something", ORDER})),
    (Reason.PAGE_NOTE, lambda names: "no quote" in names),
    (Reason.HIGHLIGHT, lambda names: "no comment" in names),
)


def why_aside(pair: Pair, names: tuple[str, ...]) -> Reason:
    """The reason for which a pair is set aside."""
    if not (pair.quote.strip() or pair.comment.strip()):
        return Reason.EMPTY
    if BIBTEX.search(pair.quote) or BIBTEX.search(pair.comment):
        return Reason.BIBTEX
    fired = frozenset(names)
    return next((reason for reason, holds in ASIDES if holds(fired)), Reason.NO_CONTENT)
