"""Mends of characters, right in any language; and of what pages leave in quotes: marks, and cut first letters."""

import re
import unicodedata
from itertools import pairwise
from string import ascii_lowercase

from flashgen.repair.vocabulary import ENGLISH, LONGEST, Vocabulary
from flashgen.words import zipf

# ---------------------------------------------------------------- characters: safe in every language

LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}


def ligatures(text: str, _: Vocabulary) -> str:
    """Typesetters' ligatures as letters."""
    return re.sub("[ﬀ-ﬆ]", lambda match: LIGATURES[match[0]], text)


def accents(text: str, _: Vocabulary) -> str:
    """Accents that stand apart ("Sch ̈olkopf", "Sch¨olkopf") on the letter that follows them; then NFC."""
    if "ı" in text:  # fonts have a letter without a dot for this
        text = re.sub(r"ı(?=[\u0300-\u036f])|(?<=[¨´`ˆ])ı", "i", text)
    text = re.sub(r"(\w?)( ?)([\u0300-\u036f¨´`ˆ˜])([^\W\d_])", _accented, text) if APART.search(text) else text
    return unicodedata.normalize("NFC", text)


APART = re.compile(r" [\u0300-\u036f]|\w?[¨´ˆ˜]\w")
COMBINING = {"¨": "\u0308", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303"}

BELOW = {"¨": "aeiouy", "´": "aceinosuyz", "ˆ": "aeiou", "˜": "ano"}
"""The letters that languages in Latin script put below a mark that is also a sign of its own ("bark´lee")."""


def _accented(match: re.Match[str]) -> str:
    before, space, mark, letter = match.groups()
    if not space and mark not in COMBINING:
        return match[0]
    accented = unicodedata.normalize("NFC", letter + COMBINING.get(mark, mark))
    if len(accented) > 1 or (mark in COMBINING and letter.lower() not in BELOW[mark]):
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


def wrapped(text: str, _: Vocabulary) -> str:
    """Paragraphs that an editor wrapped at a width, each in one line.

    No line of such a paragraph has room for the word that begins the next, and half of them or more go on in the
    middle of a sentence; two lines tell too little.
    """
    if "\n" not in text:
        return text
    return "".join(_unwrapped(part) for part in re.split(r"(\n[ \t]*\n\s*)", text))


def _unwrapped(paragraph: str) -> str:
    rows = paragraph.split("\n")
    width = max(map(len, rows))
    if len(rows) <= 2 or not EDITOR[0] <= width <= EDITOR[1] or any(_SET_APART.search(row) for row in rows):
        return paragraph
    if sum(_LABELLED.match(row) is not None for row in rows) > 1:
        return paragraph
    seams = list(pairwise(rows))
    full = all(
        len(above) >= RAGGED * width and len(above) + 1 + len(row.partition(" ")[0]) > width for above, row in seams
    )
    going_on = sum(above[-1:].isalnum() and row[:1].islower() for above, row in seams)
    return " ".join(rows) if full and 2 * going_on >= len(seams) else paragraph


EDITOR = 55, 100
"""The least and the largest width, in characters, at which editors wrap."""
_SET_APART = re.compile(r"^\s|^[-*+•>#|]|^\w{1,3}[.)]\s|\s\s$|[\\(){};]$|^$")
"""A line of its own: indented, an entry of a list, a heading, a quote, code, or ended by a hard break."""
_LABELLED = re.compile(r"[\w ]{1,30}:\s")


# ---------------------------------------------------------------- marks of the page: quotes only


def emphasis(text: str, _: Vocabulary) -> str:
    """Text between `**` without them: a quote is no Markdown (but `*sigh*` is what pages of plain text write)."""
    return re.sub(r"(?<![\w*])\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*(?![\w*])", r"\1", text)


def lines(text: str, _: Vocabulary) -> str:
    """A paragraph without the line ends at which its page broke it; lists, verse, code and new paragraphs keep theirs.

    A page breaks a line between two small letters where the next word has no room, so its lines are about as wide as
    the widest, but for the first and the last, which may be cut. A small word ("of") ends no line of another kind.
    """
    if "\n" not in text:
        return text
    rows = text.split("\n")
    seams = {
        number: (ends[1], begins[1])
        for number, (above, row) in enumerate(pairwise(rows))
        if (ends := re.search(r"([a-zà-ÿ]+),?$", above.rstrip()[-LONGEST:]))
        and (begins := re.match(r"\s*([a-zà-ÿ]+)(?![)\w])", row))
    }
    widths = [len(row.strip()) for row in rows]
    full = RAGGED * max(widths)
    is_column = max(widths) >= NARROWEST and all(
        widths[number] + 1 + len(begins) >= full for number, (_, begins) in seams.items() if number > 0
    )
    joined = [rows[0]]
    for number, row in enumerate(rows[1:]):
        if number in seams and (is_column or (seams[number][0] in ENGLISH and " " in rows[number].strip())):
            joined[-1:] = [joined[-1].rstrip(), " ", row.lstrip()]
        else:
            joined += ["\n", row]
    return "".join(joined)


NARROWEST = 30
"""Characters in a line of the narrowest column that books and journals set."""
RAGGED = 0.85
"""How much of the widest line a full one has at least: letters differ in width."""


def parted_ligatures(text: str, _: Vocabulary) -> str:
    """Words whose ligature the page set apart from what follows ("scientifi c", "fi rst") in one."""
    return _PARTED.sub(_joined, text) if "f" in text else text


def _joined(match: re.Match[str]) -> str:
    left, right = match[1].lower(), match[2]
    known = zipf(left + right)
    stands = known <= zipf(right) and (len(right) > 1 or right in "ai") if left in PARTS else zipf(left) >= 3
    return match[0] if known < 3 or stands else match[1] + match[2]


_PARTED = re.compile(r"(?<![\w-])([^\W\d_]{0,20}(?:ff|ffi|ffl|fi|fl)) ([a-z]{1,20})\b")
PARTS = frozenset({"fi", "ffi", "fl", "ffl"})
"""What begins a word only in such pages, though the list knows it ("sci-fi")."""


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
MARK = r"(?<!\b[^\W\d_])\[ ?[1-9]\d{0,2}(?: ?[,;–-] ?[1-9]\d{0,2})* ?\]"
"""Numbers of cited works; those of "x[1]" and "[0, 1]" are none."""

KEY = r"(?<![^\W_])\[\[?@?[A-Z][A-Za-z-]+(?:19|20)\d\d[a-z]?\]\]?"
"""The key of a cited work, as BibTeX's users write it."""


def citation_marks(text: str, _: Vocabulary) -> str:
    """ "[37]" apart from the words around it, without spaces inside."""
    text = re.sub(MARK, lambda match: re.sub(r"(?<=\[) | (?=\])| (?=,)", "", match[0]), text)
    return re.sub(rf"({MARK})(?=[A-Z][a-z]|(?:{'|'.join(sorted(ENGLISH))})\b)", r"\1 ", text)


def with_marks_apart(text: str) -> str:
    """The text with a space between a mark and any word behind it, as cards show it: "[36] extends"."""
    return re.sub(rf"({MARK})(?=[^\W\d_])", r"\1 ", text)


def without_citations(text: str) -> str:
    """The text without marks like "[37]", "[3, 5–7]" and "[Mark2018]"; a word of its sentence ("in [36]") stays."""
    return re.sub(rf"(\b(?i:{WORDS_WITH_MARKS}) )?( ?(?:{MARK}|{KEY}))", lambda m: m[0] if m[1] else "", text)


WORDS_WITH_MARKS = r"in|of|by|to|from|with|see|and|e\.g\.,?|intervals?|ranges?"
"""Behind these the mark is a word of the sentence."""
