"""The topics that a new course begins with: its documents, its tags, or groups of annotations named after their terms.

A term is a noun phrase or an acronym that recurs: words that stand together, end where a function word or a mark ends
them, and are written by more people than this one. What shares no such term with anything is left to `MISC`: an
instructor mends a short list of good topics sooner than a long one of doubtful ones.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from math import log, sqrt

from flashgen.model import Pair, Topic
from flashgen.topics import free_slug, stem
from flashgen.words import FUNCTION_WORDS, zipf

DOZEN = 12
WORDS_A_TOPIC = 15
SEGMENTS = 80
"""The most segments of a long export: clusters are looked for among these, in time that grows with their cube."""
WINDOW = 4
"""The pairs on either side of a gap that say whether the topic changes there."""
ALIKE = 0.05
"""The mean cosine of two groups of segments from which they are one topic."""
SAME = 0.3
COMMON = 5.4
"""The zipf frequency from which an English word names no topic: "people", "make"."""
KNOWN = 1.8
"""The zipf frequency below which a word is a name or a slip of the pen."""
PLAIN = 4.0
"""The zipf frequency from which one word alone is too plain for a term: "summary", "length"."""
TITLE = 3.0
"""The zipf frequency from which one word alone is too plain for a title."""
MOST = 0.6
LEAST_TELLING = 0.3

Vector = dict[str, float]


def propose(pairs: Sequence[Pair], *, marks: Collection[str] = ()) -> tuple[Topic, ...]:
    """At most a dozen topics for `flashgen init`, each with its words, those with most pairs first.

    Two to a dozen documents are a topic each; where a dozen tags cover most pairs, so are the tags. More documents,
    and the runs of an export that names none, are put together by the terms they share, and named after the most
    telling; documents that share too little are a topic each, those with most pairs.
    A tag among the `marks` (in lower case) says what kind an annotation is, not what it is about.
    """
    terms = Terms.of(pairs)
    documents = by_name(pairs, lambda pair: [titled(pair)])
    tags = dozen(by_name(pairs, lambda pair: [tag for tag in pair.annotation.tags if tag.lower() not in marks]))
    if 2 <= len(documents) <= DOZEN and "" not in documents:
        return topics_of(documents.items(), terms)
    if len(tags) > 1 and covers(tags.values(), pairs):
        return topics_of(tags.items(), terms)
    vectors = word_vectors(pairs)
    segments = list(documents.values()) if len(documents) > DOZEN and "" not in documents else runs(vectors)
    groups = [members for members in clusters(segments, vectors) if terms.title(terms.telling(members), members, ())]
    if len(documents) > DOZEN and "" not in documents and not covers(groups, pairs):
        return topics_of(dozen(documents).items(), terms)
    return topics_of((("", members) for members in groups), terms)


def dozen(named: Mapping[str, list[int]]) -> dict[str, list[int]]:
    """The first dozen."""
    return dict(islice(named.items(), DOZEN))


def covers(groups: Iterable[Collection[int]], pairs: Sequence[Pair]) -> bool:
    """Whether most of the pairs are in one of the groups."""
    return len({member for members in groups for member in members}) > MOST * len(pairs)


def topics_of(named: Iterable[tuple[str, Sequence[int]]], terms: "Terms") -> tuple[Topic, ...]:
    """The topics of named groups of pairs, each with its words; a group without a name is named after its terms."""
    taken: dict[str, str] = {}
    topics = []
    for name, members in named:
        words = terms.telling(members)
        title = name or terms.title(words, members, taken.values())
        if title:
            written = tuple(terms.written[word] for word in words)
            topics.append(Topic(slug=free_slug(title, taken), title=title, words=written))
    return tuple(topics)


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


# ---------------------------------------------------------------- terms

TOKEN = re.compile(r"(?P<maths>\\\(.*?\\\)|\\\[.*?\\\]|https?://\S+)|[^\W_]+(?:['’][^\W\d_]+)?|\S", re.DOTALL)
LONGEST = 4  # words of a term
DETERMINERS = frozenset("a an the this that these those their its it our your his her how what them us me you".split())
BEFORE_VERBS = frozenset("to not can could will would may might must should we they i you he she who which".split())
MODIFIER = re.compile(r".{2,}(?:ed|ly|ing|ive|al|ous|able|ible|ful|less|i[sz]es?)")
"""How words end that seldom name a thing alone: "discounted", "initially", "encoding", "inductive"."""

SCHOLARLY = (
    "abstract al analysis appendix approach article arxiv author authors biorxiv chapter conference dataset department "
    "doi edition editor eds et figure fig http https international introduction isbn issn journal method methods org "
    "paper pp preprint proceedings propose proposed publisher references results review section springer study table "
    "university vol volume workshop wikipedia www example intuition interesting question"
)
UNTELLING = frozenset(SCHOLARLY.split()).union(*FUNCTION_WORDS.values())


@lru_cache(maxsize=65536)
def is_content(word: str) -> bool:
    """Whether a word, in lower case, may be part of a term: no number, no function word, none of scholarship's own."""
    return len(word) > 1 and not word[0].isdigit() and word not in UNTELLING


def is_acronym(word: str) -> bool:
    """Whether a word is written like an acronym or a made name: `MCTS`, `iForest`; no word that is only shouted."""
    return word[1:] != word[1:].lower() and not (word.isupper() and (len(word) > 5 or zipf(word.lower()) > 4.5))


def may_name(words: Sequence[str]) -> bool:
    """Whether words, as they are written, may name a topic together."""
    low = [word.lower() for word in words]
    if not all(is_acronym(word) or zipf(one) >= KNOWN for word, one in zip(words, low, strict=True)):
        return False
    if len(words) == 1:
        return is_acronym(words[0]) or (
            max(zipf(low[0]), zipf(stem(low[0]))) < PLAIN and not MODIFIER.fullmatch(low[0])
        )
    return min(zipf(one) for one in low) < COMMON and not low[-1].endswith(("ed", "ly"))


def noun_phrases(text: str) -> Iterator[tuple[str, ...]]:
    """The phrases that end where a run of content words ends, as they are written."""
    run: list[str] = []
    before = ""
    for match in TOKEN.finditer(f"{text} ."):
        word = match.group()
        low = word.lower()
        if not match["maths"] and word[0].isalnum() and is_content(low):
            run.append(word)
        else:
            if run and low not in DETERMINERS and not (len(run) == 1 and before in BEFORE_VERBS):
                yield from (tuple(run[-length:]) for length in range(1, min(LONGEST, len(run)) + 1))
            run, before = [], low


NO_INITIALS = "?"  # stands in no term


def initials(term: str) -> str:
    """The first letters of a term of several words."""
    return "".join(word[0] for word in term.split(" ")) if " " in term else NO_INITIALS


def spelling(forms: Counter[str]) -> str:
    """How a term is mostly written; small where it often is, for it may stand first in a sentence."""
    common = [form for form in sorted(forms) if form[0].islower() and 4 * forms[form] >= forms.total()]
    return max(common or sorted(forms), key=forms.__getitem__)


def is_name(forms: Iterable[str]) -> bool:
    """Whether one word alone is only ever written with a capital, as people's names are."""
    return all(" " not in form and form.istitle() for form in forms)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of an export that recur: in which pairs, how often, and how they are written."""

    of_pair: Sequence[frozenset[str]]
    spread: Mapping[str, int]
    written: Mapping[str, str]

    @classmethod
    def of(cls, pairs: Sequence[Pair]) -> "Terms":
        """The terms of these pairs; in a short export one mention is enough, in a long one it takes three."""
        least = min(3, 1 + len(pairs) // 8)
        seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
        found = []
        for pair in pairs:
            phrases = {
                " ".join(stem(word.lower()) for word in words): " ".join(words)
                for words in noun_phrases(f"{pair.quote}\n. {pair.comment}")
                if may_name(words)
            }
            for term, form in phrases.items():
                seen[term][form] += 1
            found.append(frozenset(phrases))
        spread = {term: forms.total() for term, forms in seen.items() if forms.total() >= least}
        parts = {
            term.split(" ", count)[-1]
            for term in spread
            for count in range(1, term.count(" ") + 1)
            if spread.get(term.split(" ", count)[-1], 0) <= 1.3 * spread[term]
        }
        kept = {term: count for term, count in spread.items() if term not in parts and not is_name(seen[term])}
        written = {term: spelling(seen[term]) for term in kept}
        return cls([one & kept.keys() for one in found], kept, written)

    def rarity(self, term: str) -> float:
        """How little of everyday English a term is."""
        return rarity(min(zipf(word) for word in self.written[term].lower().split(" ")), term)

    def telling(self, members: Sequence[int]) -> list[str]:
        """The terms that stand in these pairs more than elsewhere, the most telling first."""
        counts = Counter(term for index in members for term in self.of_pair[index])
        share = len(members) / len(self.of_pair)
        scores = {
            term: count * self.rarity(term) * (log(count / (self.spread[term] * share)) if share < 1 else 1.0)
            for term, count in counts.items()
        }
        best = sorted(scores, key=lambda term: (-scores[term], term))[:WORDS_A_TOPIC]
        return [term for term in best if scores[term] > LEAST_TELLING]

    def is_title(self, term: str) -> bool:
        """Whether a term tells enough for a title: several words, an acronym, or a word of few texts."""
        form = self.written[term]
        return " " in term or is_acronym(form) or zipf(form.lower()) < TITLE

    def title(self, words: Sequence[str], members: Sequence[int], taken: Iterable[str]) -> str:
        """A name for these pairs: the most telling phrase, and another that is often beside it; "" where none is."""
        used = {stem(word.lower()) for title in taken for word in title.split()}
        used |= {initials(part.lower()) for title in taken for part in title.split(" and ")} - {NO_INITIALS}
        fresh = [word for word in words[:6] if self.is_title(word) and not used & {*word.split(" "), initials(word)}]
        if not fresh:
            return ""
        first = fresh[0]
        beside = Counter(
            term for index in members if first in self.of_pair[index] for term in self.of_pair[index] if term in fresh
        )
        second = [
            word
            for word in fresh
            if beside[word] > 1
            and not set(word.split(" ")) & set(first.split(" "))
            and initials(word) not in first
            and initials(first) not in word
        ][:1]
        names = [self.written[word] for word in (first, *second)]
        return " and ".join((names[0][:1].upper() + names[0][1:], *names[1:]))


# ---------------------------------------------------------------- groups


def word_vectors(pairs: Sequence[Pair]) -> list[Vector]:
    """The words of each pair, and two side by side, that others share: weighted by how rare they are, of length 1.

    More than the terms: what is no name for a topic ("discounted") still tells which annotations belong together.
    """
    found: list[frozenset[str]] = []
    frequency: dict[str, float] = {}
    for pair in pairs:
        words: list[str] = []
        for match in TOKEN.finditer(f"{pair.quote} . {pair.comment}"):
            word = match.group().lower()
            telling = not match["maths"] and word[0].isalnum() and is_content(word) and zipf(word) < COMMON
            words.append(stem(word) if telling else "")
            if telling:
                frequency[words[-1]] = max(frequency.get(words[-1], 0.0), zipf(word))
        found.append(frozenset(word for word in words if word) | {f"{a} {b}" for a, b in pairwise(words) if a and b})
    spread = Counter(term for terms in found for term in terms)

    def weight(term: str) -> float:
        return log((len(pairs) + 1) / spread[term]) * rarity(min(frequency[word] for word in term.split(" ")), term)

    return [unit({term: weight(term) for term in sorted(terms) if spread[term] > 1}) for terms in found]


def rarity(frequency: float, term: str) -> float:
    """0 to 1.3: how little of everyday English a term is, by its rarest word; several words: a little more."""
    return min(max(COMMON + 0.6 - frequency, 0.0) / 3, 1.0) + (0.3 if " " in term else 0.0)


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
