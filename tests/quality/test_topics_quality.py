"""How well the topics of the seed are chosen, from the words of its course."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

from flashgen.course import read_course
from flashgen.model import Pair
from flashgen.topics import MISC, place
from flashgen.topics.proposing import propose
from tests.pairs import pair_of
from tests.quality.learn_kinds import SEED, SEED_GOLD

COURSE = Path(__file__).parents[2] / "decks" / "ai-reading-group" / "course.yaml"


def seed_pairs() -> list[tuple[Pair, frozenset[str]]]:
    """The seed's pairs as labelled, each with the topics that a reader accepts; none where no card can be made."""
    lines = SEED.read_text(encoding="utf-8").split("\n")
    pairs = []
    for row in map(json.loads, SEED_GOLD.read_text(encoding="utf-8").splitlines()):
        quote, comment = (" ".join(lines[line - 1] for line in row[half]) for half in ("quote_lines", "comment_lines"))
        pairs.append((pair_of(quote, comment), frozenset(row["topics"] if row["kind"] != "none" else ())))
    return pairs


def test_a_reader_accepts_the_topics_of_the_seed() -> None:
    labelled = seed_pairs()
    topics = read_course(COURSE.read_text(encoding="utf-8")).topics
    placements = place([pair for pair, _ in labelled], topics)
    right = [
        found.topic.slug in accepted for found, (_, accepted) in zip(placements, labelled, strict=True) if accepted
    ]
    sure = [
        found.topic.slug in accepted
        for found, (_, accepted) in zip(placements, labelled, strict=True)
        if accepted and found.confidence >= 0.9
    ]
    print(f"\ntopics of the seed: {sum(right)} of {len(right)} accepted: {sum(right) / len(right):.3f}")
    print(f"of {len(sure)} that were 0.9 sure: {sum(sure) / len(sure):.3f}")
    assert sum(right) / len(right) >= 0.93


def test_a_topic_without_half_of_its_words_still_finds_most_of_its_pairs() -> None:
    labelled = seed_pairs()
    topics = read_course(COURSE.read_text(encoding="utf-8")).topics
    shares = []
    for half in (0, 1):
        halved = [replace(topic, words=topic.words[half::2]) for topic in topics]
        placements = place([pair for pair, _ in labelled], halved)
        right = [
            found.topic.slug in accepted for found, (_, accepted) in zip(placements, labelled, strict=True) if accepted
        ]
        shares.append(sum(right) / len(right))
    print(f"\ntopics of the seed with every second word: {shares[0]:.3f} and {shares[1]:.3f} accepted")
    assert min(shares) >= 0.75


def test_the_topics_proposed_for_the_seed_place_most_of_it_as_its_reader_does() -> None:
    pairs = [pair for pair, _ in seed_pairs()]
    labels = [accepted for _, accepted in seed_pairs()]
    topics = propose(pairs)
    print(*(f"\n{topic.title}: {', '.join(topic.words)}" for topic in topics))
    placements = place(pairs, topics)
    placed = sum(found.topic != MISC for found in placements) / len(pairs)
    members: dict[str, Counter[str]] = {}
    for found, accepted in zip(placements, labels, strict=True):
        if accepted:
            members.setdefault(found.topic.slug, Counter()).update(accepted)
    alike = sum(max(counts.values()) for slug, counts in members.items() if slug != MISC.slug)
    share = alike / sum(bool(accepted) for accepted in labels)
    print(f"{len(topics)} topics proposed; {placed:.3f} of the pairs placed, {share:.3f} with the reader's")
    assert 6 <= len(topics) <= 12
    assert placed >= 0.8
    assert share >= 0.6
