"""Kindle's `My Clippings.txt` in eleven languages, and KOReader's imitation of it.

    Title (Author)
    - Your Highlight on page 112 | Location 1300-1301 | Added on Thursday, August 22, 2024 6:10:53 PM

    The words that were highlighted.
    ==========

A note is a record of its own; it becomes the comment of the highlight it stands in. The file is only ever appended to:
a highlight that was resized stands in it once for every size.
"""

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from flashgen import identity
from flashgen.identity import folded
from flashgen.model import Annotation, Export, Origin, Reason, Role
from flashgen.readers.kindle_places import (
    Place,
    Span,
    book_key,
    cut_by,
    kind_of,
    limits_in,
    moment_of,
    place_of,
)
from flashgen.readers.record import annotation, cleaned, place, role_of, unreadable
from flashgen.readers.source import Source

FORMAT = "kindle-clippings"
SEPARATOR = re.compile(r"^={10}[ \t]*$", re.MULTILINE)
ANY_SEPARATOR = re.compile(r"(?:^|[\r\n])={10}[ \t]*(?=[\r\n]|$)")
SECOND_LINE = re.compile(r"[-–] (?<![^\r\n\ufeff]..)[^|\r\n]*\|[^\r\n]*")
Holding = dict[int, list[int]]
NUMBERED = re.compile(r"#?\d+(?:[-–]\d+)?")
LETTER = re.compile(r"[^\W\d_]")
INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\u00ad]")
EXPECTED = "'- Your Highlight on page 112 | Location 1300-1301 | Added on …'"
squeezed = lru_cache(256)(identity.squeezed)
NEIGHBOURS = 50  # how far a resized highlight or a note's highlight is looked for, so hostile files stay linear


class Clipping(NamedTuple):
    """One record; `line` is its first one. `fault` says why it cannot be read, and then `body` is all of it."""

    line: int
    title: str
    authors: tuple[str, ...]
    kind: Role
    place: Place
    added: datetime | None
    body: str
    limit: str = ""  # what stands in place of the words beyond the publisher's limit
    unknown_kind: str = ""
    fault: str = ""


def claims(source: Source) -> bool:
    """A line `- … | …`, and separators of ten `=`; in a file cut before its first separator, a date in that line."""
    second = SECOND_LINE.search(source.text)
    return bool(second and (ANY_SEPARATOR.search(source.text) or moment_of(second[0].rpartition("|")[2])))


def read(source: Source) -> Export:
    """Highlights with their notes, notes that stand alone, and all others set aside with the reason."""
    text = cleaned(source.text)
    clippings, torn = clippings_in(text)
    clippings = limited(clippings)
    warnings = [
        f"{source.name}:{line}: no record begins here, so the separator before is read as text" for line in torn
    ]
    if not SEPARATOR.search(text[text.rstrip().rfind("\n") + 1 :].strip()):
        warnings.append(f"{source.name}: the last record has no separator after it; it may be cut short")
    unknown = {record.unknown_kind: record.line for record in reversed(clippings) if record.unknown_kind}
    warnings += [
        f"{source.name}:{line}: unknown kind of record {kind!r}, read as a highlight"
        for kind, line in sorted(unknown.items(), key=lambda spelling: spelling[1])
    ]
    cut = [record.line for record in clippings if record.limit and record.body]
    warnings += [
        f"{source.name}:{line}: cut short by the publisher's limit to what may be copied; so are {len(cut) - 1} more"
        for line in cut[:1]
    ]
    return Export(
        name=source.name,
        format=FORMAT,
        annotations=tuple(annotations(source.name, clippings)),
        warnings=tuple(warnings),
    )


# ---------------------------------------------------------------- the grammar of a record


def records(text: str) -> Iterator[tuple[int, str]]:
    """The texts between separators that are not blank, each with the line it begins on."""
    line, start = 1, 0
    for separator in [*SEPARATOR.finditer(text), None]:
        chunk = text[start : separator.start() if separator else len(text)]
        if chunk.strip():
            blank = len(chunk) - len(chunk.lstrip())
            yield line + chunk.count("\n", 0, blank), chunk.strip("\n")
        line += chunk.count("\n")
        start = separator.end() if separator else len(text)


def clipping(line: int, chunk: str) -> Clipping:
    """The record in a text; its `fault` is set where the text holds none."""
    first, _, rest = chunk.lstrip().partition("\n")
    second, _, body = rest.lstrip("\n").partition("\n")
    title, authors = title_and_authors(first)
    if not (second.startswith(("-", "–")) and (" |" in second or kind_of(kind_words(second)))):
        at = line + 1 + len(rest) - len(rest.lstrip("\n")) if second else line
        fault = f"expected {EXPECTED}, got {(second or first)[:60]!r}"
        return Clipping(at, title, authors, Role.HIGHLIGHT, Place(), None, chunk.strip(), fault=fault)
    left, _, date = unicodedata.normalize("NFC", second[1:]).rpartition(" |")
    if not left:
        left, date = date, ""
    known = kind_of(kind_words(left))
    return Clipping(
        line=line,
        title=title,
        authors=authors,
        kind=known or Role.HIGHLIGHT,
        place=place_of(left),
        added=moment_of(date),
        body=body.strip("\n"),
        unknown_kind="" if known else kind_words(left),
    )


def kind_words(second: str) -> str:
    """The second line up to its date, without numbers, so equal spellings are equal."""
    return NUMBERED.sub("", second.rpartition(" |")[0] or second).strip("- ")


def clippings_in(text: str) -> tuple[list[Clipping], list[int]]:
    """The records, and the lines where the text of one goes on after a separator that was part of it."""
    clippings: list[Clipping] = []
    more: dict[int, list[str]] = defaultdict(list)  # index of a record -> the rest of its body
    torn: list[int] = []
    for line, chunk in records(text):
        record = clipping(line, chunk)
        if record.fault and clippings and goes_on(clippings[-1], chunk):
            more[len(clippings) - 1].append(chunk)
            torn.append(line)
        else:
            clippings.append(record)
    for index, chunks in more.items():
        body = "\n==========\n".join([clippings[index].body, *chunks])
        clippings[index] = clippings[index]._replace(body=body.strip("\n"))
    return clippings, torn


def limited(clippings: Sequence[Clipping]) -> list[Clipping]:
    """The same records; what stands in a highlight in place of words that nobody may copy is no part of its body."""
    limits = limits_in(record.body for record in clippings)
    texts = (cut_by(limits if record.kind is Role.HIGHLIGHT else frozenset(), record.body) for record in clippings)
    return [record._replace(body=body, limit=limit) for record, (body, limit) in zip(clippings, texts, strict=True)]


def goes_on(record: Clipping, chunk: str) -> bool:
    """Whether a text that is no record is more of the record before it.

    Where its third line is blank it is rather a record of its own, the second line of which is damaged.
    """
    lines = chunk.split("\n", 3)
    return not record.fault and record.kind is not Role.BOOKMARK and not (len(lines) > 2 and not lines[2].strip())


@lru_cache(1024)
def title_and_authors(line: str) -> tuple[str, tuple[str, ...]]:
    """`Title (Author; Author)` taken apart at the last balanced parentheses that end the line and hold a letter."""
    line = folded(INVISIBLE.sub("", line))
    depth = 0
    if not line.endswith(")"):
        return line, ()
    for at in range(len(line) - 1, 0, -1):
        depth += (line[at] == ")") - (line[at] == "(")
        if depth == 0:
            if line[at - 1] != " " or not LETTER.search(line, at):  # `(1)` counts the copies of a file
                break
            names = (name.strip() for name in line[at + 1 : -1].split(";"))
            return line[:at].strip(), tuple(name for name in names if name)
    return line, ()


# ---------------------------------------------------------------- resized highlights, notes and their highlights


def superseded(clippings: Sequence[Clipping], indices: Sequence[int]) -> dict[int, int]:
    """Earlier states of records of one title and kind, each with the index of the last.

    Two are states of one if their places overlap and one text holds the other; a note must also begin alike, and a
    page alone is no place of a note, for a page has room for two highlights that get the same comment.
    """
    later: dict[int, int] = {}
    open_spans: list[tuple[Span, int]] = []  # that reach to where the next one begins
    for span, index in sorted((span, index) for index in indices if (span := clippings[index].place.span)):
        open_spans = [
            (other, at) for other, at in open_spans[-NEIGHBOURS:] if other[0] == span[0] and other[2] >= span[1]
        ]
        for _, at in open_spans:
            old, new = sorted((index, at))
            if same_thing(clippings[old].kind, span[0], clippings[old].body, clippings[new].body):
                later[old] = max(new, later.get(old, new))
        open_spans.append((span, index))
    for old in sorted(later, reverse=True):  # a later one may be superseded too, and is settled by now
        later[old] = later.get(later[old], later[old])
    return later


def same_thing(kind: Role, unit: str, text: str, other: str) -> bool:
    """Whether two texts at one place are two states of one record."""
    short, long = sorted((squeezed(text), squeezed(other)), key=len)
    if kind is Role.NOTE:
        return bool(short) and unit == "location" and long.startswith(short)
    return bool(short) and short in long


def around(note: Clipping, clippings: Sequence[Clipping], spans: Sequence[tuple[Span, int]]) -> int | None:
    """The highlight that a note stands in: the one that ends there, then the nearest in time, then the shortest.

    `spans` are those of the highlights of the same title, sorted, each with the index of its highlight. Locations are
    compared with locations; pages with pages only where neither has a location.
    """
    if note.place.span is None:
        return None
    unit, place, _ = note.place.span
    end = bisect_right(spans, ((unit, place, 10**9), len(clippings)))
    inside = [
        (stop != place, apart(note, clippings[index]), stop - start, index)
        for (other_unit, start, stop), index in spans[max(0, end - NEIGHBOURS) : end]
        if other_unit == unit and stop >= place
    ]
    return min(inside)[-1] if inside else None


def apart(clipping: Clipping, other: Clipping) -> float:
    """The seconds between the two, endless where either has no time."""
    if clipping.added is None or other.added is None:
        return float("inf")
    return abs((clipping.added - other.added).total_seconds())


def held(clippings: Sequence[Clipping], later: Mapping[int, int], shelf: Mapping[Role, Sequence[int]]) -> Holding:
    """For the records of one title: each index that has a comment, with the notes that it is made of.

    A highlight holds the notes that stand in it; of the notes that stand in none, the first at a place holds all.
    """
    highlights = shelf.get(Role.HIGHLIGHT, ())
    spans = sorted((span, later.get(i, i)) for i in highlights if (span := clippings[i].place.span))
    first: dict[Place, int] = {}
    holding: Holding = defaultdict(list)
    for note in shelf.get(Role.NOTE, ()):
        if note not in later:
            host = around(clippings[note], clippings, spans)
            if host is None:
                place = clippings[note].place
                host = first.setdefault(place, note) if place.span else note
            holding[host].append(note)
    return holding


# ---------------------------------------------------------------- annotations


def annotations(name: str, clippings: Sequence[Clipping]) -> Iterator[Annotation]:
    """One annotation for every record, but one for a highlight and all its notes, in the order of the file."""
    shelves: dict[str, dict[Role, list[int]]] = defaultdict(lambda: defaultdict(list))
    for index, record in enumerate(clippings):
        if not (record.fault or fault_of(record)):
            shelves[record.title][record.kind].append(index)
    later: dict[int, int] = {}
    holding: Holding = {}
    for shelf in shelves.values():
        for indices in shelf.values():
            later |= superseded(clippings, indices)
        holding |= held(clippings, later, shelf)
    elsewhere = {note for host, notes in holding.items() for note in notes if note != host}
    for index, record in enumerate(clippings):
        if index not in elsewhere:
            notes = [clippings[note] for note in holding.get(index, ())]
            kept = clippings[later[index]] if index in later else None
            yield composed(name, record, notes, kept)


def composed(name: str, record: Clipping, notes: Sequence[Clipping], kept: Clipping | None) -> Annotation:
    """The annotation of a highlight with its notes, or of any other record alone; `kept` is a later state of it."""
    origin = Origin(export=name, line=record.line)
    if record.fault:
        return unreadable(origin=origin, format=FORMAT, record=record.body, detail=record.fault)
    reason, detail = fault_of(record) or (None, "")
    if kept:
        reason, detail = Reason.DUPLICATE, f"the same as {name}:{kept.line}, which was marked later"
    quote, comment = ("", record.body) if record.kind is Role.NOTE else (record.body, "")
    comment = "\n\n".join(note.body for note in notes) or comment
    where = record.place
    return annotation(
        family="kindle",
        origin=origin,
        format=FORMAT,
        role=record.kind if reason else role_of(quote, comment, placed=True),
        quote=quote,
        comment=comment,
        comment_format="plain",
        source_key=book_key(record.title),
        locator=where.locator,
        title=record.title,
        authors=record.authors,
        page=where.page,
        location=where.location,
        created=record.added,
        updated=max((note.added for note in notes if note.added), default=None),
        order=place(start=where.span[1] if where.span else 0),
        aside=reason,
        aside_detail=detail,
    )


def fault_of(record: Clipping) -> tuple[Reason, str] | None:
    """Why the record alone can become no card, None where it can."""
    if record.kind is Role.BOOKMARK:
        return Reason.BOOKMARK, ""
    if record.limit and not record.body:
        return Reason.CLIPPING_LIMIT, record.limit
    if not record.body.strip():
        return Reason.EMPTY, "an image, or more than the publisher lets be copied" * (record.kind is Role.HIGHLIGHT)
    return None
