"""The notes that the Obsidian plug-in Hypothesis (weichenw/obsidian-hypothesis-plugin) writes by its default template.

    - quote — [Updated on 2021-05-08 12:00:00](https://hyp.is/ID/…) — Group: #Public
        - Tags: #a #b
        - Annotation: comment

People change the template, so all that counts is a line with a link to `hyp.is` and what is indented below it; where
no line has a link, an outermost bullet below `Highlights` or `Page Notes`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flashgen.model import Annotation, Export, Origin, Role
from flashgen.readers.record import address, annotation, cleaned, line_of, moment, place, role_of, source_key
from flashgen.readers.source import Source

FORMAT = "obsidian-hypothesis"
HEADING = re.compile(r"(#{1,6}) (.*)")
DOCUMENT = re.compile(r"^(?:- )?(?P<name>url|Title|Reference): *(?P<value>.*)")
LINK = re.compile(r"\[(?P<label>[^\[\]\n]{0,99})\]\((?P<url>https://hyp\.is/(?P<id>[\w-]{20,22})[^\s()]{0,2000})\)")
WHEN = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?")
GROUP = re.compile(r"Group: *#?(.*)")
CHILD = re.compile(r"\s+[-*] (?P<name>Tags|Annotation): ?(?P<value>.*)")
TAG = re.compile(r"#([^\s#]+)")


@dataclass(kw_only=True)
class Bullet:
    """An annotation while its lines are read."""

    line: int
    text: list[str]
    link: re.Match[str] | None
    page_note: bool
    tags: str = ""
    comment: list[str] | None = None

    def take(self, child: re.Match[str]) -> None:
        """Adds what is indented below."""
        if child["name"] == "Tags":
            self.tags = child["value"]
        else:
            self.comment = [child["value"]]


def claims(source: Source) -> bool:
    """The plug-in's `doc_type`, or links to hyp.is below a heading `Highlights`."""
    if source.start.startswith(("<", "{", "[")):
        return False
    head = source.text[:20_000]
    return "doc_type: hypothesis-highlights" in head or ("hyp.is/" in source.text and "## Highlights" in source.text)


def read(source: Source) -> Export:
    """The annotations in the order of the note; syncing again appends to it."""
    document, bullets, others = parts(cleaned(source.text))
    annotations = tuple(composed(source.name, document, number, bullet) for number, bullet in enumerate(bullets))
    warnings = [
        f"{source.name}:{number}: left out, with {len(others) - 1} more lines of no annotation" for number in others[:1]
    ]
    if not annotations:
        warnings.append(f"{source.name}: no line links to hyp.is, so no annotation was found")
    return Export(name=source.name, format=FORMAT, annotations=annotations, warnings=tuple(warnings))


def parts(text: str) -> tuple[dict[str, str], list[Bullet], list[int]]:
    """The fields of the document, its annotations, and the lines below them that belong to none."""
    document: dict[str, str] = {}
    bullets: list[Bullet] = []
    others: list[int] = []
    section, linked = "", bool(LINK.search(text))
    for number, line in enumerate(text.split("\n"), 1):
        heading, links = HEADING.match(line), list(LINK.finditer(line))
        page_note = "page note" in section
        begins = not linked and line.startswith(("- ", "* ")) and (page_note or "highlight" in section)
        if heading and not links:
            section = heading[2].casefold()
            if len(heading[1]) == 1:
                document.setdefault("Title", heading[2])
        elif links or (begins and not CHILD.match(f" {line}")):
            bullets.append(Bullet(line=number, text=[line], link=links[-1] if links else None, page_note=page_note))
        elif not bullets:
            if found := DOCUMENT.match(line):
                document.setdefault(found["name"], found["value"])
        elif child := CHILD.match(line if linked else f" {line}"):
            bullets[-1].take(child)
        elif bullets[-1].comment is not None:
            bullets[-1].comment.append(line.strip())
        elif not linked and "highlight" in section:
            bullets[-1].text.append(line)
        elif line.strip():
            others.append(number)
    return document, bullets, others


def composed(name: str, document: Mapping[str, str], number: int, bullet: Bullet) -> Annotation:
    """The annotation of a line with a link, or of a bullet where there are none."""
    link = bullet.link
    whole = "\n".join(bullet.text)
    before = whole[: link.start() if link else None].strip().removeprefix("- ").removeprefix("* ")
    text = before.rstrip().removesuffix("—").removesuffix("–").strip()
    comment = "\n".join(bullet.comment or ()).strip()
    quote, comment = ("", comment or text) if bullet.page_note else (text, comment)
    group = GROUP.search(whole, link.end()) if link else None
    when = WHEN.search(link["label"]) if link else None
    title = line_of(document.get("Title"))
    url = address(document.get("url", "").strip("'\"")) or address(document.get("Reference"))
    return annotation(
        family="hyp",
        native_id=link["id"] if link else "",
        origin=Origin(export=name, line=bullet.line),
        format=FORMAT,
        role=Role.PAGE_NOTE if bullet.page_note else role_of(quote, comment, placed=True),
        quote=quote,
        comment=comment,
        dialect="hypothesis",
        tags=tuple(TAG.findall(bullet.tags)),
        source_key=source_key(url, title),
        title=title,
        url=url,
        link=address(link["url"]) if link else "",
        group=line_of(group[1]) if group else "",
        updated=moment(when[0]) if when else None,
        order=place(start=number, whole=bullet.page_note),
    )
