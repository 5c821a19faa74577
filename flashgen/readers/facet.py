"""facet by Jon Udell: Hypothesis rows as CSV or as a list in a list (judell/facet, judell/hlib)."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flashgen.model import Annotation, Export, Origin, Role
from flashgen.readers.hypothesis import said
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
    place,
    role_of,
    source_key,
)
from flashgen.readers.rows import Record, Rows
from flashgen.readers.source import Source

FORMAT = "facet-json"
CSV_FORMAT = "facet-csv"


def claims(source: Source) -> bool:
    """Whether the JSON is a list in a list of rows that say of themselves whether they are replies."""
    return any(isinstance(row, dict) and {"refs", "isReply", "url"} <= row.keys() for row in _rows(source)[:1])


def read(source: Source) -> Export:
    """The rows of facet's JSON."""
    return Export(
        name=source.name,
        format=FORMAT,
        annotations=from_rows(source.name, _rows(source), _of_row, format=FORMAT),
    )


def claims_table(source: Source) -> bool:
    """Whether the header is facet's; older ones lack `created`."""
    return source.table is not None and source.table.has(
        "level", "updated", "url", "user", "id", "group", "tags", "quote", "text"
    )


def read_table(source: Source) -> Export:
    """The rows of facet's CSV; line breaks in them were lost when it was written."""
    return Export(
        name=source.name,
        format=CSV_FORMAT,
        annotations=from_table(source.name, source.table, _of_record, format=CSV_FORMAT),
    )


def _rows(source: Source) -> list[Any]:
    return [
        row
        for outer in source.json.values
        if isinstance(outer, list | Rows) and outer and isinstance(outer[0], Rows | list)
        for inner in outer
        for row in (inner if isinstance(inner, Rows | list) else [inner])
    ]


def _of_row(origin: Origin, row: Mapping[str, Any]) -> Annotation:
    references = lines_of(row.get("refs"))
    quote, comment = cleaned(row.get("exact")), said(re.sub(r"&lt;?", "<", cleaned(row.get("text"))))
    url, created = address(row.get("url")), _utc(row.get("created") or row.get("updated"))
    title = line_of(row.get("title")) or last_part(url)
    replies = row.get("isReply") is True or bool(references)
    return annotation(
        origin=origin,
        format=FORMAT,
        family="hyp",
        native_id=line_of(row.get("id")),
        role=Role.REPLY if replies else role_of(quote, comment),
        quote=quote,
        comment=comment,
        dialect="hypothesis",
        tags=lines_of(row.get("tags")),
        source_key=source_key(url, title),
        title=title,
        url=url,
        link=_link(row.get("id")),
        annotator=line_of(row.get("user")).removeprefix("acct:"),
        group=line_of(row.get("group")),
        created=created,
        updated=_utc(row.get("updated")),
        thread=references,
        order=place(start=row.get("start"), created=created, whole=not quote),
        prefix=cleaned(row.get("prefix")),
        suffix=cleaned(row.get("suffix")),
    )


def _of_record(origin: Origin, record: Record) -> Annotation:
    quote, comment = cleaned(record["quote"]), said(record["text"])
    url, created = address(record["url"]), _utc(record["created"] or record["updated"])
    replies = record["level"].strip() not in ("", "0")
    return annotation(
        origin=origin,
        format=CSV_FORMAT,
        family="hyp",
        native_id=line_of(record["id"]),
        role=Role.REPLY if replies else role_of(quote, comment),
        quote=quote,
        comment=comment,
        dialect="hypothesis",
        tags=lines_of(record["tags"].split(",")),
        source_key=source_key(url),
        title=last_part(url),
        url=url,
        link=address(record["direct link"]) or _link(record["id"]),
        annotator=line_of(record["user"]),
        group=line_of(record["group"]),
        created=created,
        updated=_utc(record["updated"]),
        order=place(created=created, whole=not quote),
    )


def _utc(value: object) -> datetime | None:
    """facet cuts the zone off; the API's times are UTC."""
    found = moment(value)
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _link(native_id: object) -> str:
    return f"https://hyp.is/{line_of(native_id)}" if native_id else ""
