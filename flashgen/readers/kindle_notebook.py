"""The Kindle app's "Notebook export", an HTML page: headings of class `noteHeading`, each with its `noteText`.

    <div class="noteHeading">Highlight(<span class="highlight_yellow">yellow</span>) - Fog > Page 2 · Location 187</div>
    <div class="noteText">…</div>

A note follows the highlight it was written on.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flashgen.model import Annotation, Export, Origin, Reason, Role
from flashgen.readers.kindle_places import PAGE, Place, book_key, kind_of, place_of, stands_in
from flashgen.readers.record import annotation, lines_of, place, role_of
from flashgen.readers.source import Source
from flashgen.readers.tree import lines_where, parsed, text_of

if TYPE_CHECKING:
    from flashgen.readers.tree import Element

FORMAT = "kindle-notebook"
HEADING = re.compile(r"""class\s*=\s*["']?noteHeading""")
CROSSED = re.compile(r"(</?)h[123]\b", re.IGNORECASE)  # one version opens with h3 and closes with div, and inversely
PAGE_ALONE = re.compile(rf"(?:{PAGE.pattern})\w? ?[\divxlc]+")
COLOR_WORD = re.compile(r"\(([^()]*)\)\s*$")
NOWHERE = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A heading and its text."""

    kind: Role = Role.HIGHLIGHT
    color: str = ""
    section: str = ""
    place: Place = NOWHERE
    line: int | None = None
    text: str = ""


def claims(source: Source) -> bool:
    """Markup with an element of class `bookTitle`."""
    return source.start.startswith("<") and bool(re.search(r"""class\s*=\s*["']?bookTitle""", source.text))


def read(source: Source) -> Export:
    """Highlights with the notes that follow them, notes that stand alone, bookmarks set aside."""
    tree = parsed(source.name, CROSSED.sub(r"\1div", source.text))
    title = text_of(tree.css_first(".bookTitle"))
    authors = lines_of(text_of(tree.css_first(".authors")).split(";"))
    elements = tree.css(".sectionHeading, .noteHeading, .noteText")
    annotations = tuple(
        composed(source.name, title, authors, number, group)
        for number, group in enumerate(groups(notes(elements, lines_where(HEADING, source.text))))
    )
    cut = () if source.text.rstrip().endswith(">") else (f"{source.name}: ends in the middle of a text",)
    return Export(name=source.name, format=FORMAT, annotations=annotations, warnings=cut)


def notes(elements: "Sequence[Element]", lines: Sequence[int]) -> Iterator[Note]:
    """The headings with their texts; a text without a heading counts as a highlight at no place."""
    section, numbers = "", iter(lines)
    heading: Note | None = None
    for element in elements:
        names = (element.attributes.get("class") or "").split()
        text = text_of(element)
        if "noteText" in names:
            yield replace(heading or Note(section=section), text=text)
            heading = None
            continue
        if heading:
            yield heading
        heading = headed(element, text, section, next(numbers, None)) if "noteHeading" in names else None
        section = text if "sectionHeading" in names else section
    if heading:
        yield heading


def headed(element: "Element", heading: str, section: str, line: int | None) -> Note:
    """What a heading tells: a colour marks a highlight in every language, the word for a bookmark a bookmark."""
    kind, _, rest = heading.replace(" | ", " - ", 1).partition(" - ")
    chapter, _, where = rest.rpartition(">")
    if PAGE_ALONE.fullmatch(chapter.strip().casefold()):  # `Page 10 > Location 120`
        chapter, where = "", rest
    word = COLOR_WORD.search(kind)
    span = element.css_first("span[class*=_]")
    classes = (span.attributes.get("class") or "") if span else ""  # highlight_yellow, annotation_aqua
    color = classes.rpartition("_")[2] or (word[1].lower() if word else "")
    bookmark = kind_of(kind) is Role.BOOKMARK
    return Note(
        kind=Role.HIGHLIGHT if color else Role.BOOKMARK if bookmark else Role.NOTE,
        color=color,
        section=chapter.strip() or section,
        place=place_of(where),
        line=line,
    )


def groups(notes: Iterable[Note]) -> list[list[Note]]:
    """Every highlight with the notes that were written on it; all others alone."""
    found: list[list[Note]] = []
    for note in notes:
        if found and belongs_to(note, found[-1][0]):
            found[-1].append(note)
        else:
            found.append([note])
    return found


def belongs_to(note: Note, first: Note) -> bool:
    """Whether a note was written on the highlight before it."""
    on_highlight = note.kind is Role.NOTE and first.kind is Role.HIGHLIGHT
    return on_highlight and stands_in(note.place, first.place, first.text)


def composed(name: str, title: str, authors: tuple[str, ...], number: int, group: Sequence[Note]) -> Annotation:
    """The annotation of a highlight with its notes, or of a note or bookmark."""
    first = group[0]
    quote = first.text if first.kind is Role.HIGHLIGHT else ""
    comment = "\n\n".join(note.text for note in group if note.kind is Role.NOTE and note.text)
    return annotation(
        family="kindle",
        origin=Origin(export=name, line=first.line),
        format=FORMAT,
        role=role_of(quote, comment, placed=True) if quote or comment else first.kind,
        quote=quote,
        comment=comment,
        comment_format="plain",
        source_key=book_key(title),
        locator=first.place.locator,
        title=title,
        authors=authors,
        section=first.section,
        page=first.place.page,
        location=first.place.location,
        color=first.color,
        order=place(start=number),
        aside=Reason.BOOKMARK if first.kind is Role.BOOKMARK else None,
    )
