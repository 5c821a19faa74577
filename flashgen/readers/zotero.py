"""Zotero's annotation items as JSON: Web API, local API, sync, write responses, and what its reader keeps inside."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flashgen.markup import from_html
from flashgen.model import Annotation, Export, Origin, Reason
from flashgen.readers.record import (
    address,
    annotation,
    cleaned,
    from_rows,
    line_of,
    lines_of,
    moment,
    place,
    role_of,
    source_key,
)
from flashgen.readers.rows import Rows
from flashgen.readers.source import Source

FORMAT = "zotero-json"
COLORS = {
    "#ffd400": "yellow",
    "#ff6666": "red",
    "#5fb236": "green",
    "#2ea8e5": "blue",
    "#a28ae5": "purple",
    "#e56eee": "magenta",
    "#f19837": "orange",
    "#aaaaaa": "gray",
}
_DRAWN = frozenset(["image", "ink"])
_INSIDE = {  # our name -> in an item, in the reader
    "kind": ("annotationType", "type"),
    "text": ("annotationText", "text"),
    "comment": ("annotationComment", "comment"),
    "color": ("annotationColor", "color"),
    "page": ("annotationPageLabel", "pageLabel"),
    "sort": ("annotationSortIndex", "sortIndex"),
    "position": ("annotationPosition", "position"),
    "author": ("annotationAuthorName", "authorName"),
    "added": ("dateAdded", "dateCreated"),
    "modified": ("dateModified", "dateModified"),
}


def claims(source: Source) -> bool:
    """Whether the JSON holds items of Zotero, or annotations as its reader keeps them."""
    for item in _items(source):
        return "itemType" in _fields(item) or {"type", "sortIndex", "position"} <= item.keys()
    return False


def read(source: Source) -> Export:
    """The annotations among the items, with title and authors where the file holds the documents too."""
    documents = {line_of(_key(item)): item for item in _items(source) if _kind(item) not in ("annotation", "note")}
    rows = (item for item in _rows(source) if not isinstance(item, dict) or _kind(item) in ("annotation", ""))

    def made(origin: Origin, item: Mapping[str, Any]) -> Annotation:
        return _annotation(origin, item, documents)

    notes = sum(_kind(item) == "note" for item in _items(source))
    advice = f"{source.name}: Zotero notes not read: {notes}; export them from Zotero as Markdown"
    return Export(
        name=source.name,
        format=FORMAT,
        annotations=from_rows(source.name, rows, made, format=FORMAT),
        warnings=(advice,) if notes else (),
    )


def _rows(source: Source) -> Iterator[Any]:
    for value in source.json.values:
        if isinstance(value, dict) and isinstance(value.get("successful"), dict):
            yield from value["successful"].values()
        elif isinstance(value, Rows | list):
            yield from value
        else:
            yield value


def _items(source: Source) -> Iterator[Mapping[str, Any]]:
    return (row for row in _rows(source) if isinstance(row, dict))


def _fields(item: Mapping[str, Any]) -> Mapping[str, Any]:
    inside = item.get("data")
    return inside if isinstance(inside, dict) else item


def _kind(item: Mapping[str, Any]) -> str:
    return line_of(_fields(item).get("itemType"))


def _key(item: Mapping[str, Any]) -> object:
    return item.get("key") or _fields(item).get("key") or item.get("id")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Document:
    """What an annotation stands in; `title` is the attachment's key where the file does not hold the document."""

    title: str
    authors: tuple[str, ...] = ()
    url: str = ""


def _document(attachment: str, documents: Mapping[str, Mapping[str, Any]]) -> _Document:
    file = _fields(documents.get(attachment, {}))
    item = _fields(documents.get(line_of(file.get("parentItem")), {})) or file
    title = line_of(item.get("title")) or line_of(file.get("title")) or line_of(file.get("filename")) or attachment
    doi = line_of(item.get("DOI"))
    creators = item.get("creators")
    return _Document(
        title=title,
        authors=tuple(filter(None, map(_name, creators if isinstance(creators, list) else []))),
        url=address(item.get("url")) or (f"https://doi.org/{doi}" if doi else ""),
    )


def _name(creator: object) -> str:
    if not isinstance(creator, dict) or creator.get("creatorType", "author") != "author":
        return ""
    return line_of(creator.get("name")) or line_of(
        " ".join(lines_of([creator.get("firstName"), creator.get("lastName")]))
    )


def _annotation(origin: Origin, item: Mapping[str, Any], documents: Mapping[str, Mapping[str, Any]]) -> Annotation:
    fields = _fields(item)
    said = {ours: fields.get(theirs, fields.get(inside)) for ours, (theirs, inside) in _INSIDE.items()}
    attachment, library, native_id = line_of(fields.get("parentItem")), _library(item), line_of(_key(item))
    document = _document(attachment, documents)
    quote, comment = cleaned(said["text"]), from_html(cleaned(said["comment"]))
    drawn = line_of(said["kind"]) in _DRAWN and not (quote or comment)
    page_index = _page_index(said["position"])
    created = moment(said["added"])
    color = line_of(said["color"]).lower()
    return annotation(
        origin=origin,
        format=FORMAT,
        family=f"zot:{library}" if native_id else "zot",
        native_id=native_id,
        role=role_of(quote, comment, placed=True),
        quote=quote,
        comment=comment,
        tags=_tags(fields.get("tags")),
        aside=Reason.DELETED if fields.get("deleted") else Reason.IMAGE if drawn else None,
        source_key=attachment or source_key(document.url, document.title),
        locator=line_of(said["sort"]),
        title=document.title,
        authors=document.authors,
        url=document.url,
        page=line_of(said["page"]),
        link=_link(library, attachment, native_id, page_index),
        color=COLORS.get(color, color),
        annotator=line_of(said["author"]),
        created=created,
        updated=moment(said["modified"]),
        order=place(text=said["sort"], page=page_index, created=created),
    )


def _library(item: Mapping[str, Any]) -> str:
    """`library`, or `groups/<id>`: as in the program's own links, so an item and a link to it have one identity."""
    library = item.get("library")
    grouped = isinstance(library, dict) and library.get("type") == "group"
    return f"groups/{line_of(library.get('id'))}" if grouped and isinstance(library, dict) else "library"


def _tags(tags: object) -> tuple[str, ...]:
    listed = tags if isinstance(tags, list) else []
    return lines_of([tag.get("tag") or tag.get("name") if isinstance(tag, dict) else tag for tag in listed])


def _page_index(position: object) -> int | None:
    """The page, from 0, of a PDF's position, which is JSON in a text; None elsewhere."""
    if isinstance(position, str):
        try:
            position = json.loads(position)
        except (ValueError, RecursionError):
            return None
    index = position.get("pageIndex") if isinstance(position, dict) else None
    return index if isinstance(index, int) else None


def _link(library: str, attachment: str, key: str, page_index: int | None) -> str:
    if not (attachment and key):
        return ""
    page = "" if page_index is None else f"page={page_index + 1}&"
    return f"zotero://open-pdf/{library}/items/{attachment}?{page}annotation={key}"
