"""The bullets of houshuang/hypothesis-to-bullet: a line for the quote, one for the comment, empty where one is missing.

- Title
  - Source: https://…
    - quote
      - ^^comment^^
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flashgen.model import Annotation, Export, Origin
from flashgen.readers.record import address, annotation, cleaned, line_of, place, role_of, source_key
from flashgen.readers.source import Source

FORMAT = "hypothesis-bullets"
START = re.compile(r"- [^\n]*\n  - Source: \S")
TITLE, SOURCE, QUOTE, COMMENT = "- ", "  - Source: ", "    - ", "      - ^^"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullet:
    """A quote, a comment or both, of the document last named."""

    line: int
    title: str
    url: str
    quote: str = ""
    comment: str = ""


def claims(source: Source) -> bool:
    """A bullet first, and below it `Source:`."""
    return bool(START.match(cleaned(source.start)))


def read(source: Source) -> Export:
    """The annotations in the order of the file."""
    lines = cleaned(source.text).split("\n")
    annotations = tuple(composed(source.name, number, bullet) for number, bullet in enumerate(bullets(lines)))
    return Export(name=source.name, format=FORMAT, annotations=annotations)


def bullets(lines: Sequence[str]) -> Iterator[Bullet]:
    """The quotes with the comments right below them; a comment below an empty line is one on the whole document."""
    title, url, at = "", "", 0
    while at < len(lines):
        begin, line = at, lines[at]
        at += 1
        if line.startswith(TITLE) and at < len(lines) and lines[at].startswith(SOURCE):
            title, url = line_of(line[len(TITLE) :]), address(lines[at][len(SOURCE) :])
            at += 1
        elif line.startswith(COMMENT):
            comment, at = comment_at(lines, begin)
            yield Bullet(line=begin + 1, title=title, url=url, comment=comment)
        elif line.strip():
            while at < len(lines) and lines[at].strip() and not lines[at].startswith((TITLE, QUOTE, COMMENT)):
                at += 1
            quote = "\n".join(lines[begin:at]).removeprefix(QUOTE)
            comment = ""
            if at < len(lines) and lines[at].startswith(COMMENT):
                comment, at = comment_at(lines, at)
            yield Bullet(line=begin + 1, title=title, url=url, quote=quote, comment=comment)


def comment_at(lines: Sequence[str], begin: int) -> tuple[str, int]:
    """The comment that begins in a line, and the line after it; it ends with `^^`, or before the next of its kind."""
    end = begin
    while not (lines[end].rstrip().endswith("^^") and lines[end].rstrip() != COMMENT):
        end += 1
        if end == len(lines) or lines[end].startswith((COMMENT, SOURCE)):
            end = begin  # it was never closed
            break
    comment = "\n".join(lines[begin : end + 1])
    return comment.removeprefix(COMMENT).rstrip().removesuffix("^^").strip(), end + 1


def composed(name: str, number: int, bullet: Bullet) -> Annotation:
    """The annotation of a bullet."""
    return annotation(
        family="hyp",
        origin=Origin(export=name, line=bullet.line),
        format=FORMAT,
        role=role_of(bullet.quote, bullet.comment),
        quote=bullet.quote,
        comment=bullet.comment,
        dialect="hypothesis",
        source_key=source_key(bullet.url, bullet.title),
        title=bullet.title,
        url=bullet.url,
        order=place(start=number, whole=not bullet.quote),
    )
