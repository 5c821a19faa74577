"""What is no export of annotations: what it is, and what to do instead; the end of a message, "" for all else."""

import re

from flashgen.readers.record import named
from flashgen.readers.rows import Rows
from flashgen.readers.source import Source

_MAGIC = (
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "compressed with gzip; unpack it first"),
    (b"BZh", "compressed with bzip2; unpack it first"),
    (b"\xfd7zXZ", "compressed with xz; unpack it first"),
    (b"7z\xbc\xaf'\x1c", "a 7z archive; unpack it first"),
    (b"Rar!", "a rar archive; unpack it first"),
    (b"SQLite format 3\x00", "an SQLite database (Kobo and Apple Books keep one); export the notes from the program"),
    (b"%PDF-", "a PDF; run `pdfannots -f json` on it and give what that writes"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; export the notes as text or CSV"),
    (b"{\\rtf", "a document in rich text; save it as plain text (.txt)"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_ZIP = b"PK\x03\x04"
_ZIPPED = (  # the name of a file that only this kind of archive holds
    (b"collection.anki2", "an Anki package, which flashgen writes and does not read; give the export it was made of"),
    (b"word/document.xml", "a Word document; save it as plain text (.txt)"),
    (b"xl/workbook.xml", "an Excel workbook; save the sheet as CSV and give that"),
    (b"META-INF/container.xml", "an e-book; export the notes from the program that you read it with"),
    (b"META-INF/manifest.xml", "an OpenDocument file; save a text as .txt, a sheet as CSV"),
    (b"", "a zip archive; unpack it and give the file or folder with the notes"),
)
_TABLES = (
    (
        ("Title", "URL", "ID", "Document tags", "Saved date", "Reading progress"),
        "the library of Readwise Reader, which lists documents without highlights; export them at readwise.io/export",
    ),
    (
        ("Key", "Item Type", "Publication Year", "Author", "Title", "Manual Tags"),
        "Zotero's list of items, which holds no annotations; add a note from annotations and export it as Markdown",
    ),
)
_MARKUP = ("<!doctype", "<html", "<?xml", "<rdf:rdf")
_JSON = ('{"', "[{", "[[{", "[[[", '["')
_KOREADER = "in KOReader: Export highlights → JSON"
_APART = "which cannot be taken apart for sure; a table with a column for the quote and one for the comment can: --map"
_TEXTS = tuple(
    (re.compile(sign, re.MULTILINE), what)
    for sign, what in (
        (r"\A-- we can read Lua|\Areturn \{\s*\[\"", f"what KOReader keeps beside a book; {_KOREADER}"),
        (r"^### Page .{1,40} @ \d\d ", f"KOReader's Markdown; {_KOREADER}"),
        (r"^\u3000*-- Page: .{1,40}, added on ", f"KOReader's text; {_KOREADER}"),
        (r"\ATY  - ", "a list of references (RIS), which holds no annotations"),
        (r"^ \* Page #\S+.*:", "what pdfannots prints; run it with -f json and give that"),
        (r"\A<book>\s*<title|^LOCATION: \d+$", "a book as Bookcision writes it; save it as JSON there"),
        (r"\A.*\(Highlight: \d+; Note: \d+\)$", f"the text that Moon+ Reader shares, {_APART}"),
        (r"\A\d+\nindent:\w+\ntrim:\w+$", f"what Moon+ Reader keeps of a book, {_APART}"),
        (
            r"^This material may be protected by copyright\.$",
            "passages copied from Apple Books; keep a line for each quote, and none from “Excerpt From” on",
        ),
        (
            r"data-annotation=\"%7B",
            "a note as Better Notes writes it; export it with Zotero's own Export Note → Markdown",
        ),
    )
)


def by_bytes(data: bytes) -> str:
    """A file of another kind, known by its first bytes; archives are not unpacked."""
    if data.startswith(_ZIP):
        return next(what for inside, what in _ZIPPED if inside in data)
    return next((what for magic, what in _MAGIC if data.startswith(magic)), "")


def as_json(source: Source) -> str:
    """JSON that no reader claimed."""
    values, fault = source.json.values, source.json.fault
    if values and (not fault or _begins_json(source.start)):
        if not (fault or any(values)):
            return "holds no annotations: the list is empty"
        first = next((row for row in values[0] if row), None) if isinstance(values[0], Rows | list) else values[0]
        keys = f" (its keys: {named(first)})" if isinstance(first, dict) and first else ""
        return f"JSON of no program that flashgen knows{keys}; say what it is with --format"
    return f"{fault}; there is no whole record before it" if fault and _begins_json(source.start) else ""


def as_table(source: Source) -> str:
    """A table that no reader claimed, known by its columns or the file's name."""
    if source.table is None:
        return ""
    for columns, what in _TABLES:
        if source.table.has(*columns):
            return what
    if not source.name.lower().endswith((".csv", ".tsv")):
        return ""
    advice = "say which column is what: --map quote=…,comment=…,title=…"
    return f"a table of no program that flashgen knows ({named(source.table.columns)}); {advice}"


def as_markup(source: Source) -> str:
    """A page or an XML file that no reader claimed."""
    if source.start.lower().startswith(_MARKUP):
        return "HTML or XML of no program that flashgen knows; export the notes in a form of: flashgen formats"
    return ""


def as_text(source: Source) -> str:
    """A text that a program wrote in a form that nobody reads, or that holds no annotations; known by how it begins."""
    start = source.start.replace("\r\n", "\n")
    what = next((what for sign, what in _TEXTS if sign.search(start)), "")
    return what and f"{what} (as it stands: --format flat)"


def _begins_json(start: str) -> bool:
    bare = "".join(start.split())
    return bare.startswith(_JSON) or bare in ("{", "[", "[[")
