"""The sequence model behind flat text: which line is a quote, which a comment, and which lines belong together.

A file is read as one sequence. Every line plays a role; the most probable sequence of roles is found by Viterbi over a
log-linear chain (a conditional random field: Lafferty, McCallum and Pereira 2001), in time proportional to the lines.
Evidence is a *cue* of a line (`line_cues`) or of two lines that follow each other (`link_cues`); what each cue weighs
stands in pairing.json, learned from labelled texts by tests/quality/train_pairing.py and readable as it is.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise
from string import ascii_lowercase

from flashgen.model import Override
from flashgen.words import zipf


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The lines of one annotation, from 1; `second_reading` says what else they may well be, "" where nothing."""

    quote_lines: tuple[int, ...]
    comment_lines: tuple[int, ...]
    confidence: float  # the probability that exactly these lines make one annotation
    second_reading: str = ""


class Part(IntEnum):
    """What a line is to its annotation."""

    QUOTE = 0  # a comment follows
    HIGHLIGHT = 1  # a quote alone
    COMMENT = 2  # on the quote before it
    MORE = 3  # a further line of that comment
    NOTE = 4  # a comment without a quote
    NOTE_MORE = 5


JOINS = {
    (Part.QUOTE, Part.COMMENT): "answers",
    (Part.COMMENT, Part.MORE): "continues",
    (Part.MORE, Part.MORE): "continues",
    (Part.NOTE, Part.NOTE_MORE): "continues",
    (Part.NOTE_MORE, Part.NOTE_MORE): "continues",
}
FIRST = (Part.QUOTE, Part.HIGHLIGHT, Part.NOTE)
LAST = (Part.HIGHLIGHT, Part.COMMENT, Part.MORE, Part.NOTE, Part.NOTE_MORE)
STEPS: Mapping[tuple[Part, Part], str] = JOINS | {(last, first): "" for last in LAST for first in FIRST}
"""Which part may follow which; the name says what the second line then does to the first ("": begins anew)."""

COLUMNS: Mapping[Part, tuple[str, ...]] = {
    Part.QUOTE: ("quote",),
    Part.HIGHLIGHT: ("quote", "highlight"),
    Part.COMMENT: (),
    Part.MORE: ("further",),
    Part.NOTE: ("note",),
    Part.NOTE_MORE: ("further",),
}
"""Whose weights a part adds up; a comment is what all others are weighed against."""

# ---------------------------------------------------------------- cues of one line

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

REGISTER: Mapping[str, str] = {
    "first person": "i me my mine i'd i'm i've i'll im ive myself",
    "we": "we our us we'd we're we'll",
    "you": "you your you're you'll yourself",
    "they": "they their them they're",
    "speaks of the text": "paper author authors article chapter section sentence paragraph book writer quote passage",
    "judges": "interesting cool nice great love loved good bad weird strange odd funny sad scary amazing awesome "
    "fascinating surprising surprised confusing confused important useful helpful clever neat beautiful crazy wild "
    "excellent brilliant ridiculous impressive disturbing wonderful terrible boring obvious unclear",
    "hedges": "maybe perhaps probably guess think seems wonder feel suppose apparently sounds looks wondering curious",
    "colloquial": "lol haha hahaha omg yeah yep yes nope ok okay hmm hm huh oh ah wow ugh basically stuff kinda gonna "
    "wanna gotta btw imo imho idk tbh aka really pretty super totally literally thing things lots",
    "plans": "todo remember revisit reread check ask discuss compare look find read talk explain define mention try "
    "understand need needs should",
    "agrees": "agree disagree true false right wrong exactly indeed yes no",
    "points": "example idea point key main summary definition intuition note question answer reason goal claim problem "
    "difference advantage disadvantage argument version basic",
    "written prose": "however moreover therefore thus furthermore hence whereas respectively thereby consequently "
    "nevertheless herein whereby notably specifically accordingly whilst although despite among upon toward towards",
    "asks": "why how what which who where when",
    "auxiliary": "does do did can could would is are was isn't doesn't aren't don't",
    "abbreviates": "eg ie vs etc cf esp approx b/c w/o imp diff prob info assoc approx incl wrt",
    "venue": "proceedings arxiv preprint journal conference doi vol pp ieee acm springer press university transactions "
    "workshop advances editor eds publishers publishing edition",
    "refers to a figure": "figure fig table eq equation appendix algorithm theorem lemma",
}
REGISTER_OF = {word: name for name, words in REGISTER.items() for word in words.split()}

SIGNS: Mapping[str, str] = {
    "typographic quotation": "“”‘„",
    "typographic apostrophe": "’",
    "straight apostrophe": "'",
    "straight quotation": '"',
    "dash": "–—",
    "mathematical sign": "∈∀∃∑∏∫√∂∇≤≥≠≈∼×·←→⇒⊂⊆∪∩∞±ˆ˜−⟨⟩∝∆∥",
    "Greek letter": "αβγδεζηθικλμνξοπρστυφχψωϵϕΓΔΘΛΞΠΣΦΨΩ",
    "ligature": "ﬁﬂﬀﬃﬄ",
    "semicolon": ";",
    "exclamation mark": "!",
    "question mark": "?",
    "equals sign": "=",
    "slash": "/",
    "ampersand or plus": "&+",
    "ellipsis": "…",
}
SIGN_OF = {sign: name for name, signs in SIGNS.items() for sign in signs}

PATTERNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "numbered citation": r"\[ ?\d[\d, –-]*\]",
        "author-year citation": r"\bet al\b|\([^()]*\b(?:19|20)\d\d[a-z]?\)|[A-Z]\w+ \((?:19|20)\d\d",
        "year": r"\b(?:19|20)\d\d\b",
        "initials of a name": r"\b[A-Z]\. ?(?:[A-Z]\. ?)?[A-Z][a-z]+",
        "list of names": r"(?:[A-Z][\w.’'-]+ ){1,3}?[A-Z][\w.’'-]+, (?:[A-Z][\w.’'-]+ ){1,3}?[A-Z][\w.’'-]+(?:,| and )",
        "cut or glued sentence": r"[a-z][.,;:)\]](?:[A-Z][a-z]|[a-z]{3})|[a-z]\d?[A-Z][a-z]{2}",
        "hyphen before blank": r"[a-z]{2}- [a-z]{2}",
        "hyphen within a word": r"[a-z]{2}-[a-z]{2}",
        "label before a colon": r"^\W{0,4}[A-Za-z][\w/ ]{0,24}?\s?\d?\s?:",
        "colon at the end": r":\W*$",
        "TeX": r"\$|\\[a-zA-Z(\[]",
        "emphasis": r"\*\*|__|(?<![\w*])\*\w|(?<![\w_])_\w[^_]*_(?!\w)|`",
        "heading": r"^#{1,6} ",
        "list mark": r"^\s*(?:[-*+•–] |\(?\d{1,2}[.)] |[a-z][.)] )",
        "block quotation": r"^\s*>",
        "link or address": r"https?://|www\.|\]\(|\w@\w+\.\w",
        "HTML": r"<[a-zA-Z/][^>]*>",
        "hash tag": r"(?:^|\s)#\w",
        "BibTeX": r"^\s*@\w+\{",
        "doubled mark": r"\?\?|!!|\?!|!\?",
        "three points": r"\.\.\.",
        "drawn-out word": r"([a-z])\1\1",
        "lower-case i": r"(?<![\w.’'])i(?:'m|'ve|'d|'ll|m|ve)?(?![\w.’'])",
        "arrow": r"->|=>|<-|<=>",
        "abbreviation with a slash": r"\b(?:w/|b/c|w/o|s/t)",
        "parenthesis within": r"\([^()]{3,}\)",
        "opens with a quotation": r"^[\"“'‘]",
        "describes a document": r"(?i)^\W*(?:this |the |an? |very |really |nice |good |great |interesting |short |long |clear |original "
        r"|recent |classic |detailed |\d{4} |[\w-]+ ){0,5}?(?:paper|article|survey|review|overview|tutorial|introduction|talk|blog"
        r"|post|video|slides|report|page|website|preprint|summary|explanation|study|book|essay|reading|dataset|library|history"
        r"|discussion|wikipedia|notes?)\b",
        "percentage or decimal": r"\d%|\d\.\d",
    }.items()
}

START = (
    ("starts upper", re.compile(r"[A-Z]")),
    ("starts lower", re.compile(r"[a-z]")),
    ("starts with a digit", re.compile(r"\d")),
    ("starts with closing punctuation", re.compile(r"[,.;:)\]?!]")),
    ("starts with opening punctuation", re.compile(r"[\"“‘'(\[]")),
)
END = (
    ("ends with a full stop", re.compile(r"(?<!\.)\.[)\"”’]?(?:\[\d+\])?$")),
    ("ends with three points", re.compile(r"(?:\.\.\.+|…)$")),
    ("ends with a question mark", re.compile(r"\?[)\"”]?$")),
    ("ends with an exclamation mark", re.compile(r"![)\"”]?$")),
    ("ends open", re.compile(r"[,;:(\[–—-]$")),
    ("ends with a citation", re.compile(r"\]$|\d\)$")),
    ("ends with a letter", re.compile(r"[^\W\d_]$")),
    ("ends with a digit", re.compile(r"\d$")),
)
LENGTHS = (
    (1, "one word"),
    (2, "two words"),
    (4, "3-4 words"),
    (7, "5-7 words"),
    (12, "8-12 words"),
    (20, "13-20 words"),
    (32, "21-32 words"),
    (50, "33-50 words"),
    (math.inf, "over 50 words"),
)
SUFFIX = re.compile(r"(?:tions?|ments?|ity|ities|ness|ance|ence|ive|ical|ally|ology|isms?|ized?|ized)$")


def line_cues(line: str) -> list[str]:
    """The names of what speaks for or against a role of this line, by itself."""
    text = line.strip()
    words = WORD.findall(text)
    lower = [word.lower().replace("’", "'") for word in words]
    found = {REGISTER_OF[word] for word in lower if word in REGISTER_OF}
    if any(broken(*parts) for parts in HYPHENED.findall(text)):
        found.add("word broken by a hyphen")
    found.update(SIGN_OF[sign] for sign in set(text) if sign in SIGN_OF)
    found.update(name for name, pattern in PATTERNS.items() if pattern.search(text))
    start = next((name for name, pattern in START if pattern.match(text)), "starts otherwise")
    end = next((name for name, pattern in END if pattern.search(text)), "ends otherwise")
    length = next(name for most, name in LENGTHS if len(words) <= most)
    found.update((start, end, length, f"{start}, {end}", f"{length}, {end}", f"{length}, {start}"))
    if words:
        found.update(_word_cues(words, lower))
    return sorted(found)


def _word_cues(words: Sequence[str], lower: Sequence[str]) -> Iterable[str]:
    """Cues of the words together: how learned, how titled, how telegraphic."""
    count = len(words)
    if lower[0] in REGISTER_OF:
        yield f"opens: {REGISTER_OF[lower[0]]}"
    if len(words[0]) == 1 and words[0] not in "AIai":
        yield "first word cut"
    if len(words[-1]) == 1 and words[-1] not in "AIai":
        yield "last letter alone"
    if any(len(word) > 16 for word in words):
        yield "very long word"
    if lower[-1] in STOP and count > 3:
        yield "last word small"
    if lower[0] in STOP:
        yield f"opens: small word, {'upper' if words[0][0].isupper() else 'lower'}"
    yield from _spelling_cues(words, lower)
    learned = sum(bool(SUFFIX.search(word)) for word in lower) / count
    yield "learned words: " + (
        "none" if not learned else "few" if learned < 0.12 else "some" if learned < 0.25 else "many"
    )
    capital = sum(word[0].isupper() for word in words) / count
    if count > 2:
        yield "capitals: " + (
            "none" if not capital else "few" if capital < 0.25 else "some" if capital < 0.6 else "most"
        )
        small = sum(word in STOP for word in lower) / count
        yield "small words: " + ("none" if not small else "few" if small < 0.3 else "some" if small < 0.5 else "many")
    if sum(word.isupper() for word in words) > 0.7 * count and count > 2:
        yield "all capitals"


def _spelling_cues(words: Sequence[str], lower: Sequence[str]) -> Iterable[str]:
    """Cues of words that no list holds: stuck together or cut by copying, or mistyped."""
    judged = [spelling(word) for word in lower]
    strange = judged.count("unknown")
    if strange > len(words) / 3 and len(words) > 2:
        yield "another language"
        return
    glued = judged.count("glued")
    yield "glued words: " + ("none" if not glued else "one" if glued == 1 else "several")
    if any(how == "unknown" and word.islower() for how, word in zip(judged[1:-1], words[1:-1], strict=True)):
        yield "unknown word"
    if words[0].islower() and judged[0] != "glued" and completed(lower[0]):
        yield "first word cut"
    if judged[-1] == "unknown" and words[-1].islower() and len(words) > 3:
        yield "last word unknown"
    content = [zipf(word) for word in lower if word not in STOP]
    if len(content) > 1:
        mean = sum(content) / len(content)
        yield "words: " + ("rare" if mean < 3.8 else "less common" if mean < 4.4 else "common" if mean < 5 else "plain")


HYPHENED = re.compile(r"(?<![\w-])([a-zA-Z]?[a-z]+)- ?([a-z]+)(?![\w-])")


@cache
def broken(one: str, two: str) -> bool:
    """Is the word with a hyphen between these two one word that the end of a line broke?"""
    whole = zipf((one + two).lower())
    return whole > 2.5 and (min(zipf(one.lower()), zipf(two)) < 3.5 or whole > zipf(one.lower()) + zipf(two) - 6)


@cache
def spelling(word: str) -> str:
    """`known`, `glued` (two words with the blank lost) or `unknown`, for a word in lower case."""
    known = zipf(word)
    if len(word) < 5 or "'" in word:
        return "known" if known or len(word) < 4 or "'" in word else "unknown"
    parts = (
        zipf(word[:i]) + zipf(word[i:])
        for i in range(1, len(word))
        if zipf(word[:i]) > least(i) and zipf(word[i:]) > least(len(word) - i)
    )
    # Were the two independent, they would meet with the product of their frequencies.
    if max(parts, default=0.0) - 9 > known + 0.5:
        return "glued"
    return "known" if known else "unknown"


def least(letters: int) -> float:
    """How frequent a word of so few letters must be to count as one: nearly every short string is in the list."""
    return {1: 7.0, 2: 6.0, 3: 5.0}.get(letters, 3.0)


@cache
def completed(word: str) -> bool:
    """Does one letter before it make it a common word, so that it may have lost its first?"""
    return word not in STOP and any(zipf(letter + word) > max(3.5, zipf(word) + 1.5) for letter in ascii_lowercase)


# ---------------------------------------------------------------- cues of two lines

SMALL_WORDS = """
a about above after again all also am an and any are as at be because been before being below between both but
by can could did do does doing don down during each for from further had has have having he her here hers him
his how i if in into is it its itself just like made make makes many may me might more most much must my no nor
not now of off on once one only or other our out over own same she should so some such than that the their them
then there these they this those through to too under until up use used uses using very via was we were what
when where which while who whom why will with would you your
"""
STOP = frozenset(SMALL_WORDS.split())
REFERRING = "this that it they these those their its he she his her such here so"
REFERS = frozenset(REFERRING.split())
ENDINGS = re.compile(r"(?:ations?|ings?|ions?|ed|es|s|ly|er|ers|al|ity|ment|ments)$")
NUMBER = re.compile(r"^\s*\(?(\d{1,2}|[a-z])[.)] ")


def stem(word: str) -> str:
    """The word without the endings that inflection and derivation add most often; at least four letters stay."""
    return word[: max(4, len(ENDINGS.sub("", word)))] if len(word) > 4 else word


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    lower = (word.lower().replace("’", "'") for word in WORD.findall(text))
    return frozenset(stem(word) for word in lower if len(word) > 2 and word not in STOP)


@dataclass(frozen=True, slots=True)
class Line:
    """One line with what its neighbours are compared by."""

    text: str
    cues: tuple[str, ...]
    stems: frozenset[str]  # of the words that carry meaning
    letters: str  # without blanks: finds a word in what PDF copying glued
    words: int
    first: str
    in_formula: bool  # stands between lines of $$


def look_at(texts: Sequence[str]) -> list[Line]:
    """What there is to see on each line."""
    lines, inside = [], False
    for text in texts:
        lower = [word.lower().replace("’", "'") for word in WORD.findall(text)]
        letters = "".join(text.lower().split())
        toggles = text.count("$$") % 2 == 1
        lines.append(
            Line(text, tuple(line_cues(text)), stems(text), letters, len(lower), lower[0] if lower else "", inside)
        )
        inside ^= toggles
    return lines


def shared(quote: Line, comment: Line, rarity: Mapping[str, float]) -> float:
    """How much of what the comment says, weighed by how rare it is in the file, is said by the quote: 0 to …"""
    return sum(
        rarity[word] for word in comment.stems if word in quote.stems or (len(word) > 3 and word in quote.letters)
    )


def rarities(lines: Sequence[Line]) -> Mapping[str, float]:
    """For every stem the logarithm of how many of the lines lack it: 0 for a word of every line."""
    distinct = list({line.text: line for line in lines}.values())
    counts = Counter(word for line in distinct for word in line.stems)
    most = math.log(len(distinct) + 1)
    return {word: (most - math.log(count)) / most for word, count in counts.items()}


def link_cues(before: Line, line: Line, after: Line | None, rarity: Mapping[str, float], *, again: bool) -> list[str]:
    """The names of what speaks for or against reading `line` together with the one before it."""
    found = []
    common = shared(before, line, rarity)
    found.append(
        "shares: " + ("nothing" if not common else "a little" if common < 0.7 else "some" if common < 1.6 else "much")
    )
    if after is not None and shared(after, line, rarity) > common:
        found.append("shares more with the line after")
    elif common:
        found.append("shares more with the line before")
    if line.stems and common and all(word in before.letters for word in line.stems):
        found.append("says nothing that is not before")
    if before.words < 4 and before.letters.strip(".,:;") in line.letters:
        found.append("names the line before")
    if line.first in REFERS:
        found.append("refers")
    ratio = (line.words + 1) / (before.words + 1)
    found.append(
        "length: "
        + next(
            n
            for m, n in (
                (0.2, "far shorter"),
                (0.5, "shorter"),
                (1, "a little shorter"),
                (2, "longer"),
                (1e9, "far longer"),
            )
            if ratio <= m
        )
    )
    if line.first and line.first == before.first:
        found.append("begins with the same word")
    if again:
        found.append("the two lines stand together elsewhere")
    found += _continuations(before, line)
    return found


def _continuations(before: Line, line: Line) -> Iterable[str]:
    """Cues that a comment goes on: lists, formulas, colons, open brackets."""
    end = before.text.rstrip()
    if line.in_formula:
        yield "within a formula"
    yield from LISTS.get(("list mark" in before.cues, "list mark" in line.cues), ())
    if _counts_on(before.text, line.text):
        yield "number goes on"
    if end.rstrip(" *_").endswith(":"):
        yield "after a colon"
    if end.count("(") > end.count(")"):
        yield "within brackets"
    if end[-1:].isalnum() or end.endswith((",", ";")):
        yield "before: no full stop"
    yield from (f"before: {cue}" for cue in ("question mark", "heading") if cue in before.cues)
    yield from (
        f"both: {cue}"
        for cue in ("label before a colon", "TeX", "starts lower")
        if cue in before.cues and cue in line.cues
    )


LISTS = {(True, True): ("list goes on",), (False, True): ("list begins",), (True, False): ("list ends",)}


def _counts_on(before: str, line: str) -> bool:
    """Does 2. follow on 1., or b) on a)?"""
    one, two = NUMBER.match(before), NUMBER.match(line)
    if not (one and two):
        return False
    return two[1] == (str(int(one[1]) + 1) if one[1].isdigit() else chr(ord(one[1]) + 1))


# ---------------------------------------------------------------- the chain


@dataclass(frozen=True, slots=True)
class Weights:
    """What every cue weighs, in natural logarithms of odds."""

    line: Mapping[str, tuple[float, ...]]  # one figure for each of COLUMN_NAMES
    link: Mapping[str, tuple[float, float]]  # for "answers" and "continues", against beginning anew
    step: Mapping[tuple[Part, Part], float]


COLUMN_NAMES = ("quote", "highlight", "further", "note")
LINK_NAMES = ("answers", "continues")


@cache
def weights() -> Weights:
    """The shipped weights, read once."""
    table = json.loads(files("flashgen").joinpath("pairing.json").read_text(encoding="utf-8"))
    return Weights(
        {cue: tuple(row.get(name, 0.0) for name in COLUMN_NAMES) for cue, row in table["line"].items()},
        {cue: (row.get("answers", 0.0), row.get("continues", 0.0)) for cue, row in table["link"].items()},
        {step: table["step"].get(f"{step[0].name} {step[1].name}".lower(), 0.0) for step in STEPS},
    )


NEVER = -math.inf
Scores = list[float]  # one for every Part
Combine = Callable[[Sequence[float]], float]
INTO = {part: tuple(before for before, after in STEPS if after is part) for part in Part}
OUT_OF = {part: tuple(after for before, after in STEPS if before is part) for part in Part}


@dataclass(frozen=True, slots=True)
class Chain:
    """A sequence of lines, ready to be read: what each part of each line scores, and each step into it."""

    parts: list[Scores]
    steps: Sequence[Mapping[tuple[Part, Part], float]]  # the first is not used

    def within(self, allowed: Sequence[frozenset[Part]]) -> "Chain":
        """The same chain where every line may only play the parts allowed to it."""
        parts = [
            [score if part in may else NEVER for part, score in zip(Part, scores, strict=True)]
            for scores, may in zip(self.parts, allowed, strict=True)
        ]
        return Chain(parts, self.steps)


def chain_of(texts: Sequence[str], table: Weights) -> Chain:
    """The chain of these lines, none of them blank."""
    lines = look_at(texts)
    rarity = rarities(lines)
    couples = Counter(pairwise(texts))
    parts, steps = [], []
    for i, line in enumerate(lines):
        sums = _add(table.line, line.cues, len(COLUMN_NAMES))
        parts.append([sum(sums[COLUMN_NAMES.index(name)] for name in COLUMNS[part]) for part in Part])
        links: Sequence[float] = (0.0, 0.0)
        if i:
            after = lines[i + 1] if i + 1 < len(lines) else None
            again = couples[texts[i - 1], texts[i]] > 1
            links = _add(table.link, link_cues(lines[i - 1], line, after, rarity, again=again), len(LINK_NAMES))
        steps.append(
            {step: table.step[step] + (links[LINK_NAMES.index(does)] if does else 0.0) for step, does in STEPS.items()}
        )
    return Chain(parts, steps)


def _add(table: Mapping[str, tuple[float, ...]], cues: Iterable[str], width: int) -> list[float]:
    rows = [table[cue] for cue in cues if cue in table]
    return [sum(row[column] for row in rows) for column in range(width)]


def _sum(scores: Sequence[float]) -> float:
    """The logarithm of the sum of what these are logarithms of."""
    most = max(scores)
    return most if most == NEVER else most + math.log(sum(math.exp(score - most) for score in scores))


def _forward(chain: Chain, combine: Combine) -> list[Scores]:
    """For every line and part, the combined score of all ways to come there, the line itself included."""
    scores = [[score if part in FIRST else NEVER for part, score in zip(Part, chain.parts[0], strict=True)]]
    for parts, step in zip(chain.parts[1:], chain.steps[1:], strict=True):
        last = scores[-1]
        scores.append([parts[to] + combine([last[at] + step[at, to] for at in INTO[to]]) for to in Part])
    return scores


def _backward(chain: Chain, combine: Combine) -> list[Scores]:
    """For every line and part, the combined score of all ways to go on from there, the line itself left out."""
    scores = [[0.0 if part in LAST else NEVER for part in Part]]
    for parts, step in zip(reversed(chain.parts[1:]), reversed(chain.steps[1:]), strict=True):
        last = scores[-1]
        scores.append([combine([step[at, to] + parts[to] + last[to] for to in OUT_OF[at]]) for at in Part])
    return scores[::-1]


@dataclass(frozen=True, slots=True)
class Paths:
    """The best way through a chain, and the best one through any of its lines and parts (Viterbi both ways)."""

    chain: Chain
    before: list[Scores]
    after: list[Scores]

    @classmethod
    def through(cls, chain: Chain) -> "Paths":
        """The best ways through this chain of at least one line."""
        return cls(chain, _forward(chain, max), _backward(chain, max))

    def score(self, at: int, part: Part) -> float:
        """What the best way scores that comes through this part of this line."""
        return self.before[at][part] + self.after[at][part]

    def back(self, at: int, part: Part) -> Iterator[tuple[int, Part]]:
        """The best way from here to the first line, this line left out."""
        while at:
            step, last = self.chain.steps[at], self.before[at - 1]
            part = max(INTO[part], key=lambda came: last[came] + step[came, part])
            at -= 1
            yield at, part

    def on(self, at: int, part: Part) -> Iterator[tuple[int, Part]]:
        """The best way from here to the last line, this line left out."""
        while at + 1 < len(self.before):
            at += 1
            step, parts, rest = self.chain.steps[at], self.chain.parts[at], self.after[at]
            part = max(OUT_OF[part], key=lambda to: step[part, to] + parts[to] + rest[to])
            yield at, part

    def best(self) -> list[Part]:
        """The most probable part of every line, taken together."""
        at = len(self.before) - 1
        end = max(LAST, key=lambda part: self.score(at, part))
        return [*reversed([part for _, part in self.back(at, end)]), end]


# ---------------------------------------------------------------- blank lines

ANYTHING = frozenset(Part)
STARTING = frozenset(FIRST)
GOING_ON = ANYTHING - STARTING
BLANK_COSTS = 1.0
"""How much likelier (natural logarithm, for each blank line) a looser reading of the blank lines has to be."""


def two_by_two(texts: Sequence[str]) -> list[frozenset[Part]] | None:
    """The parts of the lines that are not blank where a blank line stands for a missing half; None: it cannot be so."""
    padded = [*texts, ""] if len(texts) % 2 else list(texts)
    parts: list[frozenset[Part]] = []
    for quote, comment in zip(padded[::2], padded[1::2], strict=True):
        match bool(quote.strip()), bool(comment.strip()):
            case True, True:
                parts += [frozenset({Part.QUOTE}), frozenset({Part.COMMENT})]
            case True, False:
                parts.append(frozenset({Part.HIGHLIGHT}))
            case False, True:
                parts.append(frozenset({Part.NOTE}))
            case _:
                return None
    return parts


def block_by_block(texts: Sequence[str], *, inside: frozenset[Part]) -> list[frozenset[Part]]:
    """The parts of the lines that are not blank where every annotation begins after a blank line."""
    blank_before = [True, *(not text.strip() for text in texts)]
    return [STARTING if blank else inside for blank, text in zip(blank_before, texts, strict=False) if text.strip()]


def lay_out(chain: Chain, texts: Sequence[str]) -> Chain:
    """The chain with what the blank lines say: the strictest reading of them that costs little.

    A blank line stands for a missing half; or annotations stand in blocks of their own; or blocks hold several; or
    blank lines mean nothing.
    """
    blanks = sum(not text.strip() for text in texts)
    if not blanks:
        return chain
    layouts = (
        two_by_two(texts),
        block_by_block(texts, inside=GOING_ON),
        block_by_block(texts, inside=ANYTHING),
    )
    chains = [chain.within(layout) for layout in layouts if layout] + [chain]
    scores = [_best_score(each) for each in chains]
    return next(each for each, score in zip(chains, scores, strict=True) if score >= max(scores) - blanks * BLANK_COSTS)


def _best_score(chain: Chain) -> float:
    ends = _forward(chain, max)[-1]
    return max(ends[part] for part in LAST)


# ---------------------------------------------------------------- readings

SURE = 0.8
"""From this probability on no second reading is given."""


def pair_lines(lines: Sequence[str], *, pins: Sequence[Override] = ()) -> list[Reading]:
    """The annotations of flat text, in order, made of its lines (numbered from 1; blank ones belong to none).

    `pins` are overrides with `quote_lines` or `comment_lines`: those lines are read so and no other way.
    """
    pinned = [_pinned(pin) for pin in pins if pin.quote_lines or pin.comment_lines]
    taken = {number for reading in pinned for number in reading.quote_lines + reading.comment_lines}
    return sorted(pinned + _infer(lines, taken), key=lambda reading: reading.quote_lines + reading.comment_lines)


def _pinned(pin: Override) -> Reading:
    return Reading(quote_lines=pin.quote_lines or (), comment_lines=pin.comment_lines or (), confidence=1.0)


def _infer(lines: Sequence[str], taken: set[int]) -> list[Reading]:
    """The most probable reading of the lines that no pin has taken."""
    end = len(lines)
    while end and not lines[end - 1].strip():
        end -= 1
    filled = [number for number, line in enumerate(lines[:end], 1) if line.strip()]
    if not filled:
        return []
    chain = lay_out(chain_of([lines[number - 1] for number in filled], weights()), lines[:end])
    if taken:
        chain, filled = _without(chain, filled, taken)
        if not filled:
            return []
    paths = Paths.through(chain)
    best = paths.best()
    sums = _forward(chain, _sum), _backward(chain, _sum)
    whole = _sum([sums[0][-1][part] for part in LAST])
    readings = []
    for start, stop in spans(best):
        chance = math.exp(min(0.0, _span_score(chain, sums, best[start:stop], start) - whole))
        second = "" if chance >= SURE else _second(paths, best, start, stop, filled)
        quote, comment = halves(best[start:stop], filled[start:stop])
        readings.append(
            Reading(quote_lines=quote, comment_lines=comment, confidence=round(chance, 4), second_reading=second)
        )
    return readings


def _without(chain: Chain, filled: list[int], taken: set[int]) -> tuple[Chain, list[int]]:
    """The chain without the lines that are pinned; nothing goes on across them."""
    parts, steps, numbers = [], [], []
    cut = False
    for at, number in enumerate(filled):
        if number in taken:
            cut = True
            continue
        scores = chain.parts[at]
        parts.append(
            [score if part in FIRST else NEVER for part, score in zip(Part, scores, strict=True)] if cut else scores
        )
        steps.append(chain.steps[at])
        numbers.append(number)
        cut = False
    return Chain(parts, steps), numbers


def spans(parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Where each annotation begins, and where the next one does."""
    starts = [at for at, part in enumerate(parts) if part in FIRST]
    return list(zip(starts, [*starts[1:], len(parts)], strict=True))


def halves(parts: Sequence[Part], numbers: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The numbers of the quote's lines and of the comment's."""
    quoted = parts[0] in (Part.QUOTE, Part.HIGHLIGHT)
    return (tuple(numbers[:1]), tuple(numbers[1:])) if quoted else ((), tuple(numbers))


def _span_score(chain: Chain, sums: tuple[list[Scores], list[Scores]], parts: Sequence[Part], start: int) -> float:
    """The combined score of all readings in which exactly these lines are an annotation of these parts."""
    before, after = sums
    score = before[start][parts[0]]
    for at, step in enumerate(pairwise(parts), start + 1):
        score += chain.steps[at][step] + chain.parts[at][step[1]]
    stop = start + len(parts)
    if stop == len(chain.parts):
        return score
    on = [
        chain.steps[stop][parts[-1], to] + chain.parts[stop][to] + after[stop][to]
        for to in FIRST
        if (parts[-1], to) in STEPS
    ]
    return score + _sum(on)


def _second(paths: Paths, best: Sequence[Part], start: int, stop: int, numbers: Sequence[int]) -> str:
    """The best reading in which these lines are not this annotation, in words."""
    others = [
        (paths.score(at, part), -at, part)
        for at in range(start, min(stop + 1, len(best)))
        for part in (Part if at < stop else GOING_ON)
        if part is not best[at]
    ]
    score, at, part = max(others)
    if score == NEVER:
        return ""
    at = -at
    way = {at: part}
    for steps in (paths.back(at, part), paths.on(at, part)):
        for place, other in steps:
            if other is best[place] and not start <= place < stop:
                break
            way[place] = other
    first, last = min(way), max(way)
    while first and (way[first] not in FIRST):
        first -= 1
        way[first] = best[first]
    parts = [way.get(place, best[place]) for place in range(first, last + 1)]
    while last + 1 < len(best) and best[last + 1] not in FIRST:
        last += 1
        parts.append(best[last])
    return in_words(parts, numbers[first : last + 1])


MOST = 4
"""So many annotations of a second reading are named; a longer one only moves the same doubt along."""


def in_words(parts: Sequence[Part], numbers: Sequence[int]) -> str:
    """`line 46 quote, 47 comment; 48 page note`."""
    told = []
    for start, stop in spans(parts):
        quote, comment = halves(parts[start:stop], numbers[start:stop])
        if quote and comment:
            told.append(f"{_lines(quote)} quote, {_lines(comment)} comment")
        else:
            told.append(f"{_lines(quote)} highlight" if quote else f"{_lines(comment)} page note")
    rest = f"; and so on to {numbers[-1]}" if len(told) > MOST else ""
    return "line " + "; ".join(told[:MOST]) + rest


def _lines(numbers: Sequence[int]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
