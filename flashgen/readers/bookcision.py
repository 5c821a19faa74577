"""Bookcision: a book's highlights from the Kindle cloud reader, quote and note already together."""

from collections.abc import Iterator, Mapping
from typing import Any

from flashgen.model import Annotation, Export, Origin, Reason
from flashgen.readers.kindle_places import book_key, cut_by, limits_in
from flashgen.readers.record import (
    address,
    annotation,
    cleaned,
    from_rows,
    line_of,
    lines_of,
    place,
    role_of,
)
from flashgen.readers.rows import Rows
from flashgen.readers.source import Source

FORMAT = "bookcision"


def claims(source: Source) -> bool:
    """Whether the JSON is a book, or a list of them: its highlights say whether they are notes only."""
    return any(map(_is_book, _books(source)))


def read(source: Source) -> Export:
    """The highlights of all books in the file."""
    annotations: list[Annotation] = []
    for book in filter(_is_book, _books(source)):
        annotations += from_rows(source.name, book["highlights"], _Book(book).annotation, format=FORMAT)
    return Export(name=source.name, format=FORMAT, annotations=tuple(annotations))


def _books(source: Source) -> Iterator[Any]:
    for value in source.json.values:
        yield from value if isinstance(value, Rows | list) else [value]


def _is_book(value: object) -> bool:
    highlights = value.get("highlights") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(highlights, Rows | list):
        return False
    return "asin" in value or any(isinstance(one, dict) and "isNoteOnly" in one for one in highlights[:1])


class _Book:
    """What all highlights of one book share."""

    def __init__(self, book: Mapping[str, Any]) -> None:
        self.title = line_of(book.get("title"))
        authors = book.get("authors")
        self.authors = lines_of(authors.split(";") if isinstance(authors, str) else authors)

    def annotation(self, origin: Origin, highlight: Mapping[str, Any]) -> Annotation:
        """The highlight with its note; where it is a note alone and there is one text, the text is the note."""
        text, note = cleaned(highlight.get("text")), cleaned(highlight.get("note"))
        alone = highlight.get("isNoteOnly") is True and note.strip() in ("", text.strip())
        quote, comment = ("", text) if alone else (text, note)
        quote, limit = cut_by(limits_in([quote]), quote)
        location = highlight.get("location")
        location = location if isinstance(location, dict) else {"value": location}
        return annotation(
            origin=origin,
            format=FORMAT,
            family="kindle",
            role=role_of(quote, comment, placed=True),
            quote=quote,
            comment=comment,
            comment_format="plain",
            source_key=book_key(self.title),  # as in the other forms of a Kindle's notes
            locator=line_of(location.get("value")),
            title=self.title,
            authors=self.authors,
            location=line_of(location.get("value")),
            link=address(location.get("url")),
            order=place(start=location.get("value")),
            aside=Reason.CLIPPING_LIMIT if limit and not (quote or comment) else None,
            aside_detail=limit if limit and not (quote or comment) else "",
        )
