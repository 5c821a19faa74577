"""pdfannots: the annotations inside a PDF as JSON (`pdfannots -f json`)."""

from collections.abc import Mapping
from typing import Any

from flashgen.model import Annotation, Export, Origin, Reason, Role
from flashgen.readers.record import annotation, cleaned, from_rows, line_of, moment, place, role_of
from flashgen.readers.rows import Rows
from flashgen.readers.source import Source

FORMAT = "pdfannots"
FARTHEST = 1e6  # points; beyond, it is no place on a page
_DRAWN = frozenset(["Ink", "Square", "Circle", "Line", "Polygon", "PolyLine", "Stamp"])


def claims(source: Source) -> bool:
    """Whether the JSON is a list of annotations with a type, a page and where they begin on it."""
    return any(
        isinstance(row, dict) and {"type", "page", "start_xy"} <= row.keys()
        for rows in _lists(source)
        for row in rows[:1]
    )


def read(source: Source) -> Export:
    """The annotations; the file does not name the PDF, so its own name stands for the title."""

    def made(origin: Origin, row: Mapping[str, Any]) -> Annotation:
        return _annotation(origin, row, source.stem)

    rows = (row for rows in _lists(source) for row in rows)
    return Export(name=source.name, format=FORMAT, annotations=from_rows(source.name, rows, made, format=FORMAT))


def _lists(source: Source) -> list[Rows | list[Any]]:
    return [value for value in source.json.values if isinstance(value, Rows | list)]


def _annotation(origin: Origin, row: Mapping[str, Any], title: str) -> Annotation:
    quote, comment, page = cleaned(row.get("text")), cleaned(row.get("contents")), row.get("page")
    parent, kind = line_of(row.get("in_reply_to")), line_of(row.get("type"))
    x, y = _corner(row.get("start_xy"))
    drawn = kind in _DRAWN and not (quote or comment)
    return annotation(
        origin=origin,
        format=FORMAT,
        family="pdf",
        native_id=line_of(row.get("name")),
        role=Role.REPLY if parent else role_of(quote, comment, placed=True),
        quote=quote,
        comment=comment,
        comment_format="plain",
        aside=Reason.IMAGE if drawn else None,
        source_key=title,
        locator=f"{line_of(page)} {x:g} {y:g}",
        title=title,
        section=line_of(row.get("prior_outline")),
        page=line_of(row.get("page_label")) or line_of(page),
        color=line_of(row.get("color")),
        annotator=line_of(row.get("author")),
        created=moment(row.get("created")),
        thread=(parent,) if parent else (),
        order=place(page=page, start=-y, created=moment(row.get("created"))),  # y grows upwards on a PDF's page
    )


def _corner(value: object) -> tuple[float, float]:
    match value:
        case [int() | float() as x, int() | float() as y] if abs(x) < FARTHEST and abs(y) < FARTHEST:
            return float(x), float(y)
        case _:
            return 0.0, 0.0
