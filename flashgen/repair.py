"""Mends text that was copied out of PDFs: glued words, line-break hyphens, accents, ligatures, citation marks.

A text goes through `REPAIRS`, in order, until nothing changes. What is no prose (formulas, code, addresses, BibTeX,
what a pin forbids) is taken out first and put back at the end. Words are judged by evidence: how often each reading is
written in English, and what the same export writes elsewhere. A wrong mend is worse than none: doubt changes nothing.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from flashgen.model import Mend
from flashgen.words import FUNCTION_WORDS, zipf

ENGLISH = FUNCTION_WORDS["en"]
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")

# ---------------------------------------------------------------- evidence


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an export itself writes: words that no word list knows, and pairs of words that spell a word when glued.

    A word counts once for each pair of neighbours, so a passage that was highlighted twice is no second witness.
    """

    wholes: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()
    judged: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of an export, from all its texts; linear in their length."""
        texts = tuple(texts)
        rare: dict[str, tuple[str, str]] = {}
        wholes: set[str] = set()
        for text in texts:
            found = ["", *(word.lower() for word in WORD.findall(text)), ""]
            for before, word, after in zip(found, found[1:], found[2:], strict=False):
                if len(word) > 2 and zipf(word) < COMMON and rare.setdefault(word, (before, after)) != (before, after):
                    wholes.add(word)
        pairs: set[tuple[str, str]] = set()
        for text in texts:
            for run in re.split(r"[^\w ]", text):
                found = [word.lower() for word in WORD.findall(run)]
                pairs.update(pair for pair in pairwise(found) if "".join(pair) in rare)
        return cls(frozenset(wholes), frozenset(pairs))


COMMON = 4.0
"""Words of this Zipf frequency and above are never doubted."""


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


MARK = r"\[ ?\d{1,3}(?: ?[,;–-] ?\d{1,3})* ?\]"


def citation_marks(text: str, _: Vocabulary) -> str:
    """ "[37]" apart from the words around it, without spaces inside."""
    text = re.sub(MARK, lambda match: re.sub(r"(?<=\[) | (?=\])| (?=,)", "", match[0]), text)
    text = re.sub(rf"(?<=[^\W\d_]{{3}})(?={MARK})", " ", text)
    return re.sub(rf"({MARK})(?=[^\W\d_]{{2}})", r"\1 ", text)


def without_citations(text: str) -> str:
    """The text without marks like "[37]" and "[3, 5–7]"; a word of its sentence ("proposed in [36]") stays."""
    return re.sub(rf"(\b(?:in|of|by|to|from|with|see|and|e\.g\.,?) )?( ?{MARK})", lambda m: m[0] if m[1] else "", text)


# ---------------------------------------------------------------- hyphens and glue: English, by evidence


def hyphens(text: str, vocabulary: Vocabulary) -> str:
    """Words without the hyphen that a line break left in them ("extrapo-lation"); "off-policy" keeps its own."""
    return re.sub(
        r"(?<![\w-])([^\W\d_]+)-([a-zà-ÿ]+)(?![\w-])",
        lambda match: match[1] + match[2] if _broken(match[1], match[2], vocabulary) else match[0],
        text,
    )


def _broken(left: str, right: str, vocabulary: Vocabulary) -> bool:
    left, right = left.lower(), right.lower()
    whole = left + right
    if (left, right) in vocabulary.pairs:
        return False
    if zipf(whole) < 2 and whole not in vocabulary.wholes:
        return False
    return zipf(whole) - (zipf(left) + zipf(right) - 9) >= 1 and (
        zipf(whole) >= 4.1 or zipf(whole) >= min(zipf(left), zipf(right)) - 0.35
    )


SEAMS = re.compile(
    r"""(?<=[^\W\d_]{2}[,;:])(?=[^\W\d_]{2})   # observed,returns
      | (?<=[a-z]{2}[.?!])(?=[A-Z][a-z'’ ])    # done.Similar
      | (?<=[a-z]{2}[)\]][.,;])(?=[A-Za-z]{2}) # 2021].Similar
      | (?<=\d[)\]][.,;])(?=[A-Za-z]{2})
      | (?<=[a-z]{3})(?=\([A-Za-z]{3})         # framework(RvS)
      | (?<=[a-z]{2}\))(?=[a-z]{2})            # inference)are
    """,
    re.VERBOSE,
)


def punctuation(text: str, _: Vocabulary) -> str:
    """A space after the punctuation that ends a clause, and around brackets."""
    return SEAMS.sub(" ", text)


def capitals(text: str, _: Vocabulary) -> str:
    """A space where a common word and a word in capitals meet ("conventionalRL", "TDlearning")."""
    text = re.sub(r"\b([a-z]{2,})([A-Z]{2,}(?:s)?)\b", _if_left_is_common, text)
    return re.sub(r"\b([A-Z]{2,})([a-z]{2,})\b", _if_right_is_common, text)


def _if_left_is_common(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]}" if zipf(match[1]) >= COMMON else match[0]


def _if_right_is_common(match: re.Match[str]) -> str:
    word = match[2]
    return f"{match[1]} {word}" if word in ENGLISH or (len(word) >= 4 and zipf(word) >= COMMON) else match[0]


def glue(text: str, vocabulary: Vocabulary) -> str:
    """Two words that a line end glued together ("canbe") apart."""
    return WORD.sub(lambda match: _apart(match[0], vocabulary), text)


def _apart(word: str, vocabulary: Vocabulary) -> str:
    known = vocabulary.judged.get(word)
    if known is None:
        known = vocabulary.judged[word] = _judged(word, vocabulary)
    return known


def _judged(word: str, vocabulary: Vocabulary) -> str:
    lower = word.lower()
    if len(word) < 4 or zipf(lower) >= COMMON or lower in vocabulary.wholes or not word[1:].islower():
        return word
    whole = zipf(lower) or -0.2 - 0.5 * max(0, len(word) - 9)
    odds, cut = max(
        (_together(lower[:cut], lower[cut:], vocabulary) - whole - _doubt(lower[:cut], lower[cut:], whole), cut)
        for cut in range(1, len(word))
    )
    return f"{word[:cut]} {word[cut:]}" if odds > 0 else word


def _together(left: str, right: str, vocabulary: Vocabulary) -> float:
    """The Zipf frequency of two words in a row, as if they met by chance."""
    if (len(left) == 1 and left not in "ai") or (len(right) == 1 and right != "a"):
        return -99
    if (left, right) in vocabulary.pairs:
        return 9
    if min(zipf(left), zipf(right)) < 2:
        return -99
    return zipf(left) + zipf(right) - 9


def _doubt(left: str, right: str, whole: float) -> float:
    functions = (left in ENGLISH) + (right in ENGLISH)
    doubt = (2.5, 1.5, 1.0)[functions]
    if whole > 0:
        doubt += 1
    if not functions and len(left + right) < 9:
        doubt += 2
    return doubt


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
    Repair("citation mark", citation_marks),
    Repair("hyphen at a line end", hyphens),
    Repair("glued punctuation", punctuation),
    Repair("glued capitals", capitals),
    Repair("glued words", glue),
)

PROTECTED = re.compile(
    r"""\uE000
      | \$\$.+?\$\$ | \\\(.+?\\\) | \\\[.+?\\\]
      | \{\\displaystyle(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}
      | ```.+?``` | `[^`\n]+`
      | @\w+\{.*
      | (?:https?://|www\.)\S+ | \b[\w.+-]+@[\w-]+(?:\.[\w-]+)+ | \b10\.\d{4,}/\S+ | \b(?i:arxiv):\S+
      | \\[A-Za-z]+(?:\{[^{}]*\})*
      | \b\w+(?:_\w+)+ | \b\w+\(\) | \b[\w-]+(?:[./\\][\w-]+)*\.(?:py|md|txt|json|yaml|html|js|c|h|rs|sh|exe|org|com)\b
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
        old, new = re.split(r"(\s+)", before), re.split(r"(\s+)", after)
        for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if tag != "equal":
                mends.append(Mend(before="".join(old[i:j]), after="".join(new[k:m]), repair=repair))
    return after
