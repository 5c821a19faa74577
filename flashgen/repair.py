"""Mends text that was copied out of PDFs: glued words, line-break hyphens, accents, ligatures, citation marks.

A text goes through `REPAIRS`, in order, until nothing changes. What is no prose (formulas, code, addresses, BibTeX,
what a pin forbids) is taken out first and put back at the end. Words are judged by evidence: how often each reading is
written in English, and what the same export writes elsewhere. A wrong mend is worse than none: doubt changes nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import log
from string import ascii_lowercase

from flashgen.model import Mend
from flashgen.words import FUNCTION_WORDS, zipf

ENGLISH = FUNCTION_WORDS["en"]
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

# ---------------------------------------------------------------- lists of words


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


SUFFIXES = _words(
    """
    able ably age al ally ance ation ations ed ence ers es est ful hood ible ic ies ing ings ise ised ish ising ism
    ist ists ity ive ization ize ized izes izing less like ly ment ments ness or ous ship sion tion tions ty ward
    wards wise
    """
)
FREE_SUFFIXES = _words("age less like ship ward wards wise")
"""Those that follow a hyphen of its own ("sponge-like")."""
PREFIXES = _words(
    """
    anti auto back bi co counter cross cyber de dis down eigen em en ex extra fore hyper im in inter intra iso macro
    mega meta micro mid mini mis mono multi non off on out over para poly post pre pro pseudo quasi re semi sub
    super tri ultra un under uni up
    """
)
SYLLABLES = _words("ab ac ad al ap ar com con de di dis el em en il im ir la le ob")
"""What the word list knows as words of other languages, but begins English words."""
NUMBERED = _words(
    """
    January February March April May June July August September October November December Chapter Section Figure
    Table Equation Theorem Lemma Listing Algorithm Appendix
    """
)
"""What a number follows, when it is written with a capital."""
BEFORE_NAMES = _words("the of in by and with from that between through against when but or")
"""Function words that begin no identifier in camel case, as `toString` and `isEmpty` do."""

# ---------------------------------------------------------------- evidence

COMMON = 4.3
LONGEST = 60  # letters: what is longer is no word, nor are two of them
"""Words of this Zipf frequency and above are never doubted."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an export itself writes, in lower case, as far as no word list knows it better.

    `seen`: its uncommon words and hyphenated compounds. `wholes`: those seen between different neighbours; a passage
    that was highlighted twice is no second witness. `pairs`: how often two words stand apart that spell one of the
    export's words when glued. `names`: words with a capital, as they are written.
    """

    seen: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()
    pairs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
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
    """The language (ISO 639-1) whose function words the text uses most; "en" where nothing speaks for another."""
    found = [word.lower() for word in WORD.findall(text)]
    counts = {language: sum(word in words for word in found) for language, words in FUNCTION_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] > counts["en"] and counts[best] >= len(found) / 10 else "en"


# ---------------------------------------------------------------- characters: safe in every language

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


def ligatures(text: str, _: Vocabulary) -> str:
    """Typesetters' ligatures as letters."""
    return re.sub("[ﬀ-ﬆ]", lambda match: LIGATURES[match[0]], text)


def accents(text: str, _: Vocabulary) -> str:
    """Accents that stand apart ("Sch ̈olkopf", "Sch¨olkopf") on the letter that follows them; then NFC."""
    text = re.sub(r"(\w?)( ?)([\u0300-\u036f¨´`ˆ˜])([^\W\d_])", _accented, text) if APART.search(text) else text
    return unicodedata.normalize("NFC", text)


APART = re.compile(r" [\u0300-\u036f]|\w?[¨´ˆ˜]\w")
COMBINING = {"¨": "\u0308", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303"}


def _accented(match: re.Match[str]) -> str:
    before, space, mark, letter = match.groups()
    if not space and mark not in COMBINING:
        return match[0]
    accented = unicodedata.normalize("NFC", letter + COMBINING.get(mark, mark))
    if len(accented) > 1:
        return match[0]
    gap = space if not before or letter.isupper() else ""
    return before + gap + accented


def invisible(text: str, _: Vocabulary) -> str:
    """Soft hyphens, zero-width spaces and byte order marks taken out, other control characters too."""
    return re.sub("\u00ad\\s*|[\u200b\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", "", text)


def spaces(text: str, _: Vocabulary) -> str:
    """One plain space between words; spaces at the start of a line are Markdown's."""
    text = re.sub("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]", " ", text)
    return re.sub(r"(?<=\S) {2,}(?=\S)", " ", text)


def breaks(text: str, _: Vocabulary) -> str:
    """`<br />` as a line break."""
    return re.sub(r" *<br ?/?> *", "\n", text)


# ---------------------------------------------------------------- marks of the page: quotes only


def emphasis(text: str, _: Vocabulary) -> str:
    """Text between `**` without them: a quote is no Markdown."""
    return re.sub(r"(?<![\w*])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\w*])", r"\1", text)


def cut_start(text: str, vocabulary: Vocabulary) -> str:
    """A first word that lost its first letter ("stimate"), restored where one letter fits, else marked with "…"."""
    text = re.sub(r"^(?:[,;:)\]”]+\s*|\.\s+)(?=[^\W\d_])", "", text)
    first = re.match(r"([a-z]+)(?= [a-zA-Z]{2})", text)
    if not first or zipf(first[1]) >= 3 or first[1] in vocabulary.wholes:
        return f"…{text}" if first and first[1] in LAST_LETTERS else text
    fits = sorted((zipf(letter + first[1]), letter) for letter in ascii_lowercase)
    (second, _), (best, letter) = fits[-2:]
    if best < max(3, zipf(first[1]) + 1.5):
        return text
    return f"{letter if best - second >= 1 else '…'}{text}"


LAST_LETTERS = frozenset("efnorsty")
"""What is left of "the", "of", "in", "to", "or", "is", "at", "by" and the like."""
MARK = r"\[ ?\d{1,3}(?: ?[,;–-] ?\d{1,3})* ?\]"


def citation_marks(text: str, _: Vocabulary) -> str:
    """ "[37]" apart from the words around it, without spaces inside."""
    text = re.sub(MARK, lambda match: re.sub(r"(?<=\[) | (?=\])| (?=,)", "", match[0]), text)
    return re.sub(rf"({MARK})(?=[A-Z][a-z])", r"\1 ", text)


def without_citations(text: str) -> str:
    """The text without marks like "[37]" and "[3, 5–7]"; a word of its sentence ("proposed in [36]") stays."""
    return re.sub(rf"(\b(?:in|of|by|to|from|with|see|and|e\.g\.,?) )?( ?{MARK})", lambda m: m[0] if m[1] else "", text)


# ---------------------------------------------------------------- hyphens and glue: English, by evidence
#
# Both questions ("one word or two?", "whose hyphen is it?") are answered by adding up evidence in decades: log10 of how
# much likelier the one answer is. The weights were fitted (logistic regression) on prose that was damaged on purpose.


def _decades_apart(word: str, left: str, right: str, derived: bool, vocabulary: Vocabulary) -> float:
    """How much likelier than one word it is that `left` and `right` are two that a line end glued together."""
    whole, first, second = zipf(word), zipf(left), zipf(right)
    known = (first > 0 or left in vocabulary.wholes) + (second > 0 or right in vocabulary.wholes)
    functions = (left in ENGLISH) + (right in ENGLISH)
    if functions == 2 and left in PLACES and right not in THE:
        return 0.0
    compound = not functions and (whole > 0 or word in vocabulary.wholes)  # "time steps" and "timesteps" are both right
    return (
        -4.6
        + (first + second - 9)
        - whole
        - (1.2 if functions == 2 else 2.9) * (whole > 0)
        + 0.6 * min(len(word), 14)
        + 0.3 * min(max(len(word) - 14, 0), 8)
        + 1.4 * functions
        + 1.5 * (f"{left} {right}" in SET_PHRASES)
        + (1.5 if compound else 3.1) * min(log(1 + vocabulary.pairs.get((left, right), 0)), 2)
        - 3.2 * (word in vocabulary.wholes)
        - 3.8 * (2 - known)
        - 1.8 * derived
        - 0.9 * (right in SUFFIXES)
        - 0.8 * (left in PREFIXES)
    )


PLACES, THE = _words("here there where"), _words("a are is the was were")
"""What begins "thereby" and "wherein", and what follows it as a word of its own."""
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

    def apart(match: re.Match[str]) -> str:
        decades, cut = _judged(match[0], vocabulary)
        word = match[0]
        return f"{word[:cut]} {word[cut:]}" if _enough(decades, text, vocabulary) else word

    return WORD.sub(apart, text)


NEED, NEED_IN_DAMAGED_TEXT, SURE = 2.0, 0.8, 4.0
"""Decades that a mend must have for it; less where the same text has damage that nobody would doubt."""


def _enough(decades: float, text: str, vocabulary: Vocabulary) -> bool:
    return decades > NEED or (decades > NEED_IN_DAMAGED_TEXT and _is_damaged(text, vocabulary))


def _is_damaged(text: str, vocabulary: Vocabulary) -> bool:
    """Whether some word of the text is surely two, or some hyphen surely a line end's."""
    return any(_judged(word, vocabulary)[0] > SURE for word in WORD.findall(text)) or any(
        _decades_broken(left.lower(), right, vocabulary) > SURE for left, right in HYPHENATED.findall(text)
    )


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
    derived = any(zipf(stem) > 3 or stem in vocabulary.wholes for stem in _stems(lower))
    cuts = [cut for cut in range(1, len(word)) if _may_stand_alone(lower[:cut]) and _may_stand_alone(lower[cut:])]
    if word[0].isupper() and zipf(lower[1:]) < COMMON:
        cuts = [cut for cut in cuts if cut > 1]  # "Alisabeth" is a name
    return max(
        ((_decades_apart(lower, lower[:cut], lower[cut:], derived, vocabulary), cut) for cut in cuts), default=(0.0, 0)
    )


def _may_stand_alone(word: str) -> bool:
    if len(word) == 1:
        return word in {"a", "i"}
    return word[0] not in "'’" and (word[-1] not in "'’" or word[-2] == "s") and word[-3:-1] not in {"s'", "s’"}


def hyphens(text: str, vocabulary: Vocabulary) -> str:
    """Words without the hyphen that a line break left in them ("extrapo-lation"); "off-policy" keeps its own."""

    def rejoined(match: re.Match[str]) -> str:
        decades = _decades_broken(match[1].lower(), match[2], vocabulary)
        return match[1] + match[2] if _enough(decades, text, vocabulary) else match[0]

    return HYPHENATED.sub(rejoined, text) if "-" in text else text


HYPHENATED = re.compile(r"(?<![\w-])([^\W\d_]+)-([a-zà-ÿ]+)(?![\w-])")


def _decades_broken(left: str, right: str, vocabulary: Vocabulary) -> float:
    """How much likelier than a hyphen of its own it is that a line break put one between `left` and `right`."""
    word = left + right
    whole = zipf(word)
    first = 0.0 if left in SYLLABLES else zipf(left)
    second = 0.0 if right in SUFFIXES - FREE_SUFFIXES else zipf(right)
    if not whole and word not in vocabulary.seen and right not in SUFFIXES:
        return 0.0
    return (
        -4.2
        + 2 * whole
        - (first + second - 9)
        - 1.5 * (first == 0)
        + 0.8 * (second == 0)
        - 0.5 * min(first, second)
        - 0.4 * len(right)
        - 4.1 * (len(left) == 1)
        + 1.1 * (right in SUFFIXES)
        - 0.5 * (left in PREFIXES)
        + 2.9 * (left in ENGLISH)
        + 2.6 * (word in vocabulary.seen or whole >= COMMON)
        - 1.9 * (f"{left}-{right}" in vocabulary.wholes)
    )


def punctuation(text: str, vocabulary: Vocabulary) -> str:
    """A space where a line end took it, beside punctuation: `2021].Similar`, `framework(RvS)`, `met?"depends`."""
    if not STUCK.search(text):
        return text
    for seam in SEAMS:
        text = seam.sub(lambda match: match[0] if _is_no_seam(match, vocabulary) else f"{match[1]} {match[2]}", text)
    return text


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
        r"((?:^|[ (])\([^()]{4,}\))([a-z]{2,})\b",  # (for inference)are
        r"([a-z]{2}[.?!])(\([A-Z][a-z])",
        r"([.?!]\")([a-z]{2})",  # met?"depends
        r"(\))([“‘])",
        r"(\w)([“‘])(?=\w)",
        r"([^\W\d_][.,?!]?”)(\w)",
        r"(\d\])([A-Z][a-z]+)",
        r"( [–—])([a-z]{2,})",  # – andthe
        r"([a-z]{2})([–—] |-- )",
    )
)


def _is_no_seam(match: re.Match[str], vocabulary: Vocabulary) -> bool:
    """Whether the words say that this is somebody's way of writing rather than a line end."""
    left, right = match[1], match[2]
    mark = left[-1]
    word = right.lower()
    if not right[0].isalpha() or left[:2] in {"i.", "e."}:
        return right[0] == "(" and left.isalpha() and zipf(left) < 2.5
    if mark in ".?!" and right[0].isupper():
        if mark == ".":
            return not (word in ENGLISH or (zipf(word) >= 3.5 and not left[0].isupper()))
        return left[0].isalpha() and zipf(left[:-1].lower()) < 3
    if mark in ",:;":
        style = match.string.count(mark) - match.string.count(mark + " ")
        known = word in ENGLISH or zipf(word) >= 3 or word in vocabulary.wholes or right[0].isupper()
        return style > 2 or not known or (mark == ":" and right[0].islower())
    if mark == ")":
        return zipf(re.sub(r"\W", "", left.lower()) + word) > 0 or not (word in ENGLISH or zipf(word) >= 4)
    return False


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
    """A space between a small word and a number ("of57.0%", "by9"), before a percentage, and before "3D"."""
    if not re.search(r"[a-z]\d|\d[a-z]", text):
        return text
    text = re.sub(
        r"\b(of|by|in|to|than|from|over|with|about|until|since|between|(?:the|and)(?=\d{4}))(?=\d)", r"\1 ", text
    )
    text = re.sub(r"\b([A-Z][a-z]+)(?=\d)", lambda m: m[0] + " " * (m[1] in NUMBERED), text)
    text = re.sub(r"(?<![\w.])(\d[\d,.]*)(?=(?:and|or|is|as|are|was|of|to|for|with|which|that|from)\b)", r"\1 ", text)
    return re.sub(r"\b([a-z]{4,})(?=[1-4][Dd]\b|\d+(?:[.,]\d+)?\s?%)", r"\1 ", text)


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


# ---------------------------------------------------------------- all of them


@dataclass(frozen=True, slots=True)
class Repair:
    """One step: `apply` gives the text with one kind of damage mended. `safe`: right in any language and any text."""

    name: str
    apply: Callable[[str, Vocabulary], str]
    safe: bool = False


REPAIRS = (
    Repair("ligature", ligatures, safe=True),
    Repair("accent", accents, safe=True),
    Repair("invisible character", invisible, safe=True),
    Repair("line break", breaks, safe=True),
    Repair("spaces", spaces, safe=True),
    Repair("Markdown in a quote", emphasis),
    Repair("cut first letter", cut_start),
    Repair("citation mark", citation_marks),
    Repair("hyphen at a line end", hyphens),
    Repair("glued punctuation", punctuation),
    Repair("glued quotation mark", quotation_marks),
    Repair("glued number", numbers),
    Repair("glued capitals", capitals),
    Repair("glued words", glue),
)

PROTECTED = re.compile(
    r"""\uE000
      | \$\$.{1,2000}?\$\$ | \\\(.{1,2000}?\\\) | \\\[.{1,2000}?\\\]
      | \{\\displaystyle(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}
      | ```.{1,2000}?``` | `[^`\n]+`
      | @\w+\{.*
      | (?:https?://|www\.)\S+ | \b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+ | \b10\.\d{4,}/\S+ | \b(?i:arxiv):\S+
      | \\[A-Za-z]+(?:\{[^{}]*\})*
      | \b\w+(?:_\w+)+ | \b\w+\(\)
      | \b[\w-]{1,64}(?:[./\\][\w-]{1,64}){0,12}\.(?:py|md|txt|json|yaml|html|js|c|h|rs|sh|exe|org|com)\b
    """,
    re.VERBOSE | re.DOTALL,
)
"""What is no prose. Only tried where the text has a character that one of these needs."""
UNUSUAL = re.compile(r"[\uE000$\\`@/_]|\w[.(]\w|\(\)|www|(?i:arxiv)")
SLOT = "\ue000"


def mend(
    text: str,
    *,
    vocabulary: Vocabulary,
    language: str = "en",
    pins: Sequence[tuple[str, str]] = (),
    typed: bool = False,
) -> tuple[str, tuple[Mend, ...]]:
    """The mended text and every change that was made to it, in order.

    A pin (before, after) forces a mend of whole words and settles what stands there; before == after forbids any. In
    another language than English, and in what was typed by hand, only the safe repairs are made.
    """
    mends: list[Mend] = []
    settled = [re.escape(after) for before, after in pins if before and after]
    for before, after in pins:
        if before and before != after:
            text = _changed(text, re.sub(_whole(before), after.replace("\\", r"\\"), text), "pinned", mends)
    prose, kept = _taken_out(text, settled)
    repairs = [repair for repair in REPAIRS if repair.safe or (language == "en" and not typed)]
    changing = True
    while changing:
        start = prose
        for repair in repairs:
            prose = _changed(prose, repair.apply(prose, vocabulary), repair.name, mends)
        changing = prose != start
    return _put_back(prose, kept), tuple(mends)


def _whole(words: str) -> str:
    return rf"(?<!\w){re.escape(words)}(?!\w)"


def _taken_out(text: str, settled: Sequence[str]) -> tuple[str, list[str]]:
    """The prose with a slot for all that is protected, and what was in the slots."""
    pattern = re.compile("|".join([*settled, PROTECTED.pattern]), PROTECTED.flags) if settled else PROTECTED
    if not settled and not UNUSUAL.search(text):
        return text, []
    return pattern.sub(SLOT, text), pattern.findall(text)


def _put_back(prose: str, kept: Sequence[str]) -> str:
    remaining = iter(kept)
    return re.sub(SLOT, lambda _: next(remaining), prose) if kept else prose


def _changed(before: str, after: str, repair: str, mends: list[Mend]) -> str:
    """`after`, with the words in which it differs from `before` added to the mends."""
    if before != after:
        old, new = before.split(" "), after.split(" ")
        i = j = 0
        while i < len(old) or j < len(new):
            if i < len(old) and j < len(new) and old[i] == new[j]:
                i, j = i + 1, j + 1
                continue
            k, m = _next_agreement(old, new, i, j)
            if i == k or j == m:  # a word came or went, and a space with it
                i, j, k, m = (i, j, k + 1, m + 1) if k < len(old) and m < len(new) else (i - 1, j - 1, k, m)
            mends.append(Mend(before=" ".join(old[i:k]), after=" ".join(new[j:m]), repair=repair))
            i, j = k, m
    return after


def _next_agreement(old: Sequence[str], new: Sequence[str], i: int, j: int) -> tuple[int, int]:
    """The nearest place from (i, j) on where two words in a row agree again; the ends where there is none near."""
    for distance in range(1, 24):
        for k in range(max(i, i + distance - 12), i + distance + 1):
            m = j + distance - (k - i)
            if (old[k : k + 2] == new[m : m + 2] and k < len(old)) or (k == len(old) and m == len(new)):
                return k, m
    return len(old), len(new)
