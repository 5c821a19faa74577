"""KOReader's JSON export: one book, or several under `documents` or in a list."""

from collections.abc import Mapping
from typing import Any

from flashgen.model import Annotation, Export, Origin
from flashgen.readers.record import annotation, cleaned, from_rows, line_of, lines_of, moment, place, role_of
from flashgen.readers.rows import Rows
from flashgen.readers.source import Source

FORMAT = "koreader"
_MADE = frozenset(["created_on", "file", "md5sum"])


def claims(source: Source) -> bool:
    """Whether the JSON holds books of KOReader: with entries, and when or of which file they were made."""
    return any(isinstance(book.get("entries"), Rows | list) and _MADE & book.keys() for book in _books(source)) or any(
        isinstance(value, dict) and {"created_on", "documents"} <= value.keys() for value in source.json.values
    )


def read(source: Source) -> Export:
    """The entries of all books in the file."""
    annotations: list[Annotation] = []
    for book in _books(source):
        entries = book.get("entries")
        if isinstance(entries, Rows | list):
            annotations += from_rows(source.name, entries, _Book(book).annotation, format=FORMAT)
    return Export(name=source.name, format=FORMAT, annotations=tuple(annotations))


def _books(source: Source) -> list[Mapping[str, Any]]:
    books: list[Mapping[str, Any]] = []
    for value in source.json.values:
        documents = value.get("documents", [value]) if isinstance(value, dict) else value
        books += [book for book in documents if isinstance(book, dict)] if isinstance(documents, Rows | list) else []
    return books


class _Book:
    """What all entries of one book share."""

    def __init__(self, book: Mapping[str, Any]) -> None:
        self.title, author = line_of(book.get("title")), cleaned(book.get("author"))
        self.authors = lines_of(author.split("\n"))
        self.key = line_of(book.get("md5sum")) or "\n".join((self.title, *self.authors))

    def annotation(self, origin: Origin, entry: Mapping[str, Any]) -> Annotation:
        """The entry; its time is in seconds since 1970, its page a number or a label."""
        quote, comment, page = cleaned(entry.get("text")), cleaned(entry.get("note")), line_of(entry.get("page"))
        created = moment(entry.get("time"))
        return annotation(
            origin=origin,
            format=FORMAT,
            family="koreader",
            role=role_of(quote, comment, placed=True),
            quote=quote,
            comment=comment,
            comment_format="plain",
            source_key=self.key,
            locator=page,
            title=self.title,
            authors=self.authors,
            section=line_of(entry.get("chapter")),
            page=page,
            color=line_of(entry.get("color")),
            created=created,
            order=place(page=entry.get("page"), text=entry.get("pn_xp"), created=created),
        )
