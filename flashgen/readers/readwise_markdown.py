"""The Markdown that Readwise exports with its default templates: to a file or to Obsidian, and to Logseq.

    # Title
    ## Metadata
    - Author: [[Name]]
    - Full Title: Title: With Its Subtitle
    - URL: https://…
    ## Highlights
    - text, further lines indented by two ([Location 94](https://readwise.io/…))
        - Tags: [[favorite]]
        - Note: comment

A highlight may hold lists of its own: only four blanks and `- Tags:` or `- Note:` end it. In Logseq a page's properties
are the metadata, and the highlights are blocks below `- Highlights first synced by [[Readwise]] …`:

    full-title:: "Title: With Its Subtitle"
    - Highlights first synced by [[Readwise]] [[Nov 19th, 2022]]
    \t- text ([View Highlight](https://read.readwise.io/read/…))
    \t\t- **Note**: comment
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
SYNCED = re.compile(r"^- (?:#+ )?(?:Highlights first synced by|New highlights added) .*(?:\[\[|#)", re.MULTILINE)
HEADING = re.compile(r"(?P<level>#{1,6}) (?P<text>.*)")
FIELD = re.compile(r"(?:[-*] )?(?:\*\*)?(?P<name>[A-Za-z][\w -]{0,30})::?(?:\*\*)? *(?P<value>.*)")
NAMED = re.compile(r"(?:\*\*)?(?P<name>tags?|note)(?:\*\*)?::?(?:\*\*)? ?(?P<value>.*)", re.IGNORECASE)
CHILD = re.compile(r"(?: {4}|\t)[-*] (?P<text>.*)")
BLOCK = re.compile(r"(?P<indent>[ \t]*)[-*] +(?P<text>.*)")
OWN_PROPERTY = re.compile(r"\s*(?:id|collapsed):: ")
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
    section: str = ""
    note: list[str] = field(default_factory=list)
    tags: str = ""

    def hold(self, child: re.Match[str]) -> None:
        """Adds a block below it that says what it is."""
        if child["name"].lower() == "note":
            self.note.append(child["value"])
        else:
            self.tags = child["value"]

    def go_on(self, line: str, indent: int) -> None:
        """Adds one more line of what was begun last; a text's lines are indented by `indent`, a note's by four more."""
        lines, indent = (self.note, indent + 4) if self.note else (self.text, indent)
        lines.append(line[indent:] if line[:indent].isspace() else line.lstrip() if self.note else line)


def claims(source: Source) -> bool:
    """In the file's head a heading `Metadata` and the field `Full Title`, or the block that holds what was synced."""
    head = cleaned(source.text[:20_000])
    return bool((METADATA.search(head) and FULL_TITLE.search(head)) or SYNCED.search(head))


def read(source: Source) -> Export:
    """The highlights in the order of the file."""
    text = cleaned(source.text)
    document, highlights, others = outlined(text) if SYNCED.search(text[:20_000]) else parts(text)
    annotations = tuple(read_highlight(source.name, document, highlight) for highlight in highlights)
    warnings = [
        f"{source.name}:{number}: left out, with {len(others) - 1} more lines of no highlight" for number in others[:1]
    ]
    if not annotations:
        warnings.append(f"{source.name}: no highlights below 'Highlights'")
    return Export(name=source.name, format=FORMAT, annotations=annotations, warnings=tuple(warnings))


def parts(text: str) -> tuple[dict[str, str], list[Highlight], list[int]]:
    """The fields of the document with its heading as `Title`, its highlights, and the lines that belong to neither."""
    document: dict[str, str] = {}
    highlights: list[Highlight] = []
    others: list[int] = []
    part, level, chapter = "", 0, ""
    for number, line in enumerate(text.split("\n"), 1):
        heading, child = HEADING.match(line), CHILD.match(line)
        named = NAMED.match(child["text"]) if child else None
        if heading and len(heading["level"]) == 1 and not document:
            document["title"] = heading["text"]
        elif heading and "highlights" in part and len(heading["level"]) > level:
            chapter = line_of(heading["text"])  # one that the reader tagged `h1` to `h4`
        elif heading:
            part, level, chapter = heading["text"].casefold(), len(heading["level"]), ""
        elif "metadata" in part:
            add_field(document, line)
        elif "highlights" in part and line.startswith(("- ", "* ")):
            highlights.append(Highlight(line=number, text=[line[2:]], section=chapter))
        elif highlights and "highlights" in part:
            highlights[-1].hold(named) if named else highlights[-1].go_on(line, 2)
        elif line.strip() and "cover](" not in line:
            others.append(number)
    return document, highlights, others


def outlined(text: str) -> tuple[dict[str, str], list[Highlight], list[int]]:
    """The same of a page in Logseq; a block below a highlight that does not say what it is belongs to the note."""
    document: dict[str, str] = {}
    highlights: list[Highlight] = []
    others: list[int] = []
    inside = False
    for number, line in enumerate(text.split("\n"), 1):
        block = BLOCK.match(line)
        indent = len(block["indent"].expandtabs(4)) if block else 0
        below = block["text"] if block and indent % 4 < 2 else None  # else a list within a text
        if SYNCED.match(line):
            inside = True
        elif not inside or (below is not None and indent < 2):
            inside = False
            if not add_field(document, line) and line.strip("- ") and "](" not in line:
                others.append(number)
        elif below is not None and indent // 4 == 1:
            highlights.append(Highlight(line=number, text=[below.strip("-").removeprefix("> ")]))
        elif not highlights or OWN_PROPERTY.match(line):
            continue
        elif below is None:
            highlights[-1].go_on(line.expandtabs(4), 6)
        elif named := NAMED.match(below):
            highlights[-1].hold(named)
        elif TAIL.fullmatch(below) or not "".join(highlights[-1].text):  # a template that gives each a block
            highlights[-1].text.append(below)
        else:
            highlights[-1].note.append(below)
    return document, [highlight for highlight in highlights if "".join(highlight.text).strip()], others


def add_field(document: dict[str, str], line: str) -> bool:
    """Adds the field of the document that a line tells, if it tells one."""
    found = FIELD.match(line)
    if found:
        document[found["name"].lower().replace("-", " ")] = found["value"]
    return bool(found)


def read_highlight(name: str, document: Mapping[str, str], highlight: Highlight) -> Annotation:
    """The annotation of one highlight."""
    quote = "\n".join(highlight.text).strip()
    tail = TAIL.search(quote, max(0, len(quote) - 2500))
    place = PLACE.match((tail["label"] or tail["bare"]) if tail else "")
    link = (tail["url"] or "") if tail else ""
    known, book = ULID.match(link), ASIN.search(link)
    author, url = document.get("author", ""), address(document.get("url"))
    authors = lines_of(BRACKETS.findall(author)) or authors_of(line_of(author))
    title = line_of(document.get("full title") or document.get("title")).strip('"').removesuffix(" (highlights)")
    return composed(
        Origin(export=name, line=highlight.line),
        format=FORMAT,
        native_id=known[1] if known else "",
        quote=quote[: tail.start()] if tail else quote,
        note="\n".join(highlight.note).strip(),
        tags=(*tags_in(highlight.tags), *tags_in(document.get("document tags", ""))),
        key=book[1] if book else source_key(url, "\n".join(filter(None, (title, ", ".join(authors))))),
        section=highlight.section,
        place_type=place[1].lower() if place else "",
        place_at=place[2] if place else "",
        line=highlight.line,
        title=title,
        authors=authors,
        url=url,
        link=address(link),
    )


def tags_in(text: str) -> tuple[str, ...]:
    """The tags of `[[favorite]] [[two words]]` or `#favorite #one-word`."""
    return lines_of(BRACKETS.findall(text)) or tuple(word.lstrip("#") for word in text.split() if word.strip("#"))
