"""The CSV that Kindle readers send by e-mail ("Export notes"): a head of seven rows, then highlights and notes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flashgen.model import Annotation, Export, Origin, Reason, Role
from flashgen.readers.kindle_places import Place, book_key, kind_of, place_of, stands_in
from flashgen.readers.record import annotation, cleaned, line_of, lines_of, place, role_of, unreadable
from flashgen.readers.rows import Broken, Record
from flashgen.readers.source import Source

FORMAT = "kindle-email"
_HEAD = ("Annotation Type", "Location")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A row: a highlight, a note or a bookmark."""

    line: int
    role: Role | None
    color: str
    place: Place
    starred: bool
    text: str


def claims(source: Source) -> bool:
    """Whether the first cell is `Your Kindle Notes For:`."""
    return source.table is not None and source.table.columns[0].startswith("Your Kindle Notes For")


def read(source: Source) -> Export:
    """Highlights, each with the notes that follow at its location; other notes on their own."""
    records = list(source.table.records()) if source.table else []
    broken = [record for record in records if isinstance(record, Broken)]
    rows = [record for record in records if isinstance(record, Record)]
    head = next((at for at, record in enumerate(rows) if record.values[:2] == _HEAD), len(rows))
    title, authors = _document(rows[:head])
    parts = [_part(record) for record in rows[head + 1 :]]
    made = [
        _annotation(source.name, number, group, title=title, authors=authors)
        for number, group in enumerate(_groups(parts))
    ]
    made += [
        unreadable(origin=Origin(export=source.name, line=row.line), format=FORMAT, record=row, detail=row.reason)
        for row in broken
    ]
    return Export(name=source.name, format=FORMAT, annotations=tuple(made))


def _document(head: list[Record]) -> tuple[str, tuple[str, ...]]:
    """Title (the device writes it in capitals) and authors, from the rows above the table."""
    cells = [line_of(record.values[0]) for record in head]
    by = next((cell for cell in cells if cell.startswith("by ")), "")
    return (cells[0] if cells else ""), lines_of(by.removeprefix("by ").split(";"))


def _part(record: Record) -> _Part:
    cells = (*record.values, "", "", "", "")
    color = re.search(r"\((\w+)\)", cells[0])
    return _Part(
        line=record.line,
        role=kind_of(cells[0]),
        color=color[1].lower() if color else "",
        place=place_of(cells[1]),
        starred=bool(cells[2].strip()),
        text=cleaned(cells[3]),
    )


def _groups(parts: list[_Part]) -> Iterator[list[_Part]]:
    group: list[_Part] = []
    for part in parts:
        joins = part.role is Role.NOTE and group and group[0].role is Role.HIGHLIGHT
        if joins and stands_in(part.place, group[0].place, group[0].text):
            group.append(part)
            continue
        if group:
            yield group
        group = [part]
    if group:
        yield group


def _annotation(name: str, number: int, group: list[_Part], *, title: str, authors: tuple[str, ...]) -> Annotation:
    first = group[0]
    alone = first.role in (Role.NOTE, Role.BOOKMARK)
    quote = "" if alone else first.text
    comment = "\n\n".join(part.text for part in (group if alone else group[1:]) if part.text)
    return annotation(
        origin=Origin(export=name, line=first.line),
        format=FORMAT,
        family="kindle",
        role=Role.BOOKMARK if first.role is Role.BOOKMARK else role_of(quote, comment, placed=True),
        quote=quote,
        comment=comment,
        comment_format="plain",
        tags=("starred",) if any(part.starred for part in group) else (),
        aside=Reason.BOOKMARK if first.role is Role.BOOKMARK else None,
        source_key=book_key(title),
        locator=first.place.locator,
        title=title,
        authors=authors,
        page=first.place.page,
        location=first.place.location,
        color=first.color,
        order=place(start=number),
    )
