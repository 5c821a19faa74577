"""The page `hls__….md` that Logseq keeps for a PDF: a block for each highlight, with properties; comments below it.

A highlight may stand below another one: people sort them into an outline.

- quote
  ls-type:: annotation
  hl-page:: 12
  hl-color:: yellow
  id:: 6409c0de-…
\t- comment
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flashgen.model import Annotation, Export, Origin, Reason
from flashgen.readers.record import annotation, cleaned, line_of, moment, number_of, place, role_of, source_key
from flashgen.readers.source import Source

FORMAT = "logseq"
PAGE = re.compile(r"^[ \t]+hl-page:: ", re.MULTILINE)
PROPERTY = re.compile(r"\s*(?P<name>[a-z][\w-]{0,40}):: *(?P<value>.*)")
BLOCK = re.compile(r"(?P<indent>[ \t]*)[-*](?: (?P<text>.*)|$)")
FILE = re.compile(r"\[(?P<label>[^\[\]]+)\]\(|(?P<bare>\S.*)")
STAMPED = re.compile(r"(?:_\d{10,13}_\d+)?(?:\.pdf)?$", re.IGNORECASE)  # as Logseq names the files it keeps


@dataclass(kw_only=True)
class Block:
    """A block while its lines are read; `depth` counts the blocks that it stands below."""

    line: int
    depth: int
    text: list[str]
    comment: list[str] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)

    @property
    def marks(self) -> bool:
        """Whether it is a highlight."""
        return "hl-page" in self.properties or self.properties.get("ls-type") == "annotation"

    def take(self, line: str) -> None:
        """Adds one more line of the block: of its text, or a property."""
        if found := PROPERTY.match(line):
            self.properties[found["name"]] = found["value"].strip()
        else:
            self.text.append(line.strip())

    def hold(self, block: "Block") -> None:
        """Adds a block below it to its comment."""
        first = f"- {block.text[0]}" if block.depth - self.depth > 1 else f"\n{block.text[0]}"
        self.comment += [first, *block.text[1:]]


def claims(source: Source) -> bool:
    """A property `hl-page`."""
    marked = "hl-page:: " in source.text and PAGE.search(source.text)
    return bool(marked) and not source.start.startswith(("<", "{", "["))


def read(source: Source) -> Export:
    """The highlights in the order of the page; blocks of the reader's own are notes on the document."""
    page, blocks = parts(cleaned(source.text))
    title = title_of(page)
    annotations = tuple(composed(source.name, title, number, block) for number, block in enumerate(blocks))
    return Export(name=source.name, format=FORMAT, annotations=annotations)


def parts(text: str) -> tuple[dict[str, str], list[Block]]:
    """The properties of the page, and its blocks that hold something."""
    page: dict[str, str] = {}
    blocks: list[Block] = []
    for number, line in enumerate(text.split("\n"), 1):
        if found := BLOCK.match(line):
            depth = len(found["indent"].expandtabs(2)) // 2
            blocks.append(Block(line=number, depth=depth, text=[found["text"] or ""]))
        elif blocks and line.strip():
            blocks[-1].take(line)
        elif found := PROPERTY.match(line):
            page[found["name"]] = found["value"]
    held = list(outlined(blocks))
    return page, [block for block in held if block.properties or block.comment or "".join(block.text).strip()]


def outlined(blocks: Sequence[Block]) -> Iterator[Block]:
    """The highlights and the outermost blocks, each with what stands below it: to the next highlight or outermost."""
    above: list[Block] = []
    for block in blocks:
        while above and above[-1].depth >= block.depth:
            above.pop()
        if block.marks or not above:
            above.append(block)
        elif "".join(block.text).strip():
            above[-1].hold(block)
        if above[-1] is block:
            yield block


def title_of(page: Mapping[str, str]) -> str:
    """The name of the PDF without what Logseq adds to it."""
    found = FILE.match(page.get("file", "") or page.get("file-path", ""))
    if not found:
        return line_of(page.get("title"))
    return line_of(STAMPED.sub("", (found["label"] or found["bare"]).rpartition("/")[2]))


def composed(name: str, title: str, number: int, block: Block) -> Annotation:
    """The annotation of a block; a block that marks nothing in the PDF is a note on all of it."""
    said = block.properties
    marked = block.marks
    area = said.get("hl-type") == "area"
    text, comment = "\n".join(block.text).strip(), "\n".join(block.comment).strip()
    quote = text if marked and not area else ""
    comment = comment if marked else "\n".join(filter(None, (text, comment)))
    stamp = said.get("hl-stamp", "")
    return annotation(
        family="logseq",
        native_id=said.get("id", "") if marked else "",
        origin=Origin(export=name, line=block.line),
        format=FORMAT,
        role=role_of(quote, comment, placed=marked),
        quote=quote,
        comment=comment,
        source_key=source_key("", title),
        locator=said.get("hl-page", ""),
        title=title,
        page=said.get("hl-page", ""),
        color=said.get("hl-color", ""),
        created=moment(int(stamp) / 1000) if re.fullmatch(r"\d{12,13}", stamp) else None,
        order=place(page=number_of(said.get("hl-page", "")), start=number, whole=not marked),
        aside=Reason.IMAGE if area and not comment else None,
    )
