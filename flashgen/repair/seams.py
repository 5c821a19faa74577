"""Glued words and line-break hyphens: where two words, or a word and a mark, have met that were apart.

Both questions ("one word or two?", "whose hyphen is it?") are answered by adding up evidence in decades: log10 of how
much likelier the one answer is. The weights were fitted (logistic regression) on prose that was damaged on purpose.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from math import log

from flashgen.repair.vocabulary import (
    BEFORE_NAMES,
    BOUND,
    COMMON,
    COUNTING,
    ENGLISH,
    FREE_SUFFIXES,
    LONGEST,
    NUMBERED,
    PREFIXES,
    SUFFIXES,
    SYLLABLES,
    WORD,
    Vocabulary,
    listed,
)
from flashgen.words import zipf


def _decades_apart(word: str, left: str, right: str, derived: bool, vocabulary: Vocabulary) -> float:
    """How much likelier than one word it is that `left` and `right` are two that a line end glued together."""
    whole, first, second = zipf(word), zipf(left), zipf(right)
    known = (first > 0 or left in vocabulary.wholes) + (second > 0 or right in vocabulary.wholes)
    functions = (left in ENGLISH) + (right in ENGLISH)
    if left in PLACES and right in PREPOSITIONS:
        return 0.0
    phrase = f"{left} {right}" in SET_PHRASES
    both_right = (
        (not functions and (whole > 0 or word in vocabulary.wholes))  # "time steps" and "timesteps"
        or (functions == 1 and whole > 2.5 and not phrase)  # "a version" and "aversion"
        or (functions == 2 and whole > 2.5 and not phrase and word in vocabulary.wholes)  # "in it" and "init"
    )
    return (
        -4.6
        + (first + second - 9)
        - whole
        - (1.2 if functions == 2 else 2.9) * (whole > 0)
        + 0.6 * min(len(word), 14)
        + 0.3 * min(max(len(word) - 14, 0), 8)
        + 1.4 * functions
        + 1.5 * phrase
        + (1.5 if both_right else 3.1) * min(log(1 + vocabulary.pairs.get((left, right), 0)), 2)
        - (3.2 if both_right or functions < 2 else 0.7) * (word in vocabulary.wholes)
        - 3.8 * (2 - known)
        - 1.8 * derived
        - 0.9 * (right in SUFFIXES)
        - 0.8 * (left in PREFIXES)
    )


PLACES = listed("here there where")
PREPOSITIONS = listed(
    "about after against as at before by for from if in into of on over through to under until upon with within"
)
"""What makes one word with a place: "thereby", "wherein"; any other small word stands on its own behind it."""
SET_PHRASES = frozenset(
    re.split(
        ",",
        "a few,a lot,a new,as a,as well,at a,at all,at least,at most,be able,due to,each other,for a,for example,in a,"
        "in addition,in fact,in general,in order,in particular,in terms,in turn,in which,is a,kind of,no longer,of a,"
        "of course,of the,on a,or a,so that,sort of,such as,to a,to be",
    )
)
"""Pairs so common that they are often written as one word by mistake, so the word list knows them as words too."""


def _stems(word: str) -> list[str]:
    """The words that this one may be derived from."""
    stems = [word[len(prefix) :] for prefix in PREFIXES if word.startswith(prefix)]
    for suffix in (*SUFFIXES, "s", "er", "d"):
        if word.endswith(suffix):
            stem = word.removesuffix(suffix)
            stems += [stem, stem + "e", stem + "y", stem[:-1]]
    return [stem for stem in stems if len(stem) > 3]


def glue(text: str, vocabulary: Vocabulary) -> str:
    """Two words that a line end glued together ("canbe") apart."""

    @cache
    def damage() -> frozenset[str]:
        return frozenset(_damage(text, vocabulary))

    def apart(match: re.Match[str]) -> str:
        word = match[0]
        decades, cut = _judged(word, vocabulary)
        if decades <= NEED_IN_DAMAGED_TEXT or _is_one_word(match, cut, damage):
            return word
        surely_meant = zipf(word.lower()) >= WELL_KNOWN and decades <= NEED
        return word if surely_meant or not _enough(decades, vocabulary) else f"{word[:cut]} {word[cut:]}"

    return WORD.sub(apart, text)


WELL_KNOWN = 3.5
"""Of this Zipf frequency and above a listed word is no slip of somebody who forgot a space: "behave", not "tobe"."""


def _is_one_word(match: re.Match[str], cut: int, damage: Callable[[], frozenset[str]]) -> bool:
    """Whether what stands around the word says that it is one, as somebody wrote it.

    That is a name with a small word at its start ("Orwant"), the rest of "[d]isagree", a word that is spoken about
    ("nocontrol" in quotation marks), an option or an ending ("-itis"), and code ("SUPER::init").
    """
    text, word, start = match.string, match[0], match.start()
    before = re.split(r"\s", text[max(0, start - LONGEST) : start])[-1]
    behind = re.split(r"\s", text[match.end() : match.end() + LONGEST])[0]
    if text[max(0, start - LONGEST) : start].split()[-1:] == [word[:cut]]:
        return True  # "is isenthalpic": nobody writes "is is"
    if re.search(r"\]$|^[‘“\"'(\[]*--?(?:\w+-)*$", before) or (word.islower() and before.endswith(("::", "->"))):
        return True
    if re.search(r"[‘“\"'](?:\w+-)*$", before) and re.match(r"(?:-\w+)*[’”\"']", behind):
        return "-" in before + behind or damage() <= {word}
    left, right = word[:cut], word[cut:]
    small = left[:1].isupper() and 1 < cut <= 4 and left.lower() in ENGLISH and right not in ENGLISH
    return small and not _begins_sentence(text, start)


def _begins_sentence(text: str, place: int) -> bool:
    """Whether what stands at the place may have a capital because a sentence, a title or a list entry begins there."""
    return bool(re.search(r"(?:^|[.?!:;…\n“‘\"'()\[\]*_–—-]|\d\.?)\s*$", text[max(0, place - 4) : place]))


NEED, NEED_IN_DAMAGED_TEXT, SURE = 2.0, 0.8, 4.0
"""Decades that a mend must have for it; less where the same text has damage that nobody would doubt."""


def _enough(decades: float, vocabulary: Vocabulary) -> bool:
    return decades > (NEED_IN_DAMAGED_TEXT if vocabulary.damaged else NEED)


def is_damaged(text: str, vocabulary: Vocabulary) -> bool:
    """Whether some word of the text is surely two, or some hyphen surely a line end's."""
    return any(_damage(text, vocabulary))


def _damage(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """The words of the text that are surely two, and those with a hyphen that is surely a line end's."""
    yield from (word for word in WORD.findall(text) if _judged(word, vocabulary)[0] > SURE)
    for left, hyphen, right in HYPHENATED.findall(text):
        if _decades_broken(left, hyphen, right, vocabulary) > SURE:
            yield left + hyphen + right


def _judged(word: str, vocabulary: Vocabulary) -> tuple[float, int]:
    """The best place to cut a word in two, and the decades that speak for it."""
    judged = vocabulary.judged.get(word)
    if judged is None:
        judged = vocabulary.judged[word] = _best_cut(word, vocabulary)
    return judged


def _best_cut(word: str, vocabulary: Vocabulary) -> tuple[float, int]:
    lower = word.lower()
    if not 3 <= len(word) <= LONGEST or zipf(lower) >= COMMON:
        return 0.0, 0
    if not word[1:].replace("’", "").replace("'", "").islower():
        return 0.0, 0
    if _INTENSIFIED.fullmatch(lower):
        return 0.0, 0
    if zipf(lower) == 0 and lower.endswith("ies") and zipf(f"{lower[:-3]}y") >= SINGULAR:
        return 0.0, 0
    derived = any(zipf(stem) > 3 or stem in vocabulary.wholes for stem in _stems(lower))
    cuts = [cut for cut in range(1, len(word)) if _may_stand_alone(lower[:cut]) and _may_stand_alone(lower[cut:])]
    cuts = [cut for cut in cuts if lower[:cut] not in BOUND]
    if word[0].isupper() and zipf(lower[1:]) < COMMON:
        cuts = [cut for cut in cuts if cut > 1]  # "Alisabeth" is a name
    return max(
        ((_decades_apart(lower, lower[:cut], lower[cut:], derived, vocabulary), cut) for cut in cuts), default=(0.0, 0)
    )


_INTENSIFIED = re.compile(r"(?:over|under)\w{2,}(?:tions?|ments?|ed|ing|ive|i[sz]es?)")
"""What is made of a deed with "over" or "under", as new words are: "overidentification", "underspecified"."""
SINGULAR = 1.5
"""The Zipf frequency of a word whose plural no list needs: "independencies" is not "in dependencies"."""


def _may_stand_alone(word: str) -> bool:
    if len(word) == 1:
        return word in {"a", "i"}
    return word[0] not in "'’" and (word[-1] not in "'’" or word[-2] == "s") and word[-3:-1] not in {"s'", "s’"}


def hyphens(text: str, vocabulary: Vocabulary) -> str:
    """Words without the hyphen that a line break left in them ("extrapo-lation"); "off-policy" keeps its own.

    A line that ends with a hyphen of its own goes on behind it ("well-\\nknown"), unless a word is left out there.
    """

    def rejoined(match: re.Match[str]) -> str:
        decades = _decades_broken(match[1], match[2], match[3], vocabulary)
        return match[1] + match[3] if _enough(decades, vocabulary) else match[0]

    return OWN_AT_LINE_END.sub("-", HYPHENATED.sub(rejoined, text)) if "-" in text or "‐" in text else text


SUSPENDING = listed("and or nor to but than")
LINE_END = r"[ \t]*\n[ \t]*"
HYPHENATED = re.compile(rf"(?<![\w‐-])([^\W\d_]{{2,}})([‐-](?:{LINE_END}| ?))([a-zà-ÿ]{{2,}})(?![\w‐-])")
"""Two parts with a hyphen between them, the keyboard's or, as many fonts give it, U+2010."""
OWN_AT_LINE_END = re.compile(rf"(?<=\w)[‐-]{LINE_END}(?=\w)(?!(?:{'|'.join(sorted(SUSPENDING))})\b(?!-))")


def _decades_broken(left: str, hyphen: str, right: str, vocabulary: Vocabulary) -> float:
    """How much likelier than a hyphen of its own it is that a line break put one between `left` and `right`.

    A blank or a line break behind the hyphen ("sys- tematically") is the line's end, but where a word goes on that is
    left out ("pre- and post-").
    """
    at_line_end = len(hyphen) > 1
    is_acronym = len(left) > 1 and left.isupper()
    left = left.lower()
    word = left + right
    if is_acronym or (at_line_end and right in SUSPENDING) or f"{left}-{right}" in OLD_SPELLINGS:
        return 0.0
    whole = zipf(word)
    first = 0.0 if left in SYLLABLES else zipf(left)
    second = 0.0 if right in SUFFIXES - FREE_SUFFIXES else zipf(right)
    known = whole > (2 if right in ENGLISH else 0) or word in vocabulary.seen  # "all-or nothing", "allor" is a name
    if not known and right not in SUFFIXES - ENGLISH:
        return 0.0
    return (
        -4.2
        + 2 * whole
        - (first + second - 9)
        - 1.5 * (first == 0)
        + 0.8 * (second == 0)
        - 0.5 * min(first, second)
        - 0.4 * len(right)
        + 1.1 * (right in SUFFIXES)
        - 0.5 * (left in PREFIXES)
        + 2.9 * (left in ENGLISH)
        + 2.0 * at_line_end
        + 2.6 * (word in vocabulary.seen or whole >= COMMON)
        + 3.0 * (word in vocabulary.wholes and first == 0 and left not in vocabulary.seen)
        - 1.9 * (f"{left}-{right}" in vocabulary.wholes)
    )


OLD_SPELLINGS = listed("to-day to-night to-morrow on-line off-line any-one every-one some-one ad-hoc")
"""What many write with a hyphen though the word list knows it better without."""


def punctuation(text: str, vocabulary: Vocabulary) -> str:
    """A space where a line end took it, beside punctuation: `2021].Similar`, `framework(RvS)`, `met?"depends`."""
    if not STUCK.search(text):
        return text
    for seam in SEAMS:
        text = _parted(text, seam, vocabulary)
    return text


def _parted(text: str, seam: re.Pattern[str], vocabulary: Vocabulary) -> str:
    count = cache(text.count)  # of a mark: each is counted once, however many seams it is at
    return seam.sub(lambda match: match[0] if _is_no_seam(match, count, vocabulary) else f"{match[1]} {match[2]}", text)


STUCK = re.compile(r"[,;:.?!)\]”\"'’–—][^\W_]|[^\W_][(“‘–—]|[a-z]--|[.?!,]\(|\)[“‘]|[∀∃]")
SEAMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?<![.\w])([^\W\d_]{2,}[.?!])([A-Z][a-z’']*)(?=[ ,])",  # done.Similar
        r"([\d)\]”\"][.?!])([A-Z][a-z’']*)(?=[ ,])",  # 2021].Similar
        r"([^\W\d_]{2}[,:]|[\d)\]”\"’],)([^\W\d_]{2,})(?![\w.(])",  # parameter,which
        r"([^\W\d_]{3};|\);)([^\W\d_]{2,})",  # (2020);DreamerV3
        r"\b(i\.e\.,?|e\.g\.,?)([^\W\d_]|∀|∃)",  # i.e.,solving
        r"(\b[a-z]{3,})(\([a-z’']+,? [a-z]|\([A-Z]\w*[A-Z]\)|\([A-Z][a-z]+,? [A-Za-z]|\((?:i\.e|e\.g)\.)",
        r"((?:^|[ (])\([^()]{3,}[^()-]\))([a-z]{2,})\b",  # (for inference)are
        r"([a-z]{2}[.?!])(\([A-Z][a-z])",
        r"([.?!]\")([a-z]{2})",  # met?"depends
        r"(\))([“‘])",
        r"(\w)([“‘])(?=[\w\ue000])",
        r"([^\W\d_][.,?!]?”)(\w)",
        r"(\d\])([A-Z][a-z]+)",
        r"([a-z]{2})([–—] |-- )",
        r"( [–—])([a-z]{2,}\b)(?!-)",  # – andthe
    )
)


def _is_no_seam(match: re.Match[str], count: Callable[[str], int], vocabulary: Vocabulary) -> bool:
    """Whether the words say that this is somebody's way of writing rather than a line end."""
    left, right = match[1], match[2]
    mark = left[-1]
    word = right.lower()
    if right[0] in "-–—":
        return not vocabulary.damaged and not count(f" {right}")
    if not right[0].isalpha() or left[:2] in {"i.", "e."}:
        return right[0] == "(" and left.isalpha() and zipf(left) < 2.5
    if mark in ".?!" and right[0].isupper():
        if mark == ".":
            return not (word in ENGLISH or (zipf(word) >= 3.5 and not left[0].isupper()))
        return left[0].isalpha() and zipf(left[:-1].lower()) < 3
    if mark in ",:;":
        style = count(mark) - count(mark + " ")
        known = word in ENGLISH or zipf(word) >= 3 or word in vocabulary.wholes or right[0].isupper()
        path = mark in ":;" and right[0].isupper() and word not in ENGLISH and _is_name_within(match)
        return style > 2 or not known or path or (mark == ":" and right[0].islower())
    if mark == ")":
        return zipf(re.sub(r"\W", "", left.lower()) + word) > 0 or not (word in ENGLISH or zipf(word) >= 4)
    return False


def _is_name_within(match: re.Match[str]) -> bool:
    """Whether the word that ends where the match's first part does has a capital, behind a word that has none.

    Two such words with a mark between them are one name: "an Assets:Checking account", "as AI:MRC".
    """
    end = match.end(1) - 1
    return bool(re.search(r"\b[a-z]\w*[ (‘“\"']+[A-Z][\w-]*$", match.string[max(0, end - 2 * LONGEST) : end]))


def quotation_marks(text: str, _: Vocabulary) -> str:
    """A space outside of straight quotation marks that stick to both their neighbours (`met?"depends`)."""
    marks = [match.start() for match in re.finditer('"', text)]
    if not STUCK_MARK.search(text) or len(marks) % 2:
        return text
    pieces = text.split('"')
    for number, (before, after) in enumerate(pairwise(pieces)):
        opens = number % 2 == 0
        if (opens and after[:1].isspace()) or (not opens and before[-1:].isspace()):
            return text
    for number in range(1, len(pieces)):
        opens = number % 2 == 1
        if opens and re.search(r"[^\W\d_][,;:.]?$", pieces[number - 1]):
            pieces[number - 1] += " "
        elif not opens and re.match(r"[^\W\d_]{2}|[\[(]\w", pieces[number]):
            pieces[number] = " " + pieces[number]
    return '"'.join(pieces)


STUCK_MARK = re.compile(r"[^\W\d_][,;:.?!]?\"[^\W_]|\"[\[(]")


def numbers(text: str, _: Vocabulary) -> str:
    """A space between a small word and a number ("of57.0%", "and7."), before a percentage, and before "3D".

    A word that the text writes with several numbers ("in1, in2") is a name, and so is one with letters behind the
    number ("to2d").
    """
    if not re.search(r"[a-z]\d|\d[a-z]", text):
        return text

    written = set(NUMBERED_NAME.findall(text))
    several = Counter(word for word, _ in written)

    def apart(match: re.Match[str]) -> str:
        word, number = match.groups()
        return match[0] if (word, number) in written and several[word] > 1 else f"{word} {number}"

    text = BEFORE_NUMBER.sub(apart, text)
    text = re.sub(r"\b([A-Z][a-z]+)(?=\d)", lambda m: m[0] + " " * (m[1] in NUMBERED), text)
    text = re.sub(r"(?<![\w.])(\d[\d,.]*)(?=(?:and|or|is|as|are|was|of|to|for|with|which|that|from)\b)", r"\1 ", text)
    return re.sub(r"\b([a-z]{4,})(?=[1-4][Dd]\b|\d+(?:[.,]\d+)?\s?%)", r"\1 ", text)


BEFORE_NUMBER = re.compile(
    rf"\b({'|'.join(sorted(COUNTING))}|the(?=\d{{4}}|\d+(?:st|nd|rd|th)))(\d+(?:[.,]\d+)*)(?=(?:st|nd|rd|th|s)?(?!\w))"
)
NUMBERED_NAME = re.compile(rf"\b({'|'.join(sorted(COUNTING))}|the)(\d)\b(?![.,]\d)")


def capitals(text: str, vocabulary: Vocabulary) -> str:
    """A space in a word of mixed case where two known words meet ("conventionalRL", "YouTubevideos", "byStudying")."""
    text = re.sub(r"(?<=[a-z])(?=et al\b)", " ", text)
    return MIXED.sub(lambda match: _by_case(match[0], vocabulary), text) if re.search(r"\w[A-Z]", text) else text


MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w+[A-Z]|[A-Z]{2})[^\W\d_]{3,}\b")


def _by_case(word: str, vocabulary: Vocabulary) -> str:
    lower = word.lower()
    if zipf(lower) >= 2.5 or lower in vocabulary.wholes:
        return word
    for cut in range(len(word) - 1, 0, -1):
        if _meet(word[:cut], word[cut:], vocabulary):
            return f"{word[:cut]} {word[cut:]}"
    hump = re.search(r"(?<=[a-z])[A-Z][a-z]{6,}$", word)  # the last part of "YouTubevideos"
    if hump:
        decades, cut = _best_cut(hump[0], vocabulary)
        if decades > NEED_IN_DAMAGED_TEXT and zipf(hump[0][cut:]) >= COMMON:
            return f"{word[: hump.start() + cut]} {hump[0][cut:]}"
    return word


def _meet(left: str, right: str, vocabulary: Vocabulary) -> bool:
    """Whether a word of mixed case is these two words, of which at least one is a name that the export knows."""
    if (left, right) in vocabulary.pairs and len(left) > 1:
        return True
    named = right in vocabulary.names or (len(right) == 1 and len(left) > 3)
    if left.islower() and not right.islower():
        if left in BEFORE_NAMES:
            return named or zipf(right.lower()) > 0
        return (left in ENGLISH or (len(left) > 3 and zipf(left) >= 3.5)) and named
    if right.islower() and not left.islower() and (left in vocabulary.names or (len(left) > 2 and left.isupper())):
        known = zipf(right)  # a long word is hardly the rest of a name by chance: ELIZAdemonstrated
        return (right in ENGLISH and len(right) > 1) or (len(right) > 3 and known >= COMMON - 0.2 * (len(right) - 4))
    return False
