"""What speaks for or against the parts of lines: the cues of every line, and those of two that follow each other."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, pairwise

from flashgen.pairing.lines import Bands, Line

REFERS = frozenset(("this", "that", "it", "they", "these", "those", "their", "its", "he", "she", "such", "here", "so"))
SHARED = Bands({0: "shares: nothing", 0.7: "shares: a little", 1.6: "shares: some", math.inf: "shares: much"})
LENGTHS = Bands(
    {
        0.2: "length: far shorter",
        0.5: "length: shorter",
        1: "length: a little shorter",
        2: "length: longer",
        math.inf: "length: far longer",
    }
)
NUMBER = re.compile(r"^\(?(\d{1,2}|[a-z])[.)] ")


def all_cues(texts: Sequence[str]) -> Iterator[tuple[frozenset[str], list[str]]]:
    """For every line, none of them blank, its own cues and those that link it to the line before."""
    lines = [Line.of(text) for text in texts]  # seen once: to see them a second time costs more than to keep them
    rarity, couples = rarities(lines), Counter((one.text, two.text) for one, two in pairwise(lines))
    before, common = None, 0.0
    inside = False  # between lines of $$
    for line, after in pairwise([*lines, None]):
        assert line
        linking: list[str] = []
        common_after = shared(line, after, rarity) if after else 0.0
        if before:
            linking += _kinship(before, line, common, common_after)
            linking += _continuation(before, line)
            if couples[before.text, line.text] > 1:
                linking.append("the two lines stand together elsewhere")
            if inside:
                linking.append("within a formula")
        inside ^= line.text.count("$$") % 2 == 1
        yield line.cues, linking
        before, common = line, common_after


def rarities(lines: Sequence[Line]) -> Mapping[str, float]:
    """How rare every stem is in the file, by the logarithm of the lines that hold it: from 0, in all, to 1, in one."""
    distinct = {line.text: line for line in lines}.values()
    counts = Counter(chain.from_iterable([line.stems for line in distinct]))
    most = math.log(len(distinct) + 1)
    return {stem: (most - math.log(count)) / most for stem, count in counts.items()}


def shared(quote: Line, comment: Line, rarity: Mapping[str, float]) -> float:
    """How much of what the comment says the quote says too: its stems, each as rare as it is in the file."""
    there, letters = quote.stems, quote.letters
    common = [rarity[stem] for stem in comment.stems if stem in there or (len(stem) > 3 and stem in letters)]
    return math.fsum(common)  # exact, so that the order of a set makes no difference


def _kinship(before: Line, line: Line, common: float, common_after: float) -> Iterator[str]:
    """Cues that the line speaks about the line before."""
    yield SHARED(common)
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
    yield LENGTHS((line.count + 1) / (before.count + 1))
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
