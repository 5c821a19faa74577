"""The HTML page that Hypothesis' export dialog writes (hypothesis/client annotations-exporter.tsx).

An article an annotation, a table row a field; comments are rendered, so they come back to Markdown here. A comment
may hold tables and articles of its own: only the outermost elements count.
"""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flashgen.markup import from_html
from flashgen.model import Annotation, Export, Origin, Role
from flashgen.readers.hypothesis_text import ROLES, tags_in
from flashgen.readers.record import address, annotation, moment, number_of, place, source_key, unreadable
from flashgen.readers.source import Source
from flashgen.readers.tree import inside, lines_where, parsed, text_of

if TYPE_CHECKING:
    from flashgen.readers.tree import Element

FORMAT = "hypothesis-html"
ARTICLE = re.compile(r"<article\b")
FIRST = re.compile(r"<h2>\s*Annotation 1:\s*</h2>")


def claims(source: Source) -> bool:
    """Markup with the summary's `Total annotations:`."""
    return source.start.startswith("<") and "Total annotations:" in source.text and bool(FIRST.search(source.text))


def read(source: Source) -> Export:
    """The annotations in the order of the page."""
    sections = children(parsed(source.name, source.text).body, "section")
    summary = Summary.of(sections[0] if sections else None)
    articles = [article for section in sections[1:] for article in children(section, "article")]
    lines: list[int | None] = [*lines_where(ARTICLE, source.text)]
    if len(lines) != len(articles):  # a comment holds articles of its own
        lines = [None] * len(articles)
    annotations = tuple(
        read_article(Origin(export=source.name, line=line), summary, number, article)
        for number, (line, article) in enumerate(zip(lines, articles, strict=True), 1)
    )
    cut = summary.total - len(articles)
    missing = (
        (f"{source.name}: {cut} of {summary.total} annotations are missing; is the file whole?",) if cut > 0 else ()
    )
    return Export(name=source.name, format=FORMAT, annotations=annotations, warnings=missing)


def children(element: "Element | None", tag: str) -> "list[Element]":
    """The children of an element that have the tag, not their own children."""
    return [child for child in element.iter() if child.tag == tag] if element else []


def rows(element: "Element | None") -> "dict[str, Element]":
    """The cells of an element's first table by their labels."""
    cells = (
        children(row, "td")
        for table in children(element, "table")[:1]
        for body in children(table, "tbody")
        for row in children(body, "tr")
    )
    return {text_of(row[0]).removesuffix(":"): row[1] for row in cells if len(row) == 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The page's first section."""

    title: str
    url: str
    group: str
    total: int

    @staticmethod
    def of(section: "Element | None") -> "Summary":
        """What the section tells, nothing where it is missing."""
        fields = rows(section)
        link = section.css_first("p > a[href]") if section else None
        total = text_of(fields.get("Total annotations"))
        return Summary(
            title=text_of(section.css_first("p > strong")) if section else "",
            url=address(link.attributes.get("href")) if link else "",
            group=text_of(fields.get("Group")),
            total=number_of(total),
        )


def read_article(origin: Origin, summary: Summary, number: int, article: "Element") -> Annotation:
    """The annotation of one article."""
    fields = rows(article)
    if "Comment" not in fields:
        detail = f"annotation {number}: expected a row 'Comment:', got {', '.join(fields) or 'no table'}"
        return unreadable(origin=origin, format=FORMAT, record=article.text()[:1000], detail=detail)
    role = ROLES.get(text_of(fields.get("Type")), Role.ANNOTATION)
    page = text_of(fields.get("Page"))
    time = fields["Created at"].css_first("time") if "Created at" in fields else None
    created = moment(time.attributes.get("datetime")) if time else None
    return annotation(
        family="hyp",
        origin=origin,
        format=FORMAT,
        role=role,
        quote=text_of(fields.get("Quote")) or text_of(fields.get("Description")),
        comment=from_html(inside(fields["Comment"])),
        dialect="hypothesis",
        tags=tags_in(text_of(fields.get("Tags"))),
        source_key=source_key(summary.url, summary.title),
        locator=page,
        title=summary.title,
        url=summary.url,
        page=page,
        annotator=text_of(fields.get("Author")),
        group=summary.group,
        created=created,
        order=place(page=number_of(page), created=created, whole=role is Role.PAGE_NOTE),
    )
