"""Mends text that was copied out of PDFs: glued words, line-break hyphens, accents, ligatures, citation marks.

A text goes through `REPAIRS`, in order, until nothing changes. What is no prose (formulas, code, addresses, BibTeX,
what a pin forbids) is taken out first and put back at the end. Words are judged by evidence: how often each reading is
written in English, and what the same export writes elsewhere. A wrong mend is worse than none: doubt changes nothing.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flashgen.model import Mend
from flashgen.repair.characters import (
    accents,
    breaks,
    citation_marks,
    cut_start,
    emphasis,
    invisible,
    ligatures,
    lines,
    parted_ligatures,
    spaces,
    with_marks_apart,
    without_citations,
    wrapped,
)
from flashgen.repair.seams import capitals, glue, hyphens, is_damaged, numbers, punctuation, quotation_marks
from flashgen.repair.vocabulary import Vocabulary, language_of

__all__ = ["REPAIRS", "Repair", "Vocabulary", "language_of", "mend", "with_marks_apart", "without_citations"]


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
    Repair("line wrapped by an editor", wrapped, safe=True),
    Repair("Markdown in a quote", emphasis),
    Repair("parted ligature", parted_ligatures),
    Repair("cut first letter", cut_start),
    Repair("citation mark", citation_marks),
    Repair("line end in a paragraph", lines),
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
      | \b\w+(?:_\w+)+ | \b\w+\(\) | \b[A-Za-z_]\w+(?:\.[a-z_]\w+)+(?:\.\w+)*
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
    if language == "en" and not typed:  # what is mended first still speaks for what is mended later
        vocabulary = replace(vocabulary, damaged=is_damaged(_taken_out(text, settled)[0], vocabulary))
    repairs = [repair for repair in REPAIRS if repair.safe or (language == "en" and not typed)]
    changing = True
    while changing:
        prose, kept = _taken_out(text, settled)  # anew each time: a mend may make an address of what was none
        start = prose
        for repair in repairs:
            prose = _changed(prose, repair.apply(prose, vocabulary), repair.name, mends)
        changing = prose != start
        text = _put_back(prose, kept)
    return text, tuple(mends)


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
