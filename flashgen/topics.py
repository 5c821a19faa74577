"""Choose the topic of a pair from the course's words, its document, its tags and its neighbours in reading order.

The pairs of an export are a sequence: whoever reads a paper leaves a run of annotations in it. So the topics of a
course are found all at once, as the states of a hidden Markov model: the words of a pair make topics more or less
likely, and the next pair is likely to stay with the topic of the last, more so within one document. What has
neither words nor neighbours of a topic goes to `MISC`. The time is proportional to the texts' length.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp, log, sqrt

from flashgen.model import Pair, Placement, Topic
from flashgen.names import deck_name
from flashgen.names import slug as slug_of
from flashgen.words import FUNCTION_WORDS, zipf

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
    for tag in (*pair.annotation.tags, pair.annotation.color):
        meaning = tags.get(tag) or tags.get(tag.lower(), "")
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
    best = max(range(len(states)), key=beliefs.__getitem__)
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


# ---------------------------------------------------------------- topics for a new course

DOZEN = 12
WORDS_A_TOPIC = 20
SEGMENTS = 80
"""The most segments of a long export: clusters are looked for among these, in time that grows with their cube."""
WINDOW = 4
"""The pairs on either side of a gap that say whether the topic changes there."""
ALIKE = 0.05
"""The mean cosine of two groups of segments from which they are one topic."""
COMMON = 5.4
"""The zipf frequency from which an English word names no topic: "people", "make"."""

SAME = 0.3

Vector = dict[str, float]


def propose(pairs: Sequence[Pair]) -> tuple[Topic, ...]:
    """At most a dozen topics for `flashgen init`, each with its words, those with most pairs first.

    Two to a dozen documents are a topic each; where most pairs have tags, so are the tags. More documents, and the
    runs of an export that names none, are put together by the terms they share, and named after the most telling.
    """
    terms = [terms_of(pair) for pair in pairs]
    spread = Counter(term for found in terms for term in found)
    spelling = Spelling.of(pairs)
    documents = by_name(pairs, lambda pair: [titled(pair)])
    tags = by_name(pairs, lambda pair: pair.annotation.tags)
    named: list[tuple[str, list[int]]]
    if 2 <= len(documents) <= DOZEN and "" not in documents:
        named = list(documents.items())
    elif len(tags) > 1 and len({member for members in tags.values() for member in members}) > TAGGED_SHARE * len(pairs):
        named = list(tags.items())[:DOZEN]
    else:
        vectors = [weighted(found, spread, len(pairs), spelling) for found in terms]
        segments = list(documents.values()) if len(documents) > DOZEN and "" not in documents else runs(vectors)
        named = [("", members) for members in clusters(segments, vectors)]
    taken: dict[str, str] = {}
    topics = []
    for name, members in named:
        words = [spelling.written(term) for term in telling_terms(members, terms, spread, spelling)]
        if name or words:
            title = name or title_of(words)
            topics.append(Topic(slug=free_slug(title, taken), title=title, words=tuple(words)))
    return tuple(topics)


TAGGED_SHARE = 0.6


def by_name(pairs: Sequence[Pair], names: Callable[[Pair], Iterable[str]]) -> dict[str, list[int]]:
    """Name -> the places of the pairs that have it, the name of most pairs first."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for index, pair in enumerate(pairs):
        for name in dict.fromkeys(names(pair)):
            places[name].append(index)
    return dict(sorted(places.items(), key=lambda found: (-len(found[1]), found[1][0])))


def titled(pair: Pair) -> str:
    """The name of the pair's document, "" where the export names none."""
    return pair.annotation.title or pair.annotation.source_key


def title_of(words: Sequence[str]) -> str:
    """A name for a topic: its most telling word, and the next that shares no word with it."""
    second = [word for word in words[1:5] if not set(tokens(word)) & set(tokens(words[0]))]
    return " and ".join((words[0][:1].upper() + words[0][1:], *second[:1]))


# ------------------------------------------------ terms


def terms_of(pair: Pair) -> frozenset[str]:
    """The stems of a pair's content words, and of two content words side by side."""
    words = [
        (stem(word), is_content(word))
        for word in WORD.findall(f"{pair.quote} | {pair.comment}".lower().replace("|", " - "))
    ]
    singles = {one for one, content in words if content}
    return frozenset(singles | {f"{left} {right}" for (left, a), (right, b) in pairwise(words) if a and b})


@lru_cache(maxsize=65536)
def is_content(word: str) -> bool:
    """Whether a word, in lower case, may name a topic: no number, no common word, none of scholarship's own."""
    return len(word) > 1 and not word[0].isdigit() and word not in UNTELLING and zipf(word) < COMMON


SCHOLARLY = (
    "abstract al analysis appendix approach article arxiv author authors biorxiv chapter conference dataset department "
    "doi edition editor eds et figure fig http https international introduction isbn issn journal method methods org "
    "paper pp preprint proceedings propose proposed publisher references results review section springer study table "
    "university vol volume workshop wikipedia www example intuition interesting question"
)
UNTELLING = frozenset(SCHOLARLY.split()).union(*FUNCTION_WORDS.values())


@dataclass(frozen=True, slots=True)
class Spelling:
    """How the texts write their words, from the stems."""

    forms: Mapping[str, str]  # stem -> its commonest form
    frequencies: Mapping[str, float]  # stem -> the zipf frequency of its most frequent form

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> "Spelling":
        """As these pairs write them."""
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for pair in pairs:
            for word in WORD.findall(f"{pair.quote} {pair.comment}"):
                seen[stem(word.lower())][word if word[1:] != word[1:].lower() else word.lower()] += 1
        return cls(
            {key: max(sorted(counts), key=counts.__getitem__) for key, counts in seen.items()},
            {key: max(zipf(form.lower()) for form in counts) for key, counts in seen.items()},
        )

    def written(self, term: str) -> str:
        """A term of one stem or two as it is mostly written."""
        return " ".join(self.forms[one] for one in term.split(" "))

    def rarity(self, term: str) -> float:
        """0 to 1.3: how little of everyday English a term is; two words: the rarer of them, and a little more."""
        rarest = min(self.frequencies[one] for one in term.split(" "))
        return min(max(COMMON + 0.6 - rarest, 0.0) / 3, 1.0) + (0.3 if " " in term else 0.0)


def weighted(terms: frozenset[str], spread: Mapping[str, int], total: int, spelling: Spelling) -> Vector:
    """The terms of a pair that others share, each with its weight; of length 1."""
    shared = (term for term in sorted(terms) if spread[term] > 1)
    return unit({term: log(total / spread[term]) * spelling.rarity(term) for term in shared})


def telling_terms(
    members: Sequence[int], terms: Sequence[frozenset[str]], spread: Mapping[str, int], spelling: Spelling
) -> list[str]:
    """The terms that stand in these pairs more than elsewhere, the most telling first."""
    counts = Counter(term for index in members for term in terms[index])
    share = len(members) / len(terms)
    least = 2 if len(members) > 4 else 1
    scores = {
        term: count * spelling.rarity(term) * (log(count / (spread[term] * share)) if share < 1 else 1.0)
        for term, count in counts.items()
        if count >= least
    }
    chosen: list[str] = []
    for term in sorted(scores, key=lambda term: (-scores[term], term)):
        if len(chosen) == WORDS_A_TOPIC or scores[term] <= LEAST_TELLING:
            break
        if not any(term in longer.split(" ") and counts[term] <= 1.3 * counts[longer] for longer in chosen):
            chosen.append(term)
    return chosen


LEAST_TELLING = 0.3


# ------------------------------------------------ groups


def unit(vector: Vector) -> Vector:
    """The vector with length 1; an empty one stays empty."""
    length = sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}


def total_of(vectors: Iterable[Vector]) -> Vector:
    """The sum of vectors."""
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, value in vector.items():
            total[term] += value
    return total


def cosine(left: Vector, right: Vector) -> float:
    """The product of two vectors of length 1."""
    if len(left) > len(right):
        left, right = right, left
    return sum(value * right.get(term, 0.0) for term, value in left.items())


def runs(vectors: Sequence[Vector]) -> list[list[int]]:
    """The pairs in reading order, cut where what is before and what is after have least in common."""
    count = len(vectors)
    if count < 2 * WINDOW:
        return [list(range(count))] if count else []
    gaps = range(1, count)
    likeness = {
        gap: cosine(unit(total_of(vectors[max(0, gap - WINDOW) : gap])), unit(total_of(vectors[gap : gap + WINDOW])))
        for gap in gaps
    }
    cuts: set[int] = set()
    for gap in sorted(gaps, key=lambda gap: (likeness[gap], gap)):
        if len(cuts) + 1 >= min(SEGMENTS, count // 3):
            break
        if gap - 1 not in cuts and gap + 1 not in cuts:
            cuts.add(gap)
    edges = [0, *sorted(cuts), count]
    return [list(range(start, end)) for start, end in pairwise(edges)]


def clusters(segments: Sequence[Sequence[int]], vectors: Sequence[Vector]) -> list[list[int]]:
    """Segments put together while they are alike, at most a dozen groups with the most pairs, most first.

    Average linkage: the likeness of two groups is the mean cosine of their segments. Down to a dozen groups it is
    enough to be `ALIKE`; fewer are made only of those that are the `SAME`.
    """
    groups = [list(members) for members in segments]
    sums = [unit(total_of(vectors[member] for member in members)) for members in groups]
    products = {(a, b): cosine(sums[a], sums[b]) for a in range(len(groups)) for b in range(a)}
    sizes = [1] * len(groups)
    live = list(range(len(groups)))
    while len(live) > 1:
        likeness, left, right = max(
            ((products[a, b] / (sizes[a] * sizes[b]), a, b) for rank, a in enumerate(live) for b in live[:rank]),
            key=lambda found: (found[0], -found[1], -found[2]),
        )
        if likeness < (ALIKE if len(live) > DOZEN else SAME):
            break
        live.remove(left)
        groups[right] = sorted(groups[right] + groups[left])
        sizes[right] += sizes[left]
        for other in live:
            if other != right:
                here = (max(other, right), min(other, right))
                products[here] += products[max(other, left), min(other, left)]
    found = sorted((groups[one] for one in live), key=lambda members: (-len(members), members[:1]))
    return found[:DOZEN]
