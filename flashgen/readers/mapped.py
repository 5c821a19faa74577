"""Any table by `--map quote=…,comment=…`, and the CSVs of Raindrop, Instapaper and Diigo."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from flashgen.errors import ExportError
from flashgen.model import Annotation, Export, Origin, Reason, Role
from flashgen.readers.record import (
    address,
    annotation,
    cleaned,
    from_table,
    last_part,
    line_of,
    lines_of,
    moment,
    named,
    number_of,
    place,
    role_of,
    source_key,
)
from flashgen.readers.rows import Record
from flashgen.readers.source import Source

FORMAT = "csv"
FIELDS = (
    "quote comment title author url page location section tags color annotator group created updated id link".split()
)

_MARKED = re.compile(r"^\s*(?P<mark>Highlight|Note|Annotation)s?:\s*", re.IGNORECASE | re.MULTILINE)


# ---------------------------------------------------------------- --map


def claims(source: Source) -> bool:
    """Whether the command line says which column is what."""
    return bool(source.mapping) and source.table is not None


def read(source: Source) -> Export:
    """A row of the table for each annotation. Raises ExportError for a field or a column that there is not."""
    if source.table is None:
        raise ExportError(f"{source.name}: no table with two columns or more; --map reads CSV and TSV")
    columns = {column.casefold(): column for column in source.table.columns}
    mapping: dict[str, str] = {}
    for field, column in source.mapping.items():
        if field not in FIELDS:
            raise ExportError(f"--map {field}={column}: no such field (known: {', '.join(FIELDS)})")
        if column.casefold() not in columns:
            raise ExportError(f"{source.name}: no column {column!r} (there are: {named(source.table.columns)})")
        mapping[field] = columns[column.casefold()]
    if not {"quote", "comment"} & mapping.keys():
        columns_there = named(source.table.columns)
        raise ExportError(
            f"{source.name}: say which column is what: --map quote=…,comment=… (there are: {columns_there})"
        )
    return _export(source, FORMAT, partial(_of_mapped, mapping))


def _of_mapped(mapping: Mapping[str, str], origin: Origin, record: Record) -> Annotation:
    said = {field: record[mapping[field]] if field in mapping else "" for field in FIELDS}
    quote, comment, page = cleaned(said["quote"]), cleaned(said["comment"]), line_of(said["page"])
    location, url, title = line_of(said["location"]), address(said["url"]), line_of(said["title"])
    created = moment(said["created"])
    role = role_of(quote, comment, placed=bool(page or location))
    return annotation(
        origin=origin,
        format=FORMAT,
        family="csv",
        native_id=_own_id(said["id"]),
        role=role,
        quote=quote,
        comment=comment,
        comment_format="plain",
        tags=lines_of(re.split(r"[,;]", said["tags"])),
        source_key=source_key(url, title),
        locator=page or location,
        title=title or last_part(url),
        authors=lines_of(said["author"].split(";")),
        url=url,
        section=line_of(said["section"]),
        page=page,
        location=location,
        link=address(said["link"]),
        color=line_of(said["color"]).lower(),
        annotator=line_of(said["annotator"]),
        group=line_of(said["group"]),
        created=created,
        updated=moment(said["updated"]),
        order=place(page=number_of(page), start=number_of(location), created=created, whole=role is Role.PAGE_NOTE),
    )


def _own_id(cell: str) -> str:
    """The cell, unless it only counts rows: such a number is another annotation's in the next table."""
    found = line_of(cell)
    return "" if found.isdecimal() and len(found) < 5 else found


# ---------------------------------------------------------------- bookmarks with highlights


def claims_raindrop(source: Source) -> bool:
    """Whether the header is Raindrop's."""
    return source.table is not None and source.table.has(
        "id", "title", "note", "excerpt", "url", "folder", "highlights"
    )


def read_raindrop(source: Source) -> Export:
    """The highlights of each bookmark with their notes, and the note on the page."""
    return _export(source, "raindrop", _of_raindrop)


def _of_raindrop(origin: Origin, record: Record) -> Iterator[Annotation]:
    yield from _bookmarked(
        origin,
        format="raindrop",
        title=record["title"],
        url=record["url"],
        tags=lines_of(record["tags"].split(",")),
        created=record["created"],
        group=record["folder"],
        note=record["note"],
        highlights=_highlights(record["highlights"]),
    )


def claims_instapaper(source: Source) -> bool:
    """Whether the header is Instapaper's."""
    return source.table is not None and source.table.has("URL", "Title", "Selection", "Folder", "Timestamp")


def read_instapaper(source: Source) -> Export:
    """The selection that each page was saved with."""
    return _export(source, "instapaper", _of_instapaper)


def _of_instapaper(origin: Origin, record: Record) -> Iterator[Annotation]:
    stamp = record["Timestamp"].strip()
    selection = cleaned(record["Selection"])
    yield from _bookmarked(
        origin,
        format="instapaper",
        title=record["Title"],
        url=record["URL"],
        tags=lines_of(record["Tags"].strip("[]").replace('"', "").split(",")),
        created=int(stamp) if stamp.isdecimal() and len(stamp) < 12 else stamp,
        group=record["Folder"],
        note="",
        highlights=[(selection, "")] if selection.strip() else [],
    )


def claims_diigo(source: Source) -> bool:
    """Whether the header is Diigo's."""
    return source.table is not None and source.table.has(
        "title", "url", "tags", "description", "comments", "annotations", "created_at"
    )


def read_diigo(source: Source) -> Export:
    """The highlights of each bookmark with their notes; description and comments as notes on the page."""
    return _export(source, "diigo", _of_diigo)


def _of_diigo(origin: Origin, record: Record) -> Iterator[Annotation]:
    yield from _bookmarked(
        origin,
        format="diigo",
        title=record["title"],
        url=record["url"],
        tags=lines_of(record["tags"].split()),
        created=record["created_at"],
        group="",
        note="\n\n".join(filter(str.strip, (record["description"], record["comments"]))),
        highlights=_highlights(record["annotations"]),
    )


def _highlights(cell: str) -> list[tuple[str, str]]:
    """Quotes and comments of a cell: marked with `Highlight:` and `Note:`, or a quote on each line."""
    text = cleaned(cell)
    marks = list(_MARKED.finditer(text))
    if not marks:
        return [(line, "") for line in text.split("\n") if line.strip()]
    found: list[tuple[str, str]] = []
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        part = text[mark.end() : end].strip()
        if mark["mark"].lower() == "highlight" or not found:
            found.append((part, ""))
        else:
            quote, comment = found[-1]
            found[-1] = (quote, "\n\n".join(filter(None, (comment, part))))
    return found


def _bookmarked(
    origin: Origin,
    *,
    format: str,  # noqa: A002 - the field's name
    title: str,
    url: str,
    tags: tuple[str, ...],
    created: object,
    group: str,
    note: str,
    highlights: list[tuple[str, str]],
) -> Iterator[Annotation]:
    """The note on the page, then its highlights; a bookmark without either stands aside as one."""
    said = [("", note)] if note.strip() else []
    if not said and not highlights:
        said = [("", "")]
    title, url, when = line_of(title), address(url), moment(created)
    for number, (quote, comment) in enumerate(said + highlights):
        quote, comment = cleaned(quote), cleaned(comment)
        empty = not (quote.strip() or comment.strip())
        yield annotation(
            origin=origin,
            format=format,
            family=format,
            role=Role.BOOKMARK if empty else role_of(quote, comment),
            quote=quote,
            comment=comment,
            comment_format="plain",
            tags=tags,
            aside=Reason.BOOKMARK if empty else None,
            source_key=source_key(url, title),
            title=title or last_part(url),
            url=url,
            group=line_of(group),
            created=when,
            order=place(start=number, whole=not quote),
        )


def _export(source: Source, format: str, make: Callable[[Origin, Record], Annotation | Iterator[Annotation]]) -> Export:  # noqa: A002
    return Export(
        name=source.name, format=format, annotations=from_table(source.name, source.table, make, format=format)
    )
