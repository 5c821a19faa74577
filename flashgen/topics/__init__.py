"""Choose the topic of a pair from the course's words, its document, its tags and its neighbours in reading order.

The pairs of an export are a sequence: whoever reads a paper leaves a run of annotations in it. So the topics of a
course are found all at once, as the states of a hidden Markov model: the words of a pair make topics more or less
likely, and the next pair is likely to stay with the topic of the last, more so within one document. What has
neither words nor neighbours of a topic goes to `MISC`. The time is proportional to the texts' length.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, log, sqrt

from flashgen.model import Pair, Placement, Topic
from flashgen.names import deck_name
from flashgen.names import slug as slug_of

MISC = Topic(slug="misc", title="Miscellaneous")

STAY = 0.8
"""The probability that the next pair has the topic of the last where no document is named."""
STAY_IN_DOCUMENT = 0.98
STAY_ACROSS_DOCUMENTS = 0.3
MISC_EVIDENCE = 0.7
"""What a pair without any word of a topic says for `MISC`, on the scale of log odds."""
TAGGED = 12.0
"""The log odds of a tag that the course maps to a topic: more than words and neighbours can outweigh."""
MOST = 9.0
"""The most that the words of one pair say for a topic."""


# ---------------------------------------------------------------- words

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")


def tokens(text: str) -> list[str]:
    """The stems of a text's words, in order; hyphens part words, case and inflections do not count."""
    return [stem(word) for word in WORD.findall(text.lower())]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A word without its commonest endings: `policies`, `policy's` and `policy` have the same."""
    word = re.sub(r"['’]\w*$", "", word)
    if len(word) <= 3 or not word.isalpha():
        return word[:-1] if len(word) >= 3 and word.endswith("s") and word[-2] not in "suia" else word
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: len(word) - len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sle":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] == "e" else word


ENDINGS = (("ies", "y"), ("sses", "ss"), ("ses", "se"), ("xes", "x"), ("ches", "ch"), ("shes", "sh"), ("ss", "ss"),
           ("us", "us"), ("is", "is"), ("s", ""), ("ing", ""), ("ied", "y"), ("ed", ""))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The terms of all topics: the stems of each, the topics that have it, and how it is written in the course."""

    terms: Mapping[tuple[str, ...], tuple[frozenset[str], str]]
    longest: Mapping[str, int]  # first stem -> the most stems of a term that begins with it

    @classmethod
    def of(cls, topics: Sequence[Topic]) -> "Lexicon":
        """The words and titles of the topics."""
        slugs: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        written: dict[tuple[str, ...], str] = {}
        for topic in topics:
            for word in (*topic.words, topic.title):
                stems = tuple(tokens(word))
                if stems and topic.slug not in slugs[stems]:
                    slugs[stems].append(topic.slug)
                    written.setdefault(stems, word)
        longest: dict[str, int] = {}
        for stems in slugs:
            longest[stems[0]] = max(longest.get(stems[0], 0), len(stems))
        return cls({stems: (frozenset(found), written[stems]) for stems, found in slugs.items() if found}, longest)

    def found(self, text: str) -> Counter[tuple[str, ...]]:
        """The terms in a text and how often; of terms that begin at one place the longest, and those within it too."""
        words = tokens(text)
        counts: Counter[tuple[str, ...]] = Counter()
        for start, word in enumerate(words):
            for length in range(min(self.longest.get(word, 0), len(words) - start), 0, -1):
                term = tuple(words[start : start + length])
                if term in self.terms:
                    counts[term] += 1
                    break
        return counts


# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the words and tags of one pair say: slug -> log odds, and the words that said it, weightiest first."""

    scores: Mapping[str, float]
    words: Mapping[str, tuple[str, ...]]


def gather(pairs: Sequence[Pair], topics: Sequence[Topic], tags: Mapping[str, str]) -> list[Evidence]:
    """The evidence of each pair; a term weighs by how few topics and how few documents or pairs have it."""
    lexicon = Lexicon.of(topics)
    slugs = frozenset(topic.slug for topic in topics)
    counts = [lexicon.found(text_of(pair)) for pair in pairs]
    spread = Counter(term for found in counts for term in found)
    return [
        weigh(found, lexicon, spread, len(pairs), [slug for slug in tagged(pair, tags) if slug in slugs])
        for pair, found in zip(pairs, counts, strict=True)
    ]


def text_of(pair: Pair) -> str:
    """Everything of a pair that may name a topic; a break between the parts keeps terms from running across."""
    annotation = pair.annotation
    return " \n ".join((pair.quote, pair.comment, annotation.title, annotation.section, *annotation.tags))


def tagged(pair: Pair, tags: Mapping[str, str]) -> Iterator[str]:
    """The topics that the pair's tags or colour are mapped to."""
    for _, meaning in pair.annotation.meanings(tags):
        if meaning.startswith("topic/"):
            yield meaning.removeprefix("topic/")


def weigh(
    found: Counter[tuple[str, ...]],
    lexicon: Lexicon,
    spread: Mapping[tuple[str, ...], int],
    total: int,
    tagged_slugs: Sequence[str],
) -> Evidence:
    """What the terms found in one pair say for each topic."""
    said: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for term, count in found.items():
        slugs, written = lexicon.terms[term]
        weight = telling(len(term), len(slugs), spread[term], total) * (1 + log(count))
        for slug in slugs:
            said[slug].append((weight, written))
    scores = {slug: min(sum(weight for weight, _ in words), MOST) for slug, words in said.items()}
    reasons = {slug: tuple(word for _, word in sorted(words, reverse=True)) for slug, words in said.items()}
    for slug in tagged_slugs:
        scores[slug] = scores.get(slug, 0.0) + TAGGED
        reasons[slug] = ("a tag of the course", *reasons.get(slug, ()))
    return Evidence(scores, reasons)


def telling(length: int, topics: int, pairs: int, total: int) -> float:
    """How much a term says for a topic: more for several words, less for one of several topics or of most pairs."""
    rarity = log((total + 2) / (pairs + 1)) / log(total + 2)
    return (2 + (length - 1)) * (0.4 + 1.2 * rarity) / (topics * sqrt(topics))


# ---------------------------------------------------------------- the sequence


def place(pairs: Sequence[Pair], topics: Sequence[Topic], *, tags: Mapping[str, str] = {}) -> tuple[Placement, ...]:
    """The topic of each pair, in the order of `pairs` (reading order), with what spoke for it.

    `tags` maps a tag or a colour to `topic/<slug>`; other values are passed over. `MISC` where nothing fits.
    """
    if not pairs:
        return ()
    states = [*(topic for topic in topics if topic.slug != MISC.slug), MISC]
    evidence = gather(pairs, states[:-1], tags)
    odds = [likelihoods(one, states) for one in evidence]
    stays = [stay(left, right) for left, right in pairwise(pairs)]
    return tuple(
        settle(states, beliefs, one, odd) for beliefs, one, odd in zip(smooth(odds, stays), evidence, odds, strict=True)
    )


def likelihoods(evidence: Evidence, states: Sequence[Topic]) -> list[float]:
    """How likely the words of a pair are under each topic, up to a factor."""
    scores = [evidence.scores.get(topic.slug, 0.0) for topic in states[:-1]] + [MISC_EVIDENCE]
    best = max(scores)
    return [exp(score - best) for score in scores]


def stay(left: Pair, right: Pair) -> float:
    """The probability that two neighbours share their topic, before their words are looked at."""
    here, there = left.annotation, right.annotation
    if here.origin.export != there.origin.export:
        return 0.0  # which export comes next is no reading order: it must not change a topic
    if not (here.source_key and there.source_key):
        return STAY
    return STAY_IN_DOCUMENT if here.source_key == there.source_key else STAY_ACROSS_DOCUMENTS


def smooth(odds: Sequence[Sequence[float]], stays: Sequence[float]) -> list[list[float]]:
    """The probability of each state at each place, given all places (forward-backward; a jump goes anywhere)."""
    forward = [normal(odds[0])]
    for odd, probability in zip(odds[1:], stays, strict=True):
        forward.append(
            normal([one * belief for one, belief in zip(odd, spread_out(forward[-1], probability), strict=True)])
        )
    backward = [1.0] * len(odds[0])
    found = [forward[-1]]
    for place_before, odd, probability in zip(forward[-2::-1], odds[:0:-1], stays[::-1], strict=True):
        backward = spread_out(normal([one * later for one, later in zip(odd, backward, strict=True)]), probability)
        found.append(normal([one * later for one, later in zip(place_before, backward, strict=True)]))
    return found[::-1]


def spread_out(beliefs: Sequence[float], probability: float) -> list[float]:
    """Beliefs one step on: they stay with the probability, else go to any state alike."""
    jump = (1 - probability) / len(beliefs)
    return [probability * belief + jump for belief in beliefs]


def normal(values: Sequence[float]) -> list[float]:
    """Values that sum to one."""
    total = sum(values)
    return [value / total for value in values]


def settle(
    states: Sequence[Topic],
    beliefs: Sequence[float],
    evidence: Evidence,
    odds: Sequence[float],
) -> Placement:
    """The likeliest topic, and what spoke for it."""
    best = max(range(len(states)), key=lambda state: round(beliefs[state], 9))  # a tie: the first of the course
    topic = states[best]
    words = evidence.words.get(topic.slug, ())[:5]
    if topic is MISC:
        reasons: tuple[str, ...] = ("no word of a topic here or nearby",)
    elif odds[best] < max(odds) or not words:
        reasons = (*words, "its neighbours")
    else:
        reasons = words
    return Placement(topic=topic, confidence=round(beliefs[best], 3), evidence=reasons)


def by_document(pairs: Sequence[Pair], *, title: str, reserved: Sequence[str] = ()) -> tuple[Placement, ...]:
    """Each pair under the document that it was read in, or under `title` where the export names none.

    Documents of one title share a topic; none has a slug that is `reserved`.
    A title without a key (flat text) is a guess from the lines around: good enough for a card's source, not for a deck.
    """
    titles: dict[str, str] = {}  # of the documents by their keys: the first one met
    topics: dict[str, Topic] = {}
    taken = dict.fromkeys(reserved, "")
    placements = []
    for annotation in (pair.annotation for pair in pairs):
        key = annotation.source_key
        named = titles.setdefault(key, deck_name((annotation.title or key) if key else title))
        if named not in topics:
            topics[named] = Topic(slug=free_slug(named, taken), title=named)
        placements.append(Placement(topic=topics[named], confidence=1.0, evidence=("its document",) if key else ()))
    return tuple(placements)


def free_slug(title: str, taken: dict[str, str]) -> str:
    """A slug for the title that none in `taken` has; it is written down there."""
    plain = slug_of(title)
    slug = next(
        found
        for n in range(1, len(taken) + 3)
        if (found := plain if n == 1 else f"{plain}-{n}") not in {*taken, MISC.slug}
    )
    taken[slug] = title
    return slug
