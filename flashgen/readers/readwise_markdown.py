"""The Markdown that Readwise exports, to a file or to Obsidian, with its default template.

    # Title
    ## Metadata
    - Author: [[Name]]
    - Full Title: Title: With Its Subtitle
    - URL: https://…
    ## Highlights
    - text, further lines indented by two ([Location 94](https://readwise.io/…))
        - Tags: [[favorite]]
        - Note: comment

A highlight may hold lists of its own: only four blanks and `- Tags:` or `- Note:` end it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from flashgen.model import Annotation, Export, Origin
from flashgen.readers.readwise import authors_of, composed
from flashgen.readers.record import address, cleaned, line_of, lines_of, source_key
from flashgen.readers.source import Source

FORMAT = "readwise-markdown"
METADATA = re.compile(r"^#{2,3} Metadata *$", re.MULTILINE)
FULL_TITLE = re.compile(r"^[-*] .{0,2}Full Title:", re.MULTILINE)
HEADING = re.compile(r"(#{1,6}) (.*)")
FIELD = re.compile(r"[-*] (?:\*\*)?(?P<name>[A-Z][\w ]{0,30}):(?:\*\*)? *(?P<value>.*)")
CHILD = re.compile(r"(?: {4}|\t)[-*] (?:\*\*)?(?P<name>Tags?|Note):(?:\*\*)? ?(?P<value>.*)")
TAIL = re.compile(
    r"\s?\((?:\[(?P<label>[^\[\]\n]{1,80})\]\((?P<url>[^\s()]{1,2000})\)"
    r"|(?P<bare>(?:Page|Location) [^()\n]{1,30}))\)\s*$"
)
PLACE = re.compile(r"(Page|Location) (.+)")
ULID = re.compile(r"https?://read\.readwise\.io/read/([0-9A-Za-z]{26})\b")
ASIN = re.compile(r"[?&]asin=(\w{10})\b")
BRACKETS = re.compile(r"\[\[([^\[\]]*)\]\]")


@dataclass(kw_only=True)
class Highlight:
    """A highlight while its lines are read."""

    line: int
    text: list[str]
    note: list[str] = field(default_factory=list)
    tags: str = ""

    def take(self, line: str, child: re.Match[str] | None) -> None:
        """Adds a line: a child's, or one more of what was begun last."""
        if child and child["name"] == "Note":
            self.note.append(child["value"])
        elif child:
            self.tags = child["value"]
        elif self.note:
            self.note.append(line[6:] if line[:6].isspace() else line.lstrip())
        else:
            self.text.append(line[2:] if line[:2].isspace() else line)


def claims(source: Source) -> bool:
    """A heading `Metadata` and the field `Full Title` in the file's head."""
    head = cleaned(source.text[:20_000])
    return bool(METADATA.search(head) and FULL_TITLE.search(head))


def read(source: Source) -> Export:
    """The highlights in the order of the file."""
    document, highlights, others = parts(cleaned(source.text))
    annotations = tuple(read_highlight(source.name, document, highlight) for highlight in highlights)
    warnings = [
        f"{source.name}:{number}: left out, with {len(others) - 1} more lines of no highlight" for number in others[:1]
    ]
    if not annotations:
        warnings.append(f"{source.name}: no highlights below a heading 'Highlights'")
    return Export(name=source.name, format=FORMAT, annotations=annotations, warnings=tuple(warnings))


def parts(text: str) -> tuple[dict[str, str], list[Highlight], list[int]]:
    """The fields of the document with its heading as `Title`, its highlights, and the lines that belong to neither."""
    document: dict[str, str] = {}
    highlights: list[Highlight] = []
    others: list[int] = []
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        heading, child = HEADING.match(line), CHILD.match(line)
        if heading and len(heading[1]) == 1 and not document:
            document["Title"] = heading[2]
        elif heading:
            section = heading[2].casefold()
        elif "metadata" in section:
            if found := FIELD.match(line):
                document[found["name"]] = found["value"]
        elif "highlights" in section and line.startswith(("- ", "* ")):
            highlights.append(Highlight(line=number, text=[line[2:]]))
        elif highlights and "highlights" in section:
            highlights[-1].take(line, child)
        elif line.strip() and "cover](" not in line:
            others.append(number)
    return document, highlights, others


def read_highlight(name: str, document: Mapping[str, str], highlight: Highlight) -> Annotation:
    """The annotation of one highlight."""
    quote = "\n".join(highlight.text).strip()
    tail = TAIL.search(quote, max(0, len(quote) - 2500))
    place = PLACE.match((tail["label"] or tail["bare"]) if tail else "")
    link = (tail["url"] or "") if tail else ""
    known, book = ULID.match(link), ASIN.search(link)
    author, url = document.get("Author", ""), address(document.get("URL"))
    authors = lines_of(BRACKETS.findall(author)) or authors_of(line_of(author))
    title = line_of(document.get("Full Title") or document.get("Title"))
    return composed(
        Origin(export=name, line=highlight.line),
        format=FORMAT,
        native_id=known[1] if known else "",
        quote=quote[: tail.start()] if tail else quote,
        note="\n".join(highlight.note).strip(),
        tags=(*tags_in(highlight.tags), *tags_in(document.get("Document Tags", ""))),
        key=book[1] if book else source_key(url, "\n".join(filter(None, (title, ", ".join(authors))))),
        place_type=place[1].lower() if place else "",
        place_at=place[2] if place else "",
        title=title,
        authors=authors,
        url=url,
        link=address(link),
    )


def tags_in(text: str) -> tuple[str, ...]:
    """The tags of `[[favorite]] [[two words]]` or `#favorite #one-word`."""
    return lines_of(BRACKETS.findall(text)) or tuple(word.lstrip("#") for word in text.split() if word.strip("#"))
