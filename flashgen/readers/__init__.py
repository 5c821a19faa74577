"""The READERS table, detection, and read_export; one module a family of formats.

A reader has `claims(source) -> bool` and `read(source) -> Export`; READERS lists it once for every format.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from flashgen.errors import ExportError
from flashgen.model import Export, Override
from flashgen.readers import others
from flashgen.readers.source import LARGEST, Source, decode

# isort: split
from flashgen.readers import (
    bookcision,
    bullets,
    facet,
    flat,
    hypothesis,
    hypothesis_page,
    hypothesis_text,
    kindle_clippings,
    kindle_email,
    kindle_notebook,
    koreader,
    logseq,
    mapped,
    obsidian,
    pdfannots,
    readwise,
    readwise_markdown,
    w3c,
    zotero,
    zotero_html,
    zotero_markdown,
)

__all__ = ["READERS", "Reader", "Source", "Stage", "decode", "detect", "read_export", "reader"]


class Stage(IntEnum):
    """Detection goes from the sure sign to the vague one; of one stage's readers exactly one must claim a file."""

    JSON = 3  # numbered as in the reference on formats
    TABLE = 4
    CLIPPINGS = 5
    HTML = 6
    LABELLED = 7
    MARKDOWN = 8
    FLAT = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One format: its name for `--format`, how people get it, what it loses, and who reads it."""

    name: str
    title: str
    how: str
    lost: str
    stage: Stage
    claims: Callable[[Source], bool]
    read: Callable[[Source], Export]


READERS: tuple[Reader, ...] = (
    Reader(
        name="hypothesis-json",
        title="Hypothesis JSON",
        how="sidebar → Share → Export → JSON; or the API's search; or flashgen fetch hypothesis",
        lost="",
        stage=Stage.JSON,
        claims=hypothesis.claims,
        read=hypothesis.read,
    ),
    Reader(
        name="hypothesis-csv",
        title="Hypothesis CSV",
        how="sidebar → Share → Export → CSV, or the same copied to the clipboard; better: JSON",
        lost="ids, titles, time zones, what a reply answers",
        stage=Stage.TABLE,
        claims=hypothesis.claims_table,
        read=hypothesis.read_table,
    ),
    Reader(
        name="readwise-csv",
        title="Readwise CSV",
        how="readwise.io/export → CSV",
        lost="ids, addresses, notes on whole documents",
        stage=Stage.TABLE,
        claims=readwise.claims_table,
        read=readwise.read_table,
    ),
    Reader(
        name="readwise-import",
        title="Readwise's template for imports",
        how="written by many programs for readwise.io/import_bulk",
        lost="ids, tags, colours",
        stage=Stage.TABLE,
        claims=readwise.claims_template,
        read=readwise.read_template,
    ),
    Reader(
        name="readwise-json",
        title="Readwise API",
        how="readwise.io/api/v2/export with your token, saved page after page",
        lost="",
        stage=Stage.JSON,
        claims=readwise.claims,
        read=readwise.read,
    ),
    Reader(
        name="kindle-clippings",
        title="Kindle My Clippings.txt",
        how="connect the Kindle with a cable and copy documents/My Clippings.txt; or KOReader → Export → My Clippings",
        lost="tags, colours, chapters, time zones",
        stage=Stage.CLIPPINGS,
        claims=kindle_clippings.claims,
        read=kindle_clippings.read,
    ),
    Reader(
        name="kindle-notebook",
        title="Kindle notebook (HTML)",
        how="in a Kindle app open the book's notebook → Share → Export notebook; it comes by e-mail",
        lost="dates, where a highlight ends",
        stage=Stage.HTML,
        claims=kindle_notebook.claims,
        read=kindle_notebook.read,
    ),
    Reader(
        name="hypothesis-html",
        title="Hypothesis HTML",
        how="sidebar → Share → Export → HTML",
        lost="ids, links, what a reply answers; export JSON instead",
        stage=Stage.HTML,
        claims=hypothesis_page.claims,
        read=hypothesis_page.read,
    ),
    Reader(
        name="hypothesis-text",
        title="Hypothesis text",
        how="sidebar → Share → Export → TXT",
        lost="ids, links, time zones, what a reply answers; export JSON instead",
        stage=Stage.LABELLED,
        claims=hypothesis_text.claims,
        read=hypothesis_text.read,
    ),
    Reader(
        name="kindle-email",
        title="Kindle notes by e-mail",
        how="on the Kindle: the book's notes → Export notes; the CSV of the e-mail",
        lost="dates, ids, capitals of the title",
        stage=Stage.TABLE,
        claims=kindle_email.claims,
        read=kindle_email.read,
    ),
    Reader(
        name="bookcision",
        title="Bookcision",
        how="read.amazon.com/notebook with the Bookcision bookmarklet → JSON",
        lost="dates, tags, colours, chapters",
        stage=Stage.JSON,
        claims=bookcision.claims,
        read=bookcision.read,
    ),
    Reader(
        name="zotero-json",
        title="Zotero annotation items",
        how="api.zotero.org/users/…/items?itemType=annotation, or the local API; with the documents for their titles",
        lost="title and authors where the file does not hold the documents",
        stage=Stage.JSON,
        claims=zotero.claims,
        read=zotero.read,
    ),
    Reader(
        name="w3c",
        title="Web Annotation (JSON-LD)",
        how="any program that writes application/ld+json annotations",
        lost="",
        stage=Stage.JSON,
        claims=w3c.claims,
        read=w3c.read,
    ),
    Reader(
        name="facet-json",
        title="facet JSON",
        how="facet for Hypothesis → JSON",
        lost="what the API has beyond its columns",
        stage=Stage.JSON,
        claims=facet.claims,
        read=facet.read,
    ),
    Reader(
        name="facet-csv",
        title="facet CSV",
        how="facet for Hypothesis → CSV",
        lost="line breaks, titles, what a reply answers",
        stage=Stage.TABLE,
        claims=facet.claims_table,
        read=facet.read_table,
    ),
    Reader(
        name="pdfannots",
        title="pdfannots",
        how="pip install pdfannots; pdfannots -f json paper.pdf -o paper.json",
        lost="the title: the file's name stands for it",
        stage=Stage.JSON,
        claims=pdfannots.claims,
        read=pdfannots.read,
    ),
    Reader(
        name="koreader",
        title="KOReader JSON",
        how="KOReader → Export highlights → JSON",
        lost="ids, tags",
        stage=Stage.JSON,
        claims=koreader.claims,
        read=koreader.read,
    ),
    Reader(
        name="raindrop",
        title="Raindrop CSV",
        how="Raindrop → Settings → Backups or Export → CSV",
        lost="ids and colours of highlights",
        stage=Stage.TABLE,
        claims=mapped.claims_raindrop,
        read=mapped.read_raindrop,
    ),
    Reader(
        name="instapaper",
        title="Instapaper CSV",
        how="instapaper.com/user → Download .CSV file",
        lost="highlights beyond the saved selection",
        stage=Stage.TABLE,
        claims=mapped.claims_instapaper,
        read=mapped.read_instapaper,
    ),
    Reader(
        name="diigo",
        title="Diigo CSV",
        how="diigo.com/tools/export → CSV",
        lost="ids and colours of highlights",
        stage=Stage.TABLE,
        claims=mapped.claims_diigo,
        read=mapped.read_diigo,
    ),
    Reader(
        name="csv",
        title="Any table, its columns named by --map",
        how="any CSV or TSV with a header, e.g. from Perusall or a spreadsheet: --map quote=…,comment=…,title=…",
        lost="what has no column",
        stage=Stage.TABLE,
        claims=mapped.claims,
        read=mapped.read,
    ),
    Reader(
        name="zotero-markdown",
        title="Zotero note, Markdown",
        how="right-click the document → Add note from annotations; right-click the note → Export note → Markdown",
        lost="colours, tags, dates, titles; ids where links to Zotero are not included",
        stage=Stage.MARKDOWN,
        claims=zotero_markdown.claims,
        read=zotero_markdown.read,
    ),
    Reader(
        name="zotero-html",
        title="Zotero note, HTML",
        how="right-click the note → Export note → HTML; or the note item of the API",
        lost="tags, dates; in exported notes colours too, and ids where links are not included",
        stage=Stage.HTML,
        claims=zotero_html.claims,
        read=zotero_html.read,
    ),
    Reader(
        name="readwise-markdown",
        title="Readwise Markdown",
        how="Readwise → Export → Markdown; or what its Obsidian or Logseq plug-in wrote",
        lost="dates, colours, ids of books' highlights",
        stage=Stage.MARKDOWN,
        claims=readwise_markdown.claims,
        read=readwise_markdown.read,
    ),
    Reader(
        name="hypothesis-bullets",
        title="hypothesis-to-bullet",
        how="copy what hypothesis-to-bullet shows",
        lost="ids, dates, tags",
        stage=Stage.MARKDOWN,
        claims=bullets.claims,
        read=bullets.read,
    ),
    Reader(
        name="obsidian-hypothesis",
        title="obsidian-hypothesis",
        how="the note that the Obsidian plug-in Hypothesis wrote into the vault",
        lost="when it was created, what a reply answers",
        stage=Stage.MARKDOWN,
        claims=obsidian.claims,
        read=obsidian.read,
    ),
    Reader(
        name="logseq",
        title="Logseq PDF highlights",
        how="the page hls__….md in the graph's folder pages",
        lost="dates, tags",
        stage=Stage.MARKDOWN,
        claims=logseq.claims,
        read=logseq.read,
    ),
    Reader(
        name="flat",
        title="Flat text: a line for the quote, a line for the comment",
        how="any text file; a half that is missing may leave no line, or an empty one",
        lost="ids, dates, documents, pages, tags; which line is a quote is inferred",
        stage=Stage.FLAT,
        claims=flat.claims,
        read=flat.read,
    ),
)

OTHERS: Mapping[Stage, Callable[[Source], str]] = {
    Stage.JSON: others.as_json,
    Stage.TABLE: others.as_table,
    Stage.HTML: others.as_markup,
    Stage.MARKDOWN: others.as_text,
}
"""What a file of each stage's shape is that no reader claimed."""


def reader(name: str) -> Reader:
    """The reader of that name. Raises ExportError that lists the names there are."""
    for candidate in READERS:
        if candidate.name == name:
            return candidate
    raise ExportError(f"--format {name}: no such format (known: {', '.join(entry.name for entry in READERS)})")


def detect(source: Source) -> Reader:
    """The one reader that claims the bytes. Raises ExportError that names the candidates and `--format`."""
    for stage in Stage:
        if stage == Stage.TABLE and source.mapping:  # the command line knows better than the header
            return reader("csv")
        claimed = [entry for entry in READERS if entry.stage == stage and entry.claims(source)]
        if len(claimed) == 1:
            return claimed[0]
        if claimed:
            names = " and ".join(entry.name for entry in claimed)
            raise ExportError(f"{source.name}: {names} claim it; say which with --format")
        if other := stage in OTHERS and OTHERS[stage](source):  # before it is taken for something vaguer
            raise ExportError(f"{source.name}: {other}")
    known = ", ".join(entry.name for entry in READERS)
    raise ExportError(f"{source.name}: not an export that flashgen knows; say what it is with --format ({known})")


def read_export(
    name: str,
    data: bytes,
    *,
    format: str | None = None,  # noqa: A002 - as on the command line
    mapping: Mapping[str, str] | None = None,
    pins: Sequence[Override] = (),
    largest: int = LARGEST,
) -> Export:
    """The annotations of one file's bytes, in its order, with warnings that say what is missing.

    `name` is the file's as the user gave it, `format` a name in READERS or None to detect it, `mapping` our field ->
    the column of a CSV, `pins` the overrides of a flat text's lines. Raises ExportError.
    """
    if other := others.by_bytes(data):
        raise ExportError(f"{name}: {other}")
    source = decode(name, data, mapping=mapping, pins=pins, largest=largest)
    chosen = reader(format) if format else detect(source)
    export = chosen.read(source)
    if format and not (export.annotations or chosen.claims(source)):
        raise ExportError(f"{name}: holds no annotation as {format}; leave --format out, or see: flashgen formats")
    if chosen.stage == Stage.JSON and source.json.fault:
        fault = f"{name}: {source.json.fault}; annotations read before it: {len(export.annotations)}; none after it"
        export = replace(export, warnings=(fault, *export.warnings))
    return replace(export, warnings=(*source.warnings, *export.warnings))
