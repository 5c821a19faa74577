"""Readwise: the highlights CSV, the template for imports, and the API's JSON (readwise.io/api_deets)."""

from collections.abc import Iterator, Mapping
from typing import Any

from flashgen.model import Annotation, Export, Origin, Reason, Role
from flashgen.readers.record import (
    address,
    annotation,
    cleaned,
    from_rows,
    from_table,
    line_of,
    lines_of,
    moment,
    number_of,
    place,
    role_of,
    source_key,
)
from flashgen.readers.rows import Record, Rows
from flashgen.readers.source import Source

FORMAT = "readwise-json"
CSV_FORMAT = "readwise-csv"
TEMPLATE_FORMAT = "readwise-import"
_PLACED = ("location", "page")  # location types that a person can look up; the others only sort


# ---------------------------------------------------------------- CSV


def claims_table(source: Source) -> bool:
    """Whether the header is that of readwise.io/export."""
    return source.table is not None and source.table.has(
        "Highlight", "Book Title", "Book Author", "Location Type", "Location", "Highlighted at"
    )


def read_table(source: Source) -> Export:
    """The highlights, newest first as in the file."""
    return Export(
        name=source.name,
        format=CSV_FORMAT,
        annotations=from_table(source.name, source.table, _of_record, format=CSV_FORMAT),
    )


def _of_record(origin: Origin, record: Record) -> Annotation:
    title, author = line_of(record["Book Title"]), line_of(record["Book Author"])
    kind, location = line_of(record["Location Type"]), line_of(record["Location"])
    return composed(
        origin,
        format=CSV_FORMAT,
        quote=record["Highlight"],
        note=record["Note"],
        tags=(*record["Tags"].split(","), *record["Document tags"].split(",")),
        key=line_of(record["Amazon Book ID"]) or "\n".join(filter(None, (title, author))),
        place_type=kind,
        place_at=location,
        title=title,
        authors=authors_of(author),
        color=line_of(record["Color"]),
        created=record["Highlighted at"],
    )


def claims_template(source: Source) -> bool:
    """Whether the header is that of Readwise's template for imports, which many programs write."""
    return source.table is not None and source.table.has("Highlight", "Title")


def read_template(source: Source) -> Export:
    """The rows of the import template; only the highlight is sure to be there."""
    return Export(
        name=source.name,
        format=TEMPLATE_FORMAT,
        annotations=from_table(source.name, source.table, _of_template, format=TEMPLATE_FORMAT),
    )


def _of_template(origin: Origin, record: Record) -> Annotation:
    title, author, url = line_of(record["Title"]), line_of(record["Author"]), address(record["URL"])
    return composed(
        origin,
        format=TEMPLATE_FORMAT,
        quote=record["Highlight"],
        note=record["Note"],
        tags=(),
        key=source_key(url, "\n".join(filter(None, (title, author)))),
        place_type="location",
        place_at=line_of(record["Location"]),
        title=title,
        authors=authors_of(author),
        url=url,
        created=record["Date"],
    )


# ---------------------------------------------------------------- the API's JSON


def claims(source: Source) -> bool:
    """Whether the JSON holds books with their highlights, or highlights alone, of the API v2."""
    return any(_is_book(row) or _is_highlight(row) for row in _rows(source, only_first=True))


def read(source: Source) -> Export:
    """Every highlight of every book, and the note on a book as a page note before its highlights."""
    rows = _rows(source)
    return Export(name=source.name, format=FORMAT, annotations=from_rows(source.name, rows, _of_row, format=FORMAT))


def _rows(source: Source, *, only_first: bool = False) -> Iterator[Any]:
    for value in source.json.values:
        rows = value.get("results", [value]) if isinstance(value, dict) else value
        if isinstance(rows, list | Rows):
            yield from rows[:1] if only_first else rows


def _is_book(row: object) -> bool:
    return isinstance(row, dict) and "user_book_id" in row and "highlights" in row


def _is_highlight(row: object) -> bool:
    return isinstance(row, dict) and {"text", "location_type", "highlighted_at"} <= row.keys()


def _of_row(origin: Origin, row: Mapping[str, Any]) -> Iterator[Annotation]:
    if not _is_book(row):
        yield _of_highlight(origin, {}, row)
        return
    if line_of(row.get("document_note")):
        yield _of_book(origin, row)
    highlights = row["highlights"]

    def made(origin: Origin, highlight: Mapping[str, Any]) -> Annotation:
        return _of_highlight(origin, row, highlight)

    yield from from_rows(origin.export, highlights if isinstance(highlights, Rows | list) else [], made, format=FORMAT)


def _of_book(origin: Origin, book: Mapping[str, Any]) -> Annotation:
    return composed(
        origin,
        native_id=f"book/{line_of(book.get('user_book_id'))}",
        note=book.get("document_note"),
        whole=True,
        aside=Reason.DELETED if book.get("is_deleted") is True else None,
        **_of_document(book),
    )


def _of_highlight(origin: Origin, book: Mapping[str, Any], highlight: Mapping[str, Any]) -> Annotation:
    deleted = highlight.get("is_deleted") is True or book.get("is_deleted") is True
    discarded = highlight.get("is_discard") is True
    document = _of_document(book)
    tags = (*_names(highlight.get("tags")), *document.pop("tags"))
    return composed(
        origin,
        native_id=line_of(highlight.get("id")),
        quote=highlight.get("text"),
        note=highlight.get("note"),
        tags=(*tags, "favorite") if highlight.get("is_favorite") is True else tags,
        place_type=line_of(highlight.get("location_type")),
        place_at=line_of(highlight.get("location")),
        color=line_of(highlight.get("color")),
        link=address(highlight.get("url")) or address(highlight.get("readwise_url")),
        created=highlight.get("highlighted_at") or highlight.get("created_at"),
        updated=moment(highlight.get("updated_at")),
        aside=Reason.DELETED if deleted else Reason.DISCARDED if discarded else None,
        **document,
    )


def _of_document(book: Mapping[str, Any]) -> dict[str, Any]:
    title, url = line_of(book.get("title")) or line_of(book.get("readable_title")), address(book.get("source_url"))
    author = line_of(book.get("author"))
    return {
        "format": FORMAT,
        "key": line_of(book.get("asin")) or source_key(url, "\n".join(filter(None, (title, author)))),
        "title": title,
        "authors": authors_of(author),
        "url": url,
        "tags": _names(book.get("book_tags")),
    }


def _names(tags: object) -> tuple[str, ...]:
    listed = tags if isinstance(tags, list) else []
    return lines_of([tag.get("name") if isinstance(tag, dict) else tag for tag in listed])


# ---------------------------------------------------------------- alike in all forms


def composed(
    origin: Origin,
    *,
    quote: object = "",
    note: object = "",
    tags: tuple[str, ...] = (),
    key: str,
    place_type: str = "",
    place_at: str = "",
    line: int = 0,
    created: object = "",
    whole: bool = False,
    aside: Reason | None = None,
    **rest: Any,
) -> Annotation:
    """A highlight with its note, in whatever form of export it came; without a place its `line` sorts it."""
    comment, acted = _without_action_tags(cleaned(note))
    tags = tuple(dict.fromkeys((*lines_of(tags), *acted)))
    quote = cleaned(quote)
    located = place_type in _PLACED and bool(place_at)
    return annotation(
        origin=origin,
        family="rw",
        role=Role.PAGE_NOTE if whole else role_of(quote, comment, placed=bool(place_at)),
        quote=quote,
        comment=comment,
        tags=tags,
        aside=aside or (Reason.DISCARDED if "discard" in tags else None),
        source_key=key,
        locator=f"{place_type} {place_at}".strip(),
        page=place_at if located and place_type == "page" else "",
        location=place_at if located and place_type == "location" else "",
        created=moment(created),
        order=place(start=number_of(place_at) or line, created=moment(created), whole=whole),
        **rest,
    )


def _without_action_tags(note: str) -> tuple[str, tuple[str, ...]]:
    """A note made only of Readwise's action tags (`.h1 .favorite`) says nothing: its words are tags."""
    words = note.split()
    if words and all(word.startswith(".") and word[1:].replace("-", "").isalnum() for word in words):
        return "", tuple(word[1:] for word in words)
    return note, ()


def authors_of(names: str) -> tuple[str, ...]:
    """Several authors stand with commas or `and` between them, none of which a name holds in Readwise."""
    return lines_of(names.replace(", and ", ", ").replace(" and ", ", ").split(", "))
