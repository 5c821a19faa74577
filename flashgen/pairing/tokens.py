"""Words and tokens: what there is to know of them wherever they stand, found once and kept.

A token is what stands between two blanks. All that a line shows in one token is a cue of that token: texts are long,
but their tokens are few.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from string import ascii_lowercase
from typing import NamedTuple

from flashgen.words import zipf

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

SMALL_WORDS = """
a about above after again all also am an and any are as at be because been before being below between both but by can
could did do does doing don down during each for from further had has have having he her here hers him his how i if in
into is it its itself just like made make makes many may me might more most much must my no nor not now of off on once
one only or other our out over own same she should so some such than that the their them then there these they this
those through to too under until up use used uses using very via was we were what when where which while who whom why
will with would you your
"""
STOP = frozenset(SMALL_WORDS.split())
SUFFIX = re.compile(r"(?:tions?|ments?|ity|ities|ness|ance|ence|ive|ical|ally|ology|isms?|ized?|ized)$")
ENDINGS = re.compile(r"(?:ations?|ings?|ions?|ed|es|s|ly|er|ers|al|ity|ment|ments)$")


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


def broken(one: str, two: str) -> bool:
    """Is this one word that the end of a line broke, with a hyphen between the two parts?"""
    whole = zipf((one + two).lower())
    return whole > 2.5 and (min(zipf(one.lower()), zipf(two)) < 3.5 or whole > zipf(one.lower()) + zipf(two) - 6)


def stem(word: str) -> str:
    """The word without the endings that inflection and derivation add most often; at least four letters stay."""
    return word[: max(4, len(ENDINGS.sub("", word)))] if len(word) > 4 else word


# ---------------------------------------------------------------- tokens

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

PATTERNS: Mapping[str, str] = {
    "year": r"(?:19|20)(?<=\b..)\d\d\b",
    "cut or glued sentence": r"[.,;:)\]](?<=[a-z].)(?:[A-Z][a-z]|[a-z]{3})",
    "glued capital": r"[A-Z](?:(?<=[a-z].)|(?<=[a-z]\d.))[a-z]{2}",
    "hyphen within a word": r"[a-z]{2}-[a-z]{2}",
    "TeX": r"\$|\\[a-zA-Z(\[]",
    "link or address": r"https?://|www\.|\]\(|@(?<=\w.)\w+\.\w",
    "hash tag": r"^#\w",
    "doubled mark": r"\?\?|!!|\?!|!\?",
    "three points": r"\.\.\.",
    "drawn-out word": r"([a-z])\1\1",
    "arrow": r"->|=>|<-|<=>",
    "abbreviation with a slash": r"\b(?:w/|b/c|w/o|s/t)",
    "percentage or decimal": r"\d%|\d\.\d",
}
"""What to look for in a token. What can begin anywhere begins with its rarest sign and looks back at the letters before
it: a hostile token must not make a search try again from every sign."""
SEARCHES = [(name, re.compile(pattern).search) for name, pattern in PATTERNS.items()]
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
HYPHENED = re.compile(r"(?<![\w-])([a-zA-Z]?[a-z]+)-([a-z]+)(?![\w-])")
LONG = 16  # letters
SMALL_I = frozenset(("i", "i'm", "i've", "i'd", "i'll", "im", "ive"))


class Token(NamedTuple):
    """What stands between two blanks: its words and what it shows."""

    words: tuple[Word, ...]
    stems: tuple[str, ...]  # of the words that have one
    cues: frozenset[str]


@lru_cache(maxsize=1 << 17)
def token_of(text: str) -> Token:
    """What there is to know of this token."""
    words = tuple(map(word_of, WORD.findall(text)))
    cues = {word.register for word in words if word.register}
    cues.update(SIGN_OF[sign] for sign in SIGN_OF.keys() & text)
    cues.update(name for name, search in SEARCHES if search(text))
    if any(len(word.text) > LONG for word in words):
        cues.add("very long word")
    if any(word.text in SMALL_I for word in words) and not text.startswith("i.e"):
        cues.add("lower-case i")
    if "-" in text and any(broken(one, two) for one, two in HYPHENED.findall(text)):
        cues.add("word broken by a hyphen")
    return Token(words, tuple(word.stem for word in words if word.stem), frozenset(cues))
