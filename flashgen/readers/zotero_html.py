"""A Zotero note made from annotations, as HTML: as the program keeps it, with ids and colours, or as it exports it.

    <p><span class="highlight" data-annotation="…">“text”</span> <span class="citation">(…, p. 5)</span> comment</p>

zotero/zotero editorInstance.js writes `data-annotation`: JSON in percent encoding. An exported note has lost it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flashgen.markup import from_html
from flashgen.model import Annotation, Export, Origin, Reason
from flashgen.readers.record import address, line_of, lines_of
from flashgen.readers.source import Source
from flashgen.readers.tree import inside, lines_where, parsed, text_of
from flashgen.readers.zotero import COLORS
from flashgen.readers.zotero_markdown import (
    NO_TARGET,
    Linked,
    Taken,
    cited_in,
    composed,
    linked,
    of_one_work,
    taken_apart,
    unquoted,
)

if TYPE_CHECKING:
    from flashgen.readers.tree import Element

FORMAT = "zotero-html"
MARKS = re.compile(r"zotero-note|data-schema-version=|data-citation-items=|data-annotation=")
NAME = ("literal", "given", "family")
PARAGRAPH = re.compile(r"<p\b", re.IGNORECASE)
MARKED = "span.highlight, span.underline, img"
ITEM = re.compile(r"zotero\.org/(?:(groups/\d+)|users/[^?#]*?)/items/(\w+)")
EMPTIED = re.compile(r"^\s*\(\s*\)\s*")  # the parentheses around a link that was taken out


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What the note says of a document."""

    title: str
    authors: tuple[str, ...] = ()
    url: str = ""


def claims(source: Source) -> bool:
    """Markup with one of the attributes or classes of Zotero's notes."""
    return source.start.startswith("<") and bool(MARKS.search(source.text))


def read(source: Source) -> Export:
    """An annotation a paragraph; paragraphs without a mark or a citation are set aside."""
    tree = parsed(source.name, source.text)
    works = works_in(tree.css("[data-citation-items]"))
    paragraphs = tree.css("p")
    lines: list[int | None] = [*lines_where(PARAGRAPH, source.text)]
    if len(lines) != len(paragraphs):
        lines = [None] * len(paragraphs)
    annotations = [
        read_paragraph(Origin(export=source.name, line=line), paragraph, works)
        for line, paragraph in zip(lines, paragraphs, strict=True)
        if text_of(paragraph) or paragraph.css_first("img")
    ]
    return Export(name=source.name, format=FORMAT, annotations=tuple(of_one_work(annotations)))


def works_in(elements: "list[Element]") -> dict[str, Work]:
    """The documents that the note's root names, by their addresses in Zotero."""
    works = {}
    for element in elements:
        for item in map(fields_of, listed(decoded(element.attributes.get("data-citation-items")))):
            described = fields_of(item.get("itemData"))
            names = (fields_of(author) for author in listed(described.get("author")))
            work = Work(
                title=line_of(described.get("title")),
                authors=lines_of([" ".join(lines_of([*map(name.get, NAME)])) for name in names]),
                url=address(described.get("URL")),
            )
            works.update(dict.fromkeys(lines_of(item.get("uris")), work))
    return works


def read_paragraph(origin: Origin, paragraph: "Element", works: Mapping[str, Work]) -> Annotation:
    """The annotation of a paragraph: what its mark says of itself goes before what its citation says."""
    marked, citation = paragraph.css_first(MARKED), paragraph.css_first("span.citation")
    if not (marked or citation):
        return composed(origin, FORMAT, taken_apart(from_html(inside(paragraph))))
    said = fields_of(decoded(marked.attributes.get("data-annotation"))) if marked else {}
    cited = cited_in(text_of(citation).strip("()"))
    link = paragraph.css_first('a[href^="zotero://open"]')
    target = target_of(said) or (linked(link.attributes.get("href") or "") if link else NO_TARGET)
    image = bool(marked and marked.tag == "img")
    quote = "" if image else unquoted(text_of(marked))
    works_cited = [said.get("citationItem"), *citation_items(citation)]
    comment = comment_of(paragraph, [marked, citation, link])
    taken = Taken(
        quote=quote,
        comment=comment,
        cited=replace(cited, page=line_of(said.get("pageLabel")) or cited.page),
        target=target,
        aside=Reason.IMAGE if image and not comment else None,
    )
    color = line_of(said.get("color")).lower()
    uris = [uri for item in works_cited for uri in lines_of(fields_of(item).get("uris"))]
    work = next((works[uri] for uri in uris if uri in works), Work(title=cited.work))
    made = composed(origin, FORMAT, taken)
    return replace(made, title=work.title, authors=work.authors, url=work.url, color=COLORS.get(color, color))


def target_of(said: Mapping[str, Any]) -> Linked | None:
    """The place in a file that a mark names, None where it names none."""
    found = ITEM.search(line_of(said.get("attachmentURI")) or line_of(said.get("uri")))
    key = line_of(said.get("annotationKey"))
    if not found or not key:
        return None
    library, attachment = found[1] or "library", found[2]
    index = fields_of(said.get("position")).get("pageIndex")
    page = f"page={index + 1}&" if isinstance(index, int) else ""
    return linked(f"zotero://open-pdf/{library}/items/{attachment}?{page}annotation={key}")


def citation_items(citation: "Element | None") -> list[Any]:
    """The items of a citation's own JSON."""
    return listed(fields_of(decoded(citation.attributes.get("data-citation"))).get("citationItems")) if citation else []


def comment_of(paragraph: "Element", others: "list[Element | None]") -> str:
    """The Markdown of what is left of a paragraph without mark, citation and link."""
    for other in others:
        if other:
            other.decompose()
    return from_html(EMPTIED.sub("", inside(paragraph)))


def decoded(value: str | None) -> object:
    """The JSON in percent encoding, None where it is none."""
    try:
        return json.loads(unquote(value or ""))
    except (ValueError, RecursionError):
        return None


def fields_of(value: object) -> Mapping[str, Any]:
    """The object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def listed(value: object) -> list[Any]:
    """The list, an empty one for anything else."""
    return value if isinstance(value, list) else []
