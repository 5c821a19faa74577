"""Bookcision: a book's highlights from the Kindle cloud reader, quote and note already together."""

from collections.abc import Mapping
from typing import Any

from flashgen.model import Annotation, Export, Origin, Role
from flashgen.readers.kindle_places import book_key
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
    """Whether the JSON is a book: an asin and its highlights."""
    return any(isinstance(book, dict) and {"asin", "highlights"} <= book.keys() for book in source.json.values)


def read(source: Source) -> Export:
    """The highlights of all books in the file."""
    annotations: list[Annotation] = []
    for book in source.json.values:
        highlights = book.get("highlights") if isinstance(book, dict) else None
        if isinstance(highlights, Rows | list):
            reading = _Book(book)
            annotations += from_rows(source.name, highlights, reading.annotation, format=FORMAT)
    return Export(name=source.name, format=FORMAT, annotations=tuple(annotations))


class _Book:
    """What all highlights of one book share."""

    def __init__(self, book: Mapping[str, Any]) -> None:
        self.title = line_of(book.get("title"))
        authors = book.get("authors")
        self.authors = lines_of(authors.split(";") if isinstance(authors, str) else authors)

    def annotation(self, origin: Origin, highlight: Mapping[str, Any]) -> Annotation:
        """The highlight with its note; where it is a note alone, the text is the note."""
        text, note = cleaned(highlight.get("text")), cleaned(highlight.get("note"))
        alone = highlight.get("isNoteOnly") is True
        quote, comment = ("", note or text) if alone else (text, note)
        location = highlight.get("location")
        location = location if isinstance(location, dict) else {"value": location}
        return annotation(
            origin=origin,
            format=FORMAT,
            family="kindle",
            role=Role.NOTE if alone else role_of(quote, comment, placed=True),
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
        )
