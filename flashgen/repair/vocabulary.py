"""What speaks for a mend: the words of the export, and lists of what English words are made of."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from flashgen.words import FUNCTION_WORDS, zipf

ENGLISH = FUNCTION_WORDS["en"]
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

# ---------------------------------------------------------------- lists of words


def listed(words: str) -> frozenset[str]:
    """The words that a table lists, with blanks between them."""
    return frozenset(words.split())


SUFFIXES = listed(
    """
    abilities ability able ably age al ally ance ation ations ed ence ers es est ful hood ible ic ies ing ings isation
    isations ise ised ish ising ism isms ist ists ity ive ization izations ize ized izes izing less like ly ment ments
    ness or ous ship sion tion tions ty ward wards wise
    """
)
FREE_SUFFIXES = listed("age less like ship ward wards wise")
"""Those that follow a hyphen of its own ("sponge-like")."""
PREFIXES = listed(
    """
    anti auto back bi co counter cross cyber de dis down eigen em en ex extra fore hyper im in inter intra iso macro
    mega meta micro mid mini mis mono multi non off on out over para poly post pre pro pseudo quasi re semi sub
    super tri ultra un under uni up
    """
)
BOUND = listed("de dis eigen em hyper im inter intra ir iso multi non poly pre re semi un")
"""Prefixes that are no words: nothing was glued to them."""
SYLLABLES = listed("ab ac ad al ap ar com con de di dis el em en il im ir la le ob")
"""What the word list knows as words of other languages, but begins English words."""
NUMBERED = listed(
    """
    January February March April May June July August September October November December Chapter Section Figure
    Table Equation Theorem Lemma Listing Algorithm Appendix
    """
)
"""What a number follows, when it is written with a capital."""
COUNTING = listed(
    """
    about above after almost and approximately are around as at before below between by during exceeds for from has
    have in is least most nearly of on only or over reaches roughly see since than that to under until was were with
    within
    """
)
"""What a number follows, in small letters."""
BEFORE_NAMES = listed("the of in by and with from that between through against when but or")
"""Function words that begin no identifier in camel case, as `toString` and `isEmpty` do."""

# ---------------------------------------------------------------- evidence

COMMON = 4.3
"""Words of this Zipf frequency and above are never doubted."""
LONGEST = 60  # letters: what is longer is no word, nor are two of them


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an export itself writes, in lower case, as far as no word list knows it better.

    `seen`: its uncommon words and hyphenated compounds. `wholes`: those seen between different neighbours; a passage
    that was highlighted twice is no second witness. `pairs`: how often two words stand apart that spell one of the
    export's words when glued. `names`: words with a capital, as they are written. `damaged`: whether the text at hand
    came with damage that nobody would doubt.
    """

    seen: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    damaged: bool = False
    judged: dict[str, tuple[float, int]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of an export, from all its texts; linear in their length."""
        texts = tuple(texts)
        neighbours: dict[str, str] = {}
        wholes: set[str] = set()
        names: set[str] = set()
        for text in texts:
            names.update(word for word in WORD.findall(text) if not word.islower())
            words = ["", *COMPOUND.findall(text.lower()), ""]
            for before, word, after in zip(words, words[1:], words[2:], strict=False):
                if len(word) > 2 and zipf(word) < COMMON:
                    around = f"{before} {after}"
                    if neighbours.setdefault(word, around) != around:
                        wholes.add(word)
        pairs: Counter[tuple[str, str]] = Counter()
        spelt: Counter[tuple[str, str]] = Counter()
        for text in texts:
            for clause in CLAUSE_END.split(text):
                written = WORD.findall(clause)
                pairs.update(pair for pair in pairwise(map(str.lower, written)) if pair[0] + pair[1] in neighbours)
                spelt.update(pair for pair in pairwise(written) if not pair[1].islower() and pair[0] + pair[1] in names)
        return cls(frozenset(neighbours), frozenset(wholes), pairs | spelt, frozenset(names))


COMPOUND = re.compile(rf"{WORD.pattern}(?:-{WORD.pattern})*")
CLAUSE_END = re.compile(r"[^\w \n'’]")


def language_of(text: str) -> str:
    """The language (ISO 639-1) whose function words the text uses most; "en" where nothing speaks for another.

    Single letters speak for none (they are variables), nor does "et al.", nor what is written in capitals ("DE").
    """
    words = (word for word in WORD.findall(re.sub(r"\bet\.? al\b", "", text)) if not word.isupper())
    found = [word.lower() for word in words if len(word) > 1 or not word.isascii()]
    counts = {language: sum(word in words for word in found) for language, words in FUNCTION_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > max(counts["en"], 1) and counts[best] >= len(found) / 10 else "en"
