"""How well annotations of the seed are recognised after they were reworded, re-anchored, reformatted or deleted."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from flashgen import identity
from flashgen.recognise import identify
from tests.test_recognise import annotation, published

ROOT = Path(__file__).parent.parent
LINES = (ROOT.parent / "seeds" / "ai-reading-group.txt").read_text("utf-8").splitlines()


def pairs() -> list[tuple[str, str]]:
    """Quote and comment of every labelled annotation, copies left out."""
    gold = [json.loads(line) for line in (ROOT / "data" / "gold" / "annotations.jsonl").read_text("utf-8").splitlines()]
    texts = ([" ".join(LINES[n - 1] for n in row[half]) for half in ("quote_lines", "comment_lines")] for row in gold)
    return list(
        {identity.squeezed(quote) or identity.squeezed(comment): (quote, comment) for quote, comment in texts}.values()
    )


def reworded(text: str, chance: random.Random, words: list[str]) -> str:
    """A tenth of the words gone, a tenth replaced."""
    kept = [word if chance.random() > 0.1 else chance.choice(words) for word in text.split() if chance.random() > 0.1]
    return " ".join(kept) or text


def reanchored(text: str, chance: random.Random, words: list[str]) -> str:
    """Words added or taken away at both ends."""
    kept = text.split()
    some = chance.randint(1, max(1, len(kept) // 4))
    kept = kept[some:] if chance.random() < 0.5 else [*chance.choices(words, k=some), *kept]
    return " ".join((*kept, *chance.choices(words, k=some)) if chance.random() < 0.5 else kept[: -some or None]) or text


def a_term(chance: random.Random) -> Counter[str]:
    """What becomes of a term's annotations, of which a fifth is new and a tenth of the old is gone."""
    known = pairs()
    words = [word for pair in known for word in " ".join(pair).split()]
    chance.shuffle(known)
    cut = len(known) * 4 // 5
    ledger = published(*(annotation(*pair, family="flat") for pair in known[:cut]))
    guids = {(entry.quote, entry.comment): entry.guid for entry in ledger.entries}
    expected, now = [], []
    for quote, comment in known[:cut]:
        match chance.randrange(10):
            case 0:
                continue
            case 1 | 2:
                text = reanchored(quote, chance, words) if quote else "", comment
            case 3 | 4:
                text = quote, reworded(comment, chance, words)
            case 5:
                text = quote.replace(" ", "", 3), reworded(comment, chance, words)
            case _:
                text = quote, comment
        expected.append(guids[identity.folded(quote), identity.folded(comment)])
        now.append(annotation(*text, family="flat"))
    fresh = known[cut:]
    now += [annotation(*pair, family="flat") for pair in fresh]
    found = identify(now, ledger, course_id="course")
    return Counter(
        _verdict(one.how, one.guid, wanted)
        for one, wanted in zip(found, [*expected, *([""] * len(fresh))], strict=True)
    )


def _verdict(how: str, guid: str, wanted: str) -> str:
    if how == "unclear":
        return "asked" if wanted else "asked for nothing"
    if how == "new":
        return "missed" if wanted else "right"
    return "right" if guid == wanted else "wrong"


def test_no_annotation_of_the_seed_is_taken_for_another(capsys: pytest.CaptureFixture[str]) -> None:
    counts = sum((a_term(random.Random(seed)) for seed in range(10)), Counter[str]())
    with capsys.disabled():
        print(f"\nrecognition: {dict(sorted(counts.items()))} of {counts.total()}")  # a figure to be seen
    assert counts["wrong"] == 0
    assert counts["right"] >= 0.95 * counts.total()
    assert counts["asked for nothing"] <= 0.005 * counts.total()
