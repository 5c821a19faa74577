"""Hypothesis: rows of its API in any wrapper, and the CSV of its export dialog.

hypothesis/client annotations-exporter.tsx, hypothesis/h docs/_extra/api-reference/schemas/annotation.yaml,
karlicoss/hypexport.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from flashgen.model import Annotation, Export, Origin, Reason, Role
from flashgen.readers.record import (
    address,
    annotation,
    cleaned,
    from_rows,
    from_table,
    last_part,
    line_of,
    lines_of,
    moment,
    number_of,
    place,
    role_of,
    source_key,
    unreadable,
)
from flashgen.readers.rows import Record, Rows
from flashgen.readers.source import Source

FORMAT = "hypothesis-json"
_WRAPPERS = ("annotations", "rows", "replies")
_MENTION = re.compile(r"<a data-hyp-mention[^<>]*>([^<>]*)</a>")
_MARKS = frozenset(["export_date", "export_userid", "client_version", "profile", "total"])


def claims(source: Source) -> bool:
    """Whether the JSON holds rows of the Hypothesis API, bare, wrapped, or page after page."""
    return any(_holds_rows(value) for value in source.json.values)


def read(source: Source) -> Export:
    """The rows of all values in the file, in its order."""
    rows = _rows(source.json.values)
    return Export(name=source.name, format=FORMAT, annotations=from_rows(source.name, rows, _annotation, format=FORMAT))


def _holds_rows(value: object, depth: int = 3) -> bool:
    if depth == 0:
        return False
    if isinstance(value, dict):
        lists = [value[key] for key in _WRAPPERS if isinstance(value.get(key), Rows | list)]
        empty = bool(lists) and not any(lists) and not _MARKS.isdisjoint(value)
        return _is_row(value) or empty or any(_holds_rows(rows, depth - 1) for rows in lists)
    if isinstance(value, Rows | list):
        return any(_is_row(row) or (isinstance(row, dict) and _holds_rows(row, depth - 1)) for row in value[:3])
    return False


def _is_row(value: object) -> bool:
    return isinstance(value, dict) and "uri" in value and "user" in value and ("target" in value or "text" in value)


def _rows(values: object, depth: int = 5) -> Iterator[Any]:
    """The rows wherever they are; search objects may stand in a list, and their replies apart."""
    for value in values if isinstance(values, tuple | list | Rows) else ():
        if depth and isinstance(value, dict) and not _is_row(value) and any(key in value for key in _WRAPPERS):
            for key in _WRAPPERS:
                yield from _rows(value.get(key), depth - 1)
        elif depth and isinstance(value, list | Rows):
            yield from _rows(value, depth - 1)
        else:
            yield value


def _annotation(origin: Origin, row: Mapping[str, Any]) -> Annotation:
    if "id" not in row and not _is_row(row):
        detail = f"a record without id, uri and user, which every Hypothesis row has; its keys: {', '.join(row)[:200]}"
        return unreadable(origin=origin, format=FORMAT, record=row, detail=detail)
    target = _first(row.get("target"))
    selectors = _selectors(target)
    quoting = selectors.get("TextQuoteSelector", {})
    drawing = selectors.get("ShapeSelector", {})
    chapter = selectors.get("EPUBContentSelector", {})
    url, title = address(row.get("uri")), _title(row)
    created = moment(row.get("created"))
    references = lines_of(row.get("references"))
    comment, tags = said(row.get("text")), lines_of(row.get("tags"))
    hidden = row.get("hidden") is True or row.get("moderation_status") in ("DENIED", "SPAM")
    return annotation(
        origin=origin,
        format=FORMAT,
        family="hyp",
        native_id=line_of(row.get("id")),
        original_id=line_of(_original_id(row)),
        role=_role(row, references, selectors, comment, tags),
        quote=cleaned(quoting.get("exact")) or cleaned(target.get("description")) or cleaned(drawing.get("text")),
        comment=comment,
        dialect="hypothesis",
        tags=tags,
        aside=Reason.HIDDEN if hidden else None,
        source_key=source_key(url, title),
        title=title,
        url=url,
        section=line_of(chapter.get("title")),
        page=line_of(selectors.get("PageSelector", {}).get("label")),
        location=_seconds(selectors.get("MediaTimeSelector", {})),
        link=address(_link(row)),
        annotator=line_of(row.get("user")).removeprefix("acct:"),  # exact, where display names are not
        group=line_of(row.get("group")),
        created=created,
        updated=moment(row.get("updated")),
        thread=references,
        order=_order(selectors, created),
        prefix=cleaned(quoting.get("prefix")),
        suffix=cleaned(quoting.get("suffix")),
    )


def said(text: object) -> str:
    """The comment, with people mentioned by their names alone."""
    return _MENTION.sub(r"\1", cleaned(text))


def _original_id(row: Mapping[str, Any]) -> object:
    """What the row was called before somebody exported and imported it."""
    return row.get("original_id") or _first(row.get("extra")).get("original_id")


def _role(
    row: Mapping[str, Any], references: tuple[str, ...], selectors: object, comment: str, tags: tuple[str, ...]
) -> Role:
    """The type as the client decides it (annotation-metadata.ts), in its order."""
    if references:
        return Role.REPLY
    if not selectors:
        return Role.PAGE_NOTE
    return Role.ANNOTATION if comment.strip() or tags or row.get("hidden") is True else Role.HIGHLIGHT


def _first(value: object) -> Mapping[str, Any]:
    """The first object of a list, or the object itself; an empty one where there is none."""
    found = value[0] if isinstance(value, list) and value else value
    return found if isinstance(found, dict) else {}


def _selectors(target: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The target's selectors by type, the first of each."""
    found: dict[str, Mapping[str, Any]] = {}
    listed = target.get("selector")
    for selector in listed if isinstance(listed, list) else [listed]:
        if isinstance(selector, dict):
            found.setdefault(cleaned(selector.get("type")), selector)
    return found


def _title(row: Mapping[str, Any]) -> str:
    """The document's title; the last part of its address where it has none."""
    titles = lines_of(_first(row.get("document")).get("title"))
    if titles:
        return titles[0]
    return last_part(address(row.get("uri")))


def _link(row: Mapping[str, Any]) -> str:
    links = _first(row.get("links"))
    made = f"https://hyp.is/{line_of(row.get('id'))}" if row.get("id") else ""
    return cleaned(links.get("incontext")) or cleaned(links.get("html")) or made


def _seconds(times: Mapping[str, Any]) -> str:
    start, end = cleaned(times.get("start")), cleaned(times.get("end"))
    return f"{start}–{end} s" if start and end else ""


def _order(selectors: Mapping[str, Mapping[str, Any]], created: datetime | None) -> tuple[int | float | str, ...]:
    """Chapter, page, position, time of creation: the first that differ decide."""
    position = selectors.get("TextPositionSelector") or selectors.get("MediaTimeSelector") or {}
    return place(
        text=selectors.get("EPUBContentSelector", {}).get("cfi"),
        page=selectors.get("PageSelector", {}).get("index"),
        start=position.get("start"),
        created=created,
        whole=not selectors,
    )


# ---------------------------------------------------------------- CSV

CSV_FORMAT = "hypothesis-csv"
_HEADERS = (  # of today, of 2024, and three of a trial in January 2024
    {"Created at", "Author", "Page", "URL", "Group", "Type", "Comment", "Tags"},
    {"Creation Date", "URL", "Group", "Annotation/Reply Type", "Quote", "User", "Tags", "Page"},
    {"Created at", "Author", "Page", "URL", "Group", "Annotation/Reply Type", "Quote", "Comment", "Tags"},
)
_ROLES = {
    "annotation": Role.ANNOTATION,
    "highlight": Role.HIGHLIGHT,
    "page note": Role.PAGE_NOTE,
    "comment": Role.PAGE_NOTE,
    "reply": Role.REPLY,  # to what, the file does not say; it is never guessed
}


def claims_table(source: Source) -> bool:
    """Whether the header is one that the export dialog has written; on the clipboard with tabs."""
    return source.table is not None and any(source.table.has(*header) for header in _HEADERS)


def read_table(source: Source) -> Export:
    """The rows of the dialog's CSV; it has no ids, and times are the exporter's local ones, to the minute."""
    return Export(
        name=source.name,
        format=CSV_FORMAT,
        annotations=from_table(source.name, source.table, _of_record, format=CSV_FORMAT),
    )


def _of_record(origin: Origin, record: Record) -> Annotation:
    quote = cleaned(record["Quote/description"] or record["Quote"])
    comment = said(record["Comment"] or record["Body"])
    kind = line_of(record["Type"] or record["Annotation/Reply Type"]).lower()
    url, page = address(record["URL"]), line_of(record["Page"])
    created = moment(record["Created at"] or record["Creation Date"])
    role = _ROLES.get(kind, role_of(quote, comment))
    return annotation(
        origin=origin,
        format=CSV_FORMAT,
        family="hyp",
        role=role,
        quote=quote,
        comment=comment,
        dialect="hypothesis",
        tags=lines_of(record["Tags"].split(",")),
        source_key=source_key(url),
        title=last_part(url),
        url=url,
        page=page,
        locator=page,
        annotator=line_of(record["Author"] or record["User"]),
        group=line_of(record["Group"]),
        created=created,
        order=place(page=number_of(page), created=created, whole=role is Role.PAGE_NOTE),
    )
