"""The text that Hypothesis' export dialog writes (hypothesis/client annotations-exporter.tsx).

    2017-07-25 12:00
    The Lantern Keeper's Handbook
    https://example.org/lantern
    Group: Public
    …
    Total annotations: 18
    Total replies: 0

    Annotation 1:
    Created at: 2017-07-10 13:12
    Author: iris
    Type: Annotation
    Quote: "A lamp is trimmed when its flame stands still."
    Comment: is this measured?
    Tags: question, wicks

Nothing is escaped, and a comment may imitate a record: only the record with the next number ends one.
"""

import re
from typing import NamedTuple

from flashgen.errors import ExportError
from flashgen.model import Annotation, Export, Origin, Role
from flashgen.readers.hypothesis import said
from flashgen.readers.record import (
    address,
    annotation,
    cleaned,
    line_of,
    lines_of,
    moment,
    number_of,
    place,
    source_key,
    unreadable,
)
from flashgen.readers.source import Source

FORMAT = "hypothesis-text"
ROLES = {
    "Annotation": Role.ANNOTATION,
    "Highlight": Role.HIGHLIGHT,
    "Page note": Role.PAGE_NOTE,
    "Comment": Role.PAGE_NOTE,  # as a page note is called where only comments are shown
    "Reply": Role.REPLY,
}
SUMMARY = re.compile(
    r"^Group: (?P<group>.*)\nTotal users: \d+\nUsers: .*\nTotal annotations: (?P<total>\d{1,9})\nTotal replies: \d+$",
    re.MULTILINE,
)
HEAD = re.compile(r"\n\nAnnotation (\d{1,9}):\nCreated at: (?=\d{4}-\d\d-\d\d \d\d:\d\d\nAuthor: )")
FIELDS = re.compile(r"(?P<created>.*)\nAuthor: (?P<author>.*)(?:\nPage: (?P<page>.*))?\nType: (?P<type>.*)\n")
QUOTE_END = re.compile(r'"\n(?=Description: |Comment:)')
ADVICE = "export again as JSON, where nothing is doubtful"


class Summary(NamedTuple):
    """The head of an export: what it is of, and how many annotations it holds."""

    title: str
    url: str
    group: str
    total: int
    end: int


def claims(source: Source) -> bool:
    """The five labelled lines of the head, after a date."""
    head = cleaned(source.text[:20_000])
    return bool(re.match(r"\s*\d{4}-\d\d-\d\d", head) and SUMMARY.search(head))


def read(source: Source) -> Export:
    """The annotations in the order of the file. Raises ExportError where the head is missing."""
    text = cleaned(source.text)
    summary = summary_of(source.name, text)
    heads = list(HEAD.finditer(text, summary.end))
    taken, doubts = numbered([int(head[1]) for head in heads], summary.total)
    starts = [heads[index] for index in taken]
    ends = [head.start() for head in starts[1:]] + [len(text)]
    annotations = []
    line, at = 1, 0
    for head, end in zip(starts, ends, strict=False):
        line += text.count("\n", at, head.start() + 2)
        at = head.start() + 2
        origin = Origin(export=source.name, line=line)
        annotations.append(read_record(origin, summary, int(head[1]), text[head.end() : end]))
    return Export(
        name=source.name,
        format=FORMAT,
        annotations=tuple(annotations),
        warnings=tuple(f"{source.name}: {doubt}; {ADVICE}" for doubt in doubts),
    )


def summary_of(name: str, text: str) -> Summary:
    """The head; the lines above it are a date, a title that may have line breaks, and an address."""
    found = SUMMARY.search(text)
    if not found:
        raise ExportError(f"{name}: expected the lines 'Group: …' to 'Total replies: …' of a Hypothesis text export")
    _, *title, url = ["", *text[: found.start()].strip("\n").split("\n")][-1000:]
    return Summary(
        line_of(" ".join(title[1:])), address(url), line_of(found["group"]), int(found["total"]), found.end()
    )


def numbered(numbers: list[int], total: int) -> tuple[list[int], list[str]]:
    """Which of the heads begin the records 1 to `total`, and what is doubtful.

    Only the next number counts, so a comment that imitates any other number stays a comment.
    """
    last = {number: index for index, number in enumerate(numbers)}
    taken: list[int] = []
    doubts: list[str] = []
    expected = 1
    for index, number in enumerate(numbers):
        if number > expected and last.get(expected, -1) < index and number <= total:
            doubts.append(f"annotation {expected} of {total} is missing before annotation {number}")
            expected = number
        if number == expected and number <= total:
            taken.append(index)
            expected += 1
        elif number == expected or (taken and number == expected - 1):
            doubts.append(f"annotation {number} begins twice; one of the two is the text of a comment")
    if expected <= total:
        doubts.append(f"annotation {expected} of {total} and what follows is missing")
    return taken, doubts


def read_record(origin: Origin, summary: Summary, number: int, text: str) -> Annotation:
    """The annotation of a record's text after `Created at: `."""
    fields = FIELDS.match(text)
    texts = texts_of(text[fields.end() :]) if fields else None
    if not fields or not texts:
        detail = f"annotation {number}: expected 'Author: …', 'Type: …' and 'Comment: …', got {text[-60:]!r}"
        return unreadable(origin=origin, format=FORMAT, record=text, detail=detail)
    quote, comment, tags = texts
    role = ROLES.get(fields["type"].strip(), Role.ANNOTATION)
    page = line_of(fields["page"])
    created = moment(fields["created"])
    return annotation(
        family="hyp",
        origin=origin,
        format=FORMAT,
        role=role,
        quote=quote,
        comment=said(comment),
        dialect="hypothesis",
        tags=tags,
        source_key=source_key(summary.url, summary.title),
        locator=page,
        title=summary.title,
        url=summary.url,
        page=page,
        annotator=line_of(fields["author"]),
        group=summary.group,
        created=created,
        order=place(page=number_of(page), created=created, whole=role is Role.PAGE_NOTE),
    )


def texts_of(text: str) -> tuple[str, str, tuple[str, ...]] | None:
    """Quote (or what an image shows), comment and tags; None where a label is missing, as in a file that was cut."""
    quote = description = ""
    if text.startswith('Quote: "'):
        end = QUOTE_END.search(text)
        if not end:
            return None
        quote, text = text[8 : end.start()], text[end.end() :]
    if text.startswith("Description: "):
        description, _, comment = text[13:].partition("\nComment:")
        text = f"Comment:{comment}"
    if not text.startswith("Comment:"):
        return None
    comment = text[8:].removeprefix(" ").rstrip("\n")
    above, _, final = comment.rpartition("\n")
    if not final.startswith("Tags: "):
        return quote or description, comment, ()
    return quote or description, above.rstrip("\n"), tags_in(final[6:])


def tags_in(text: str) -> tuple[str, ...]:
    """The tags of a list; one that holds `, ` cannot be told from two."""
    return lines_of(text.split(", "))
