"""What speaks for or against the part of a line by itself.

A cue is a name that a person understands; none of them knows a paper, an author or an annotator. Copied text shows in
words that copying glued, cut or broke, in citations and typography; a reader's own in what readers write in margins.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from flashgen.pairing.tokens import Word, broken, completed, token_of


class Bands:
    """Names for stretches of a figure, each by the largest figure that it holds."""

    def __init__(self, bands: Mapping[float, str]) -> None:
        self.most, self.names = tuple(bands), tuple(bands.values())

    def __call__(self, figure: float) -> str:
        """The name of the first band that reaches up to the figure."""
        return self.names[bisect_left(self.most, figure)]


LENGTH = Bands(
    {
        1: "one word",
        2: "two words",
        4: "3-4 words",
        7: "5-7 words",
        12: "8-12 words",
        20: "13-20 words",
        32: "21-32 words",
        50: "33-50 words",
        math.inf: "over 50 words",
    }
)
LEARNED = Bands(
    {0: "learned words: none", 0.12: "learned words: few", 0.25: "learned words: some", 1: "learned words: many"}
)
CAPITALS = Bands({0: "capitals: none", 0.25: "capitals: few", 0.6: "capitals: some", 1: "capitals: most"})
SMALL = Bands({0: "small words: none", 0.3: "small words: few", 0.5: "small words: some", 1: "small words: many"})
GLUED = Bands({0: "glued words: none", 1: "glued words: one", math.inf: "glued words: several"})
RARE = Bands({3.8: "words: rare", 4.4: "words: less common", 5: "words: common", 9: "words: plain"})

NAME = r"[A-Z](?<=\b.)[\w.’'-]{1,30}"  # bounded, as all that could be tried again and again on a hostile line
PATTERNS: Mapping[str, tuple[str, str]] = {
    "numbered citation": ("[", r"\[ ?\d[\d, –-]*\]"),
    "author-year citation": ("12", r"\bet al\b|\([^()]*\b(?:19|20)\d\d[a-z]?\)|[A-Z]\w+ \((?:19|20)\d\d"),
    "initials of a name": (".", r"[A-Z](?<=\b.)\. ?(?:[A-Z]\. ?)?[A-Z][a-z]"),
    "list of names": (",", rf"{NAME} (?:{NAME} ){{0,2}}?{NAME}, (?:{NAME} ){{1,3}}?{NAME}(?:,| and )"),
    "hyphen before blank": ("-", r"- (?<=[a-z]{2}..)[a-z]{2}"),
    "label before a colon": (":", r"^\W{0,4}[A-Za-z][\w/ ]{0,24}?\s?\d?\s?:"),
    "colon at the end": (":", r":\W{0,4}$"),
    "emphasis": ("*_`", r"\*\*|__|(?<![\w*])\*\w|(?<![\w_])_\w[^_]*_(?!\w)|`"),
    "heading": ("#", r"^#{1,6} "),
    "list mark": ("-*+.)", r"^(?:[-*+] |\(?\d{1,2}[.)] |[a-z][.)] )"),
    "first of a list": (".)", r"^\(?[1a][.)] "),
    "bullet": ("•●▪◦–", r"^[•●▪◦–] "),
    "nothing but TeX": ("$\\", r"^(?:\$.*\$|\\\(.*\\\)|\\\[.*\\\]|\\(?:begin|end)\{.*)$"),
    "block quotation": (">", r"^>"),
    "HTML": ("<", r"<[a-zA-Z/][^<>]*>"),
    "BibTeX": ("@", r"^@\w+\{"),
    "parenthesis within": ("(", r"\([^()]{3,}\)"),
    "opens with a quotation": ("\"“'‘", r"^[\"“'‘]"),
}
"""What to look for beyond a single token, and the signs of which one has to be there: regular expressions are slow.
One that begins with a sign or a set of signs, and not with a repetition, is tried only where such a sign stands."""
SEARCHES = [
    (name, frozenset(signs), re.compile(pattern).match if pattern[0] == "^" else re.compile(pattern).search)
    for name, (signs, pattern) in PATTERNS.items()
]
PARTED = re.compile(r"(?<![\w-])([a-zA-Z]?[a-z]+)- ([a-z]+)(?![\w-])")

STARTS: Mapping[str, str] = dict.fromkeys(",.;:)]?!", "starts with closing punctuation") | dict.fromkeys(
    "\"“‘'([", "starts with opening punctuation"
)
ENDS: Mapping[str, str] = {
    sign: name
    for name, signs in {
        "ends with a full stop": ".",
        "ends with three points": "…",
        "ends with a question mark": "?",
        "ends with an exclamation mark": "!",
        "ends open": ",;:([–—-",
        "ends with a citation": "]",
    }.items()
    for sign in signs
}
CUT_SMALL = frozenset(("he", "his", "hen", "or", "hese", "hat", "hey", "nd", "ut", "ow", "here", "ere"))
"""What is left of the, this, when, for … after the first letter, as far as it is a word too."""
DOCUMENTS = frozenset(
    """
    paper article survey review overview tutorial introduction talk blog post video slides report page website
    preprint summary explanation study book essay reading dataset library history discussion wikipedia note notes
    """.split()
)
SOON = 6  # words


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its cues and with what its neighbours are compared by."""

    text: str
    cues: frozenset[str]
    stems: frozenset[str]  # of the words that carry meaning
    letters: str  # in lower case without blanks: finds a word in what copying glued
    count: int  # of words
    first: str  # its first word in lower case

    @classmethod
    def of(cls, text: str) -> "Line":
        """What there is to see on this line."""
        text, pieces = text.strip(), text.split()
        words_of_each, stems_of_each, cues_of_each = zip(*map(token_of, pieces), strict=True) if pieces else ((),) * 3
        words = list(chain.from_iterable(words_of_each))
        cues = set().union(*cues_of_each)
        cues.update(_shape(text, len(words)))
        if words:
            cues.update(_vocabulary(words))
        return cls(
            text,
            frozenset(cues),
            frozenset(chain.from_iterable(stems_of_each)),
            "".join(pieces).lower(),
            len(words),
            words[0].lower if words else "",
        )


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return list(chain.from_iterable([token_of(piece).words for piece in text.split()]))


def line_cues(text: str) -> frozenset[str]:
    """The names of what speaks for or against a part of this line, by itself."""
    return Line.of(text).cues


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return frozenset(chain.from_iterable([token_of(piece).stems for piece in text.split()]))


def in_prose(text: str) -> bool:
    """Has this line too few capitals for a title or a list of names? Quicker seen than all its cues."""
    changed = [word.changed for word in words_of(text)]
    return len(changed) > 2 and CAPITALS(sum(changed) / len(changed)) in ("capitals: none", "capitals: few")


def _shape(text: str, count: int) -> Iterator[str]:
    """Cues of the signs, the ends and the length."""
    there = set(text)
    for name, signs, search in SEARCHES:
        if not signs.isdisjoint(there) and search(text):
            yield name
    if "- " in text and any(broken(one, two) for one, two in PARTED.findall(text)):
        yield "word broken by a hyphen"
    if text:
        yield _start(text[0])
        yield _end(text)
    yield LENGTH(count)


def _start(sign: str) -> str:
    """What kind of sign the line starts with."""
    if sign.isalpha():
        return "starts upper" if sign.isupper() else "starts lower"
    return "starts with a digit" if sign.isdigit() else STARTS.get(sign, "starts otherwise")


def _end(text: str) -> str:
    """What kind of sign the line ends with, closing quotation marks and brackets aside."""
    if text.endswith("..."):
        return "ends with three points"
    last = text.rstrip('"”’)')[-1:]
    if last.isdigit():
        return "ends with a citation" if text.endswith(")") else "ends with a digit"
    return "ends with a letter" if last.isalpha() else ENDS.get(last, "ends otherwise")


def _vocabulary(words: Sequence[Word]) -> Iterator[str]:
    """Cues of the words: their register, how learned, how titled, how telegraphic, how spelled."""
    first, last, count = words[0], words[-1], len(words)
    if first.register:
        yield f"opens: {first.register}"
    if first.small:
        yield f"opens: small word, {'upper' if first.text[0].isupper() else 'lower'}"
    if len(last.text) == 1 and last.text not in "AIai":
        yield "last letter alone"
    if last.small and count > 3:
        yield "last word small"
    if not DOCUMENTS.isdisjoint([word.lower for word in words[:SOON]]):
        yield "describes a document"
    yield LEARNED(sum([word.learned for word in words]) / count)
    content = [word.frequency for word in words if not word.small]
    if count > 2:
        changed = sum([word.changed for word in words])
        yield CAPITALS(changed / count)
        yield SMALL((count - len(content)) / count)
        if changed > 0.7 * count and sum([word.text.isupper() for word in words]) > 0.7 * count:
            yield "all capitals"
    spellings = [word.spelling for word in words]
    if count > 2 and spellings.count("unknown") > count / 3:
        yield "another language"
        return
    yield from _spelling(words, spellings)
    if len(content) > 1:
        yield RARE(sum(content) / len(content))


def _spelling(words: Sequence[Word], spellings: Sequence[str]) -> Iterator[str]:
    """Cues of words that no list holds: stuck together or cut by copying, or mistyped."""
    yield GLUED(spellings.count("glued"))
    first = words[0].text
    if (len(first) == 1 and first not in "AIai") or (
        first.islower() and spellings[0] != "glued" and completed(words[0].lower)
    ):
        yield "first word cut"
    elif first in CUT_SMALL:
        yield "first word may be cut"
    if "unknown" in spellings:
        strange = [word.spelling == "unknown" and word.text.islower() for word in words]
        if any(strange[1:-1]):
            yield "unknown word"
        if strange[-1] and len(words) > 3:
            yield "last word unknown"
