"""Flat text: a line for the quote, a line for the comment, and nothing that says which is which (see pairing)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from flashgen.model import Annotation, Export, Origin
from flashgen.pairing import Reading, in_prose, line_cues, pair_lines, stems
from flashgen.readers import Source
from flashgen.readers.record import annotation, cleaned, role_of

FORMAT = "flat"


CODE = re.compile(
    r"(?:from [\w.]+ )?import [\w.*{]|@\w+|#include|[)}\]]+[;,]?\s*$|.*[;{]\s*$"
    r"|(?:(?:async )?def|class|if|elif|else|for|while|try|except|with)\b.*:\s*$"
    r"|[\w.\[\]]+(?:: [\w\[\]., |]+)? (?:[-+*/|&]?=|:=) \S|[\w.]+\(.*\)\s*$"
)
"""How a line of many programming languages begins and ends: of notes hardly one in twenty, of code mostly a third."""
FEW = 8
"""Lines that are too few to tell code from notes."""


def claims(source: Source) -> bool:
    """Any text is flat text when nothing else claims it."""
    return bool(source.text.strip())


def read(source: Source) -> Export:
    """The annotations of a flat text, in file order; those that may well be read otherwise say how."""
    lines = cleaned(source.text).split("\n")
    found = [_annotation(reading, lines, source.name) for reading in pair_lines(lines, pins=source.pins)]
    return Export(
        name=source.name, format=FORMAT, annotations=tuple(with_titles(found)), warnings=_doubts(lines, source.name)
    )


def _doubts(lines: Sequence[str], export: str) -> tuple[str, ...]:
    """What is odd where a quarter of the lines look like code."""
    told = [stripped for line in lines if (stripped := line.strip())]
    code = sum(CODE.match(line) is not None for line in told)
    if len(told) < FEW or code * 4 < len(told):
        return ()
    return (f"{export}: does not look like annotations: {code} of {len(told)} lines look like code; read as flat text",)


def _annotation(reading: Reading, lines: Sequence[str], export: str) -> Annotation:
    quote = "\n".join(lines[number - 1] for number in reading.quote_lines)
    comment = "\n".join(lines[number - 1] for number in reading.comment_lines)
    return annotation(
        family=FORMAT,
        role=role_of(quote, comment),
        quote=quote,
        comment=comment,
        origin=Origin(export=export, line=min(reading.quote_lines + reading.comment_lines)),
        format=FORMAT,
        dialect="hypothesis",
        quote_lines=reading.quote_lines,
        comment_lines=reading.comment_lines,
        confidence=reading.confidence,
        second_reading=reading.second_reading,
    )


# ---------------------------------------------------------------- whose text it is

PUBLISHED = frozenset({"year", "venue", "author-year citation"})
NAMED = frozenset({"initials of a name", "list of names"})
PROSE = frozenset({"small words: some", "small words: many"})
BIBTEX_TITLE = re.compile(r"\btitle\s*=\s*[{\"]+([^{}\"]{5,})[}\"]", re.IGNORECASE)
FORGETS = 2
"""A title no longer holds after so many annotations that share no telling word with it."""


def with_titles(annotations: Sequence[Annotation]) -> list[Annotation]:
    """The annotations with the title or citation that stands before them, as long as they go on about it."""
    words = [stems(f"{each.quote}\n{each.comment}") for each in annotations]
    spread = Counter(word for stems_of_one in words for word in stems_of_one)
    common = max(3, len(annotations) // 25)
    titled = list(annotations)
    title, telling, since = "", frozenset[str](), 0
    for at, each in enumerate(annotations):
        if own := title_in(each):
            title, since = own, at
            telling = frozenset(word for word in stems(own) if spread[word] <= common)
        elif at - since > FORGETS:
            title = ""
        elif title and (telling & words[at] or _glued(telling, each)):
            titled[since : at + 1] = [replace(one, title=title) for one in annotations[since : at + 1]]
            since = at
        if own:
            titled[at] = replace(each, title=title)
    return titled


def _glued(telling: frozenset[str], annotation: Annotation) -> bool:
    """Does a telling word stand in the quote, grown together with its neighbours?"""
    letters = "".join(annotation.quote.lower().split())
    return any(len(word) > 5 and word in letters for word in telling)


def title_in(annotation: Annotation) -> str:
    """The title or citation that this annotation marks, "" where it marks none."""
    if found := BIBTEX_TITLE.search(f"{annotation.quote}\n{annotation.comment}"):
        return " ".join(found[1].split())
    return " ".join(annotation.quote.split()) if is_title(annotation.quote) else ""


def is_title(text: str) -> bool:
    """Is this line a heading or a reference, and not a sentence of a text?"""
    if in_prose(text):
        return False
    cues = line_cues(text)
    if cues & PUBLISHED and cues & NAMED and not cues & PROSE:
        return True
    words = len(text.split())
    return 3 <= words <= 25 and "capitals: most" in cues and not cues & {"ends with a full stop", "mathematical sign"}
