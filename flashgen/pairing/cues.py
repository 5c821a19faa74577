"""What speaks for or against the part of a line: cues of the line itself, and of two lines that follow each other.

A cue is a name that a person understands; none of them knows a paper, an author or an annotator. Copied text shows in
words that copying glued, cut or broke, in citations and typography; a reader's own in what readers write in margins.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import compress, pairwise
from operator import not_
from string import ascii_lowercase
from typing import NamedTuple

from flashgen.words import zipf

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
    "connects": "but also and or another so because then plus otherwise similarly still yet too",
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

NAME = r"[A-Z](?<=\b.)[\w.’'-]{1,30}"  # bounded, as all that could be tried again and again on a hostile line
DOCUMENTS = (
    "paper article survey review overview tutorial introduction talk blog post video slides report page website "
    "preprint summary explanation study book essay reading dataset library history discussion wikipedia note notes"
)
PATTERNS: Mapping[str, tuple[str, str]] = {
    "numbered citation": ("[", r"\[ ?\d[\d, –-]*\]"),
    "author-year citation": (
        "0123456789",
        r"\bet al\b|\([^()]*\b(?:19|20)\d\d[a-z]?\)|[A-Z]\w+ \((?:19|20)\d\d",
    ),
    "year": ("0123456789", r"(?:19|20)(?<=\b..)\d\d\b"),
    "initials of a name": (".", r"[A-Z](?<=\b.)\. ?(?:[A-Z]\. ?)?[A-Z][a-z]"),
    "list of names": (",", rf"(?:{NAME} ){{1,3}}?{NAME}, (?:{NAME} ){{1,3}}?{NAME}(?:,| and )"),
    "cut or glued sentence": (".,;:)]", r"[.,;:)\]](?<=[a-z].)(?:[A-Z][a-z]|[a-z]{3})"),
    "glued capital": ("", r"[A-Z](?:(?<=[a-z].)|(?<=[a-z]\d.))[a-z]{2}"),
    "hyphen before blank": ("-", r"[a-z]{2}- [a-z]{2}"),
    "hyphen within a word": ("-", r"[a-z]{2}-[a-z]{2}"),
    "label before a colon": (":", r"^\W{0,4}[A-Za-z][\w/ ]{0,24}?\s?\d?\s?:"),
    "colon at the end": (":", r":\W{0,4}$"),
    "TeX": ("$\\", r"\$|\\[a-zA-Z(\[]"),
    "emphasis": ("*_`", r"\*\*|__|(?<![\w*])\*\w|(?<![\w_])_\w[^_]*_(?!\w)|`"),
    "heading": ("#", r"^#{1,6} "),
    "list mark": ("-*+.)", r"^(?:[-*+] |\(?\d{1,2}[.)] |[a-z][.)] )"),
    "first of a list": (".)", r"^\(?[1a][.)] "),
    "bullet": ("•●▪◦–", r"^[•●▪◦–] "),
    "nothing but TeX": ("$\\", r"^(?:\$.*\$|\\\(.*\\\)|\\\[.*\\\]|\\(?:begin|end)\{.*)$"),
    "block quotation": (">", r"^>"),
    "link or address": ("/@(", r"https?://|www\.|\]\(|@(?<=\w.)\w+\.\w"),
    "HTML": ("<", r"<[a-zA-Z/][^<>]*>"),
    "hash tag": ("#", r"(?:^|\s)#\w"),
    "BibTeX": ("@", r"^@\w+\{"),
    "doubled mark": ("?!", r"\?\?|!!|\?!|!\?"),
    "three points": (".", r"\.\.\."),
    "drawn-out word": ("", r"([a-z])\1\1"),
    "arrow": ("<>", r"->|=>|<-|<=>"),
    "abbreviation with a slash": ("/", r"\b(?:w/|b/c|w/o|s/t)"),
    "parenthesis within": ("(", r"\([^()]{3,}\)"),
    "opens with a quotation": ("\"“'‘", r"^[\"“'‘]"),
    "percentage or decimal": ("0123456789", r"\d%|\d\.\d"),
    "describes a document": ("", rf"(?i)^\W{{0,4}}(?:[\w-]+ ){{0,5}}?(?:{DOCUMENTS.replace(' ', '|')})\b"),
}
"""What to look for, and the signs of which at least one has to be there (regular expressions are slow).

What can begin anywhere begins with its rarest sign, and looks back at the letters before it, for the same reason.
"""
SEARCHES = [(name, frozenset(signs), re.compile(pattern).search) for name, (signs, pattern) in PATTERNS.items()]

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
CUT_SMALL = frozenset(("he", "his", "hen", "or", "hese", "hat", "hey", "nd", "ut", "ow", "here", "ere"))
"""What is left of the, this, when, for … after the first letter, as far as it is a word too."""
SMALL_I = frozenset(("i", "i'm", "i've", "i'd", "i'll", "im", "ive"))
LEARNED = ((0, "none"), (0.12, "few"), (0.25, "some"), (1, "many"))
CAPITALS = ((0, "none"), (0.25, "few"), (0.6, "some"), (1, "most"))
SMALL = ((0, "none"), (0.3, "few"), (0.5, "some"), (1, "many"))
GLUED = ((0, "none"), (1, "one"), (math.inf, "several"))
RARE = ((3.8, "rare"), (4.4, "less common"), (5, "common"), (9, "plain"))
SHARES = ((0, "nothing"), (0.7, "a little"), (1.6, "some"), (math.inf, "much"))
RATIOS = ((0.2, "far shorter"), (0.5, "shorter"), (1, "a little shorter"), (2, "longer"), (math.inf, "far longer"))
HYPHENED = re.compile(r"(?<![\w-])([a-zA-Z]?[a-z]+)- ?([a-z]+)(?![\w-])")
NUMBER = re.compile(r"^\(?(\d{1,2}|[a-z])[.)] ")
ENDINGS = re.compile(r"(?:ations?|ings?|ions?|ed|es|s|ly|er|ers|al|ity|ment|ments)$")

SMALL_WORDS = """
a about above after again all also am an and any are as at be because been before being below between both but by can
could did do does doing don down during each for from further had has have having he her here hers him his how i if in
into is it its itself just like made make makes many may me might more most much must my no nor not now of off on once
one only or other our out over own same she should so some such than that the their them then there these they this
those through to too under until up use used uses using very via was we were what when where which while who whom why
will with would you your
"""
STOP = frozenset(SMALL_WORDS.split())
REFERS = frozenset(("this", "that", "it", "they", "these", "those", "their", "its", "he", "she", "such", "here", "so"))
SUFFIX = re.compile(r"(?:tions?|ments?|ity|ities|ness|ance|ence|ive|ical|ally|ology|isms?|ized?|ized)$")


class Word(NamedTuple):
    """What there is to know of a word as it is spelled, wherever it stands."""

    text: str
    lower: str  # its apostrophe a straight one
    changed: bool  # by putting it so
    register: str  # of REGISTER, or ""
    small: bool  # carries grammar rather than content
    learned: bool
    frequency: float  # zipf
    spelling: str  # known, glued (two words with the blank lost) or unknown
    stem: str  # "" for small words and short ones


@lru_cache(maxsize=1 << 17)
def word_of(text: str) -> Word:
    """What there is to know of this word."""
    word = text.lower().replace("’", "'")
    small, frequency = word in STOP, zipf(word)
    root = "" if small or len(word) < 3 else stem(word)
    return Word(
        text=text,
        lower=word,
        changed=text != word,
        register=REGISTER_OF.get(word, ""),
        small=small,
        learned=bool(SUFFIX.search(word)),
        frequency=frequency,
        spelling=spelling(word, frequency),
        stem=root,
    )


def spelling(word: str, frequency: float) -> str:
    """Whether a word in lower case is `known`, `glued` of two whose blank was lost, or `unknown`."""
    if len(word) < 5 or "'" in word:
        return "known" if frequency or len(word) < 4 or "'" in word else "unknown"
    if len(word) > LONGEST:
        return "glued"
    parts = (
        zipf(word[:i]) + zipf(word[i:])
        for i in range(1, len(word))
        if zipf(word[:i]) > least(i) and zipf(word[i:]) > least(len(word) - i)
    )
    # Were the two independent, they would meet with the product of their frequencies.
    if max(parts, default=0.0) - 9 > frequency + 0.5:
        return "glued"
    return "known" if frequency else "unknown"


LONGEST = 40
"""Letters; what is longer is no word of any language that is written with blanks."""


def least(letters: int) -> float:
    """How frequent a word of so few letters must be to count as one: nearly every short string is in the list."""
    return {1: 7.0, 2: 6.0, 3: 5.0}.get(letters, 3.0)


@lru_cache(maxsize=1 << 14)
def completed(word: str) -> bool:
    """Does one letter before it make it a common word, so that it may have lost its first?"""
    return word not in STOP and any(zipf(letter + word) > max(3.5, zipf(word) + 1.5) for letter in ascii_lowercase)


@lru_cache(maxsize=1 << 14)
def broken(one: str, two: str) -> bool:
    """Is this one word that the end of a line broke, with a hyphen between the two parts?"""
    whole = zipf((one + two).lower())
    return whole > 2.5 and (min(zipf(one.lower()), zipf(two)) < 3.5 or whole > zipf(one.lower()) + zipf(two) - 6)


def stem(word: str) -> str:
    """The word without the endings that inflection and derivation add most often; at least four letters stay."""
    return word[: max(4, len(ENDINGS.sub("", word)))] if len(word) > 4 else word


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
        text = text.strip()
        words = words_of(text)
        cues = set(_shape(text, len(words)))
        if words:
            cues.update(_vocabulary(text, words))
        return cls(
            text,
            frozenset(cues),
            _stems(words),
            "".join(text.lower().split()),
            len(words),
            words[0].lower if words else "",
        )


def words_of(text: str) -> list[Word]:
    """The words of a text, in order."""
    return list(map(word_of, WORD.findall(text)))


def line_cues(text: str) -> frozenset[str]:
    """The names of what speaks for or against a part of this line, by itself."""
    return Line.of(text).cues


def stems(text: str) -> frozenset[str]:
    """The stems of the words that carry meaning."""
    return _stems(words_of(text))


def in_prose(text: str) -> bool:
    """Has this line too few capitals for a title or a list of names? Quicker seen than all its cues."""
    changed = [word.changed for word in words_of(text)]
    return len(changed) > 2 and band(sum(changed) / len(changed), CAPITALS) in ("none", "few")


def _stems(words: Sequence[Word]) -> frozenset[str]:
    return frozenset([word.stem for word in words if word.stem])


def _shape(text: str, count: int) -> Iterator[str]:
    """Cues of the signs, the ends and the length."""
    there = set(text)
    for sign in there & SIGN_OF.keys():
        yield SIGN_OF[sign]
    for name, signs, search in SEARCHES:
        if (not signs or not signs.isdisjoint(there)) and search(text):
            yield name
    if "-" in there and any(broken(one, two) for one, two in HYPHENED.findall(text)):
        yield "word broken by a hyphen"
    if text:
        yield _start(text[0])
        yield _end(text)
    yield band(count, LENGTHS)


def _start(sign: str) -> str:
    """What kind of sign the line starts with."""
    if sign.isalpha():
        return "starts upper" if sign.isupper() else "starts lower"
    if sign.isdigit():
        return "starts with a digit"
    if sign in ",.;:)]?!":
        return "starts with closing punctuation"
    return "starts with opening punctuation" if sign in "\"“‘'([" else "starts otherwise"


def _end(text: str) -> str:
    """What kind of sign the line ends with, closing quotation marks and brackets aside."""
    if text.endswith("..."):
        return "ends with three points"
    last = text.rstrip('"”’)')[-1:]
    if last.isdigit():
        return "ends with a citation" if text.endswith(")") else "ends with a digit"
    return "ends with a letter" if last.isalpha() else ENDS.get(last, "ends otherwise")


def _vocabulary(text: str, words: Sequence[Word]) -> Iterator[str]:
    """Cues of the words: their register, how learned, how titled, how telegraphic, how spelled."""
    spelled, lower, changed, registers, small, learned, frequencies, spellings, _ = zip(*words, strict=True)
    count = len(words)
    yield from {*registers} - {""}
    if registers[0]:
        yield f"opens: {registers[0]}"
    if small[0]:
        yield f"opens: small word, {'upper' if spelled[0][0].isupper() else 'lower'}"
    if len(spelled[-1]) == 1 and spelled[-1] not in "AIai":
        yield "last letter alone"
    if small[-1] and count > 3:
        yield "last word small"
    if max(map(len, spelled)) > 16:
        yield "very long word"
    if not SMALL_I.isdisjoint(spelled) and "i.e" not in text:
        yield "lower-case i"
    yield "learned words: " + band(sum(learned) / count, LEARNED)
    if count > 2:
        yield "capitals: " + band(sum(changed) / count, CAPITALS)
        yield "small words: " + band(sum(small) / count, SMALL)
        if sum(map(str.isupper, spelled)) > 0.7 * count:
            yield "all capitals"
    if count > 2 and spellings.count("unknown") > count / 3:
        yield "another language"
        return
    yield from _spelling(spelled, lower, spellings)
    content = list(compress(frequencies, map(not_, small)))
    if len(content) > 1:
        yield "words: " + band(sum(content) / len(content), RARE)


def _spelling(spelled: Sequence[str], lower: Sequence[str], spellings: Sequence[str]) -> Iterator[str]:
    """Cues of words that no list holds: stuck together or cut by copying, or mistyped."""
    yield "glued words: " + band(spellings.count("glued"), GLUED)
    first = spelled[0]
    if (len(first) == 1 and first not in "AIai") or (
        first.islower() and spellings[0] != "glued" and completed(lower[0])
    ):
        yield "first word cut"
    elif first in CUT_SMALL:
        yield "first word may be cut"
    if "unknown" in spellings:
        strange = [how == "unknown" and text.islower() for how, text in zip(spellings, spelled, strict=True)]
        if any(strange[1:-1]):
            yield "unknown word"
        if strange[-1] and len(spelled) > 3:
            yield "last word unknown"


def band(figure: float, bands: Sequence[tuple[float, str]]) -> str:
    """The name of the first band that reaches up to the figure."""
    for most, name in bands:
        if figure <= most:
            return name
    raise ValueError(figure)


# ---------------------------------------------------------------- cues of two lines


def all_cues(texts: Sequence[str]) -> Iterator[tuple[frozenset[str], list[str]]]:
    """For every line, none of them blank, its own cues and those that link it to the line before."""
    lines = [Line.of(text) for text in texts]
    rarity = rarities(lines)
    couples = Counter((one.text, two.text) for one, two in pairwise(lines))
    common = [0.0, *(shared(one, two, rarity) for one, two in pairwise(lines)), 0.0]
    inside = False  # between lines of $$
    for at, line in enumerate(lines):
        linking: list[str] = []
        if at:
            before = lines[at - 1]
            linking += _kinship(before, line, common[at], common[at + 1])
            linking += _continuation(before, line)
            if couples[before.text, line.text] > 1:
                linking.append("the two lines stand together elsewhere")
            if inside:
                linking.append("within a formula")
        inside ^= line.text.count("$$") % 2 == 1
        yield line.cues, linking


def rarities(lines: Sequence[Line]) -> Mapping[str, float]:
    """How rare every stem is in the file, by the logarithm of the lines that hold it: from 0, in all, to 1, in one."""
    distinct = {line.text: line for line in lines}.values()
    counts = Counter(stem for line in distinct for stem in line.stems)
    most = math.log(len(distinct) + 1)
    return {stem: (most - math.log(count)) / most for stem, count in counts.items()}


def shared(quote: Line, comment: Line, rarity: Mapping[str, float]) -> float:
    """How much of what the comment says the quote says too: its stems, each as rare as it is in the file."""
    there, letters = quote.stems, quote.letters
    common = [rarity[stem] for stem in comment.stems if stem in there or (len(stem) > 3 and stem in letters)]
    return math.fsum(common)  # exact, so that the order of a set makes no difference


def _kinship(before: Line, line: Line, common: float, common_after: float) -> Iterator[str]:
    """Cues that the line speaks about the line before."""
    yield "shares: " + band(common, SHARES)
    if common_after > common:
        yield "shares more with the line after"
    elif common:
        yield "shares more with the line before"
    if common and all(stem in before.letters for stem in line.stems):
        yield "says nothing that is not before"
    if before.count < 4 and before.letters.strip(".,:;") in line.letters:
        yield "names the line before"
    if line.first in REFERS:
        yield "refers"
    yield "length: " + band((line.count + 1) / (before.count + 1), RATIOS)
    if "describes a document" in line.cues and not REFERENCE.isdisjoint(before.cues):
        yield "describes the document named before"
    if line.first and line.first == before.first:
        yield "begins with the same word"


def _continuation(before: Line, line: Line) -> Iterator[str]:
    """Cues that a comment goes on: lists, colons, open brackets, headings."""
    end = before.text
    yield from LISTS.get(("list mark" in before.cues, "list mark" in line.cues), ())
    if _counts_on(before.text, line.text):
        yield "number goes on"
    if end.rstrip(" *_").endswith(":"):
        yield "after a colon"
    if end.count("(") > end.count(")"):
        yield "within brackets"
    if end[-1:].isalnum() or end.endswith((",", ";")):
        yield "before: no full stop"
    for cue in ("question mark", "heading"):
        if cue in before.cues:
            yield f"before: {cue}"
    for cue in ("label before a colon", "TeX", "starts lower"):
        if cue in before.cues and cue in line.cues:
            yield f"both: {cue}"


REFERENCE = frozenset(
    ("author-year citation", "initials of a name", "list of names", "year", "venue", "capitals: most")
)
LISTS = {(True, True): ("list goes on",), (False, True): ("list begins",), (True, False): ("list ends",)}


def _counts_on(before: str, line: str) -> bool:
    """Does 2. follow on 1., or b) on a)?"""
    one, two = NUMBER.match(before), NUMBER.match(line)
    if not (one and two):
        return False
    return two[1] == (str(int(one[1]) + 1) if one[1].isdigit() else chr(ord(one[1]) + 1))
