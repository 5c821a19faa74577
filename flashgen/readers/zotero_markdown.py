"""A Zotero note made from annotations, exported as Markdown; and what ZotFile wrote before Zotero could.

    “text” ([Smith & Jones, 2020, p. 5](zotero://select/…)) ([pdf](zotero://open-pdf/library/items/ATT?…)) comment

A paragraph an annotation (zotero/translators Note Markdown.js). Without links only the citation is left, and without a
citation nothing tells a comment's second paragraph from the reader's own writing.

Also notes that the Obsidian plug-in Zotero Integration wrote: their templates differ, but each annotation has its link.

    > [!quote|#ffd400]
    > text [(p. 5)](zotero://open-pdf/library/items/ATT?page=5&annotation=KEY)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

from flashgen.model import Annotation, Export, Origin, Reason
from flashgen.readers.record import address, annotation, cleaned, line_of, number_of, place, role_of
from flashgen.readers.source import Source
from flashgen.readers.zotero import COLORS

FORMAT = "zotero-markdown"
OPENING = '“„«»‹「『"”'
CLOSING = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", '"': '"', "”": "”"}
LINK = re.compile(
    r"\(\[(?P<label>(?:[^\[\]\n]|\[[^\[\]\n]{0,99}\]){0,300})\]"
    r"\((?P<url>zotero://(?:[^\s()]|\([^\s()]*\)){1,2000})\)\)"
    r"|\(\[\[(?P<wiki>zotero://[^\s\]|]{1,2000})\|[^\]\n]{0,99}\]\]\)"
    r"|(?<!\()(?<!\]: )\[(?P<place>[^\[\]\n]{0,99})\]\((?P<there>zotero://open[^\s()]{1,999}[?&]annotation=\w[^\s()]{0,99})\)"
)
CALLOUT = re.compile(r"\[![^\]\n]{0,99}\][+-]?.*")
MARKUP = re.compile(r"</?(?:mark|p|span|font)\b[^<>\n]{0,300}>|^(?:[-*+] |#{1,6} )|^([_*]{1,3})(?=\S.*\1$)", re.DOTALL)
EMBEDDED = re.compile(r"!\[\[[^\]\n]*\]\]|!\[[^\]\n]*\]\([^\s()]*\)")
COLOR = re.compile(r"#[0-9a-f]{6}\b", re.IGNORECASE)
PAGE = re.compile(r"\(?(?:pages?|p{1,2})?\.? ?([\divxlcdm]+)\)?", re.IGNORECASE)
IMAGE = re.compile(r"\\?\[image\]|\\?\[\[\[(?:pdf|image)\]")
CITATION = re.compile(r"\((?P<label>[^()\n]{1,300})\)")
DATED = re.compile(r"\b\d{4}[a-z]?\b|\bn\.\s?d\b|\bo\.\s?J\b|\bs\.\s?d\b")
LOCATOR = re.compile(r"^(?:pp?|S|s|c|с|стр|σσ?|págs?|pag|bls?)\.? ?(?=[\divxlcdmIVXLCDM])")
SHORT = re.compile(r"(?P<work>[^:]*\b\d{4}[a-z]?):(?P<page>\w+)")  # ZotFile's
ESCAPED = re.compile(r"\\([\\*_`\[\]~#])")
HEADING = re.compile(  # and a note's date, and the line between two notes
    r"#{2,6} (?P<title>.*)|# |\(\d[^()\n]{0,40}\d[:.]\d\d[^()\n]{0,20}\)\s*$|(?:-{3,}|\*{3,}|_{3,})\s*$"
)
TAGGED = re.compile(r"^ {0,3}> ?", re.MULTILINE)
OWN_WRITING = "a paragraph without a citation: writing of your own, or more of the comment above"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A citation taken apart: `Smith & Jones, 2020` and the page's label, or another place."""

    work: str = ""
    page: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """What an app link tells: whose library, which file, which annotation, which page from 1."""

    url: str = ""
    library: str = "library"
    attachment: str = ""
    key: str = ""
    page: int = 0


NO_WORK, NO_TARGET = Cited(), Linked()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A paragraph taken apart."""

    quote: str = ""
    comment: str = ""
    cited: Cited = NO_WORK
    target: Linked = NO_TARGET
    color: str = ""
    aside: Reason | None = None


def claims(source: Source) -> bool:
    """Links into Zotero; or at least half of the paragraphs are quotations, each with a citation that names a page."""
    if source.start.startswith(("<", "{")):
        return False
    if "zotero://" in source.text and LINK.search(source.text):
        return True
    own = [paragraph.text for paragraph in paragraphs(cleaned(source.text[:100_000]))]
    return 0 < len(own) <= 2 * sum(map(quotes_with_page, own))


def quotes_with_page(text: str) -> bool:
    """Whether the text is a quotation with a citation that names a page."""
    found = plain_citation(text) if text[0] in OPENING else None
    return bool(found and cited_in(found[1]).page)


def read(source: Source) -> Export:
    """An annotation a paragraph; what has no citation is set aside."""
    annotations = [read_paragraph(source.name, paragraph) for paragraph in paragraphs(cleaned(source.text))]
    if not any(known.title for known in annotations):
        annotations = [replace(known, title=source.stem) for known in annotations]
    return Export(name=source.name, format=FORMAT, annotations=tuple(of_one_work(annotations)))


def of_one_work(annotations: Sequence[Annotation]) -> Iterator[Annotation]:
    """The same annotations; what is known of a work by one of its links or citations is said of all."""
    keys = {known.title: known.source_key for known in reversed(annotations) if known.link and known.title}
    titles = {known.source_key: known.title for known in reversed(annotations) if known.title}
    for known in annotations:
        title = known.title or titles.get(known.source_key, "")
        yield replace(known, title=title, source_key=keys.get(title, known.source_key))


class Paragraph(NamedTuple):
    """What stands between empty lines, the line it begins on, and the heading above it."""

    text: str
    line: int
    section: str


def paragraphs(text: str) -> Iterator[Paragraph]:
    """The paragraphs without headings, dates of notes and lines between notes."""
    begin, section, lines, held = 1, "", list[str](), False
    for number, line in enumerate([*text.split("\n"), ""], 1):
        linked = "zotero://open" in line and any(link["there"] for link in LINK.finditer(line))
        heading = None if linked else HEADING.match(line)
        if lines and ((linked and held) or CALLOUT.match(line.lstrip("> "))):
            yield Paragraph("\n".join(lines).strip(), begin, section)
            lines.clear()
        held = linked or (held and bool(lines))
        if line.strip() and not heading:
            begin = begin if lines else number
            lines.append(line)
        elif lines:
            yield Paragraph("\n".join(lines).strip(), begin, section)
            lines.clear()
        if heading:
            section = line_of(heading["title"])


def read_paragraph(name: str, paragraph: Paragraph) -> Annotation:
    """The annotation of a paragraph."""
    taken = taken_apart(TAGGED.sub("", paragraph.text))
    return composed(Origin(export=name, line=paragraph.line), FORMAT, taken, section=paragraph.section)


def composed(origin: Origin, form: str, taken: Taken, *, section: str = "") -> Annotation:
    """The annotation of what was taken apart; its document is known by the file's key, else by its citation."""
    cited, target = taken.cited, taken.target
    return annotation(
        family=f"zot:{target.library}" if target.key else "zot",
        native_id=target.key,
        origin=origin,
        format=form,
        role=role_of(taken.quote, taken.comment, placed=True),
        quote=taken.quote,
        comment=taken.comment,
        source_key=target.attachment or cited.work,
        locator=cited.page or cited.location,
        title=cited.work,
        section=section,
        page=cited.page,
        location=cited.location,
        link=target.url,
        color=taken.color,
        order=place(page=target.page or number_of(cited.page), start=origin.line or 0),
        aside=taken.aside,
        aside_detail=OWN_WRITING if taken.aside is Reason.BESIDE else "",
    )


def taken_apart(text: str) -> Taken:
    """The quote stands before the first link or citation, the comment after the last."""
    links = list(islice(LINK.finditer(text), 2))
    if not links:
        found = plain_citation(text)
        if not found:
            return Taken(comment=text, aside=Reason.BESIDE)
        return Taken(quote=unquoted(found[0]), comment=found[2], cited=cited_in(found[1]))
    if links[0]["there"] and IMAGE.match(text):
        target, comment = linked(links[0]["there"]), text[links[0].end() :].lstrip("\\|])\n ").rstrip()
        cited = Cited(page=str(target.page or ""))
        return Taken(comment=comment, cited=cited, target=target, aside=None if comment else Reason.IMAGE)
    if links[0]["there"] or (links[0]["label"] and CALLOUT.match(text)):
        return of_template(text, links[0])
    if len(links) == 2 and text[links[0].end() : links[1].start()].strip():
        links = links[:1]
    quote, comment = text[: links[0].start()].strip(), text[links[-1].end() :].strip()
    cited = next((cited_in(link["label"]) for link in links if link["label"] and DATED.search(link["label"])), NO_WORK)
    urls = [link["wiki"] or link["url"] or link["there"] for link in links]
    target = next((linked(url) for url in urls if "://select/" not in url), NO_TARGET)
    if IMAGE.match(quote):
        return Taken(comment=comment, cited=cited, target=target, aside=None if comment else Reason.IMAGE)
    if quote.startswith("*") and comment.endswith("*"):  # ZotFile's comments are in italics, the link inside
        quote, comment = "", f"{quote[1:]} {comment[:-1]}".strip()
    return Taken(quote=unquoted(quote), comment=comment, cited=cited, target=target)


def of_template(text: str, link: re.Match[str]) -> Taken:
    """The annotation of a link in whatever template: the quote stands before it, or after it where nothing does."""
    before, after = text[: link.start()].strip(), text[link.end() :].strip()
    color, bare = COLOR.search(before), CALLOUT.sub("", before, count=1).strip() if CALLOUT.match(before) else before
    if not bare:
        lines = after.split("\n")
        end = next(
            (at for at, line in enumerate(lines) if not line.strip() or line.startswith(("- ", "---"))), len(lines)
        )
        bare, after = "\n".join(lines[:end]), "\n".join(lines[end:])
    label, target = link["place"] or link["label"] or "", linked(link["there"] or link["url"])
    page = PAGE.fullmatch(label.strip())
    said = color[0].lower() if color else ""
    quote, comment = unquoted(unmarked(EMBEDDED.sub("", bare))), after.removeprefix("---").strip().removeprefix("- ")
    return Taken(
        quote=quote,
        comment=comment,
        cited=Cited(page=page[1] if page else str(target.page or "")),
        target=target,
        color=COLORS.get(said, said),
        aside=Reason.IMAGE if EMBEDDED.search(bare) and not (quote or comment) else None,
    )


def unmarked(text: str) -> str:
    """The text without what a template sets around it: a mark, a bullet, emphasis of the whole."""
    bare = MARKUP.sub("", text).strip()
    return bare.rstrip("_*") if text[:1] in "_*" else bare


def plain_citation(text: str) -> tuple[str, str, str] | None:
    """Quote, citation and comment of a paragraph without links; None where no citation stands in the right place.

    A citation with a page wins over one without, which the quote itself may hold.
    """
    candidates = [
        found
        for found in CITATION.finditer(text)
        if DATED.search(found["label"])
        and (not found.start() or text[max(0, found.start() - 9) : found.start()].rstrip()[-1:] in '”“"»«›」』')
    ]
    if not candidates or (candidates[0].start() and text[0] not in OPENING):
        return None
    best = next((found for found in candidates if cited_in(found["label"]).page), candidates[0])
    return text[: best.start()].strip(), best["label"], text[best.end() :].strip()


def cited_in(label: str) -> Cited:
    """`Smith & Jones, 2020, p. 5` in its parts."""
    if short := SHORT.fullmatch(label):
        return Cited(work=short["work"], page=short["page"])
    work, _, final = line_of(label).rpartition(", ")
    if not DATED.search(work):
        return Cited(work=line_of(label))
    if LOCATOR.match(final):
        return Cited(work=work, page=LOCATOR.sub("", final))
    return Cited(work=work, location=final)


def linked(url: str) -> Linked:
    """What `zotero://open-pdf/library/items/ATT?page=5&annotation=KEY` tells."""
    try:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
    except ValueError:
        return NO_TARGET
    library, _, attachment = parts.path.strip("/").partition("/items/")
    page = asked.get("page", [""])[0]
    return Linked(
        url=address(url),
        library=library if re.fullmatch(r"groups/\d+", library) else "library",
        attachment=attachment.strip("/"),
        key=asked.get("annotation", [""])[0].partition("|")[0],  # ZotFile's links to images go on with `|image`
        page=number_of(page),
    )


def unquoted(quote: str) -> str:
    """The words without the one pair of quotation marks that Zotero sets around them."""
    quote = ESCAPED.sub(r"\1", re.sub(r" *\n", "\n", quote)).strip()
    if len(quote) > 1 and quote[-1] in CLOSING.get(quote[0], ""):
        return quote[1:-1].strip("\xa0\u202f ")
    return quote
