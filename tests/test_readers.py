"""Detection from the bytes, encodings, identity across forms, and how fast a large export is read."""

import gc
import gzip
import io
import json
import time
import zipfile
from pathlib import Path

import pytest

from flashgen.errors import ExportError
from flashgen.identity import without_older
from flashgen.model import Annotation, Export, Reason, Role
from flashgen.readers import READERS, read_export
from flashgen.readers.record import place, source_key
from flashgen.readers.rows import read_json
from tests.golden import EXPORTS

ID = "AAAAAAAAAAAAAAAAAAAA01"
HEADER = "Created at,Author,Page,URL,Group,Type,Quote/description,Comment,Tags\n"


def row(number: int = 1, **changed: object) -> dict[str, object]:
    """A row of the Hypothesis API."""
    return {
        "id": f"A{number:021}",
        "created": "2024-02-03T10:11:12.131415+00:00",
        "updated": "2024-02-03T10:11:12.131415+00:00",
        "user": "acct:iris@hypothes.is",
        "uri": "https://example.org/lantern",
        "text": f"comment {number} on the flame, with $$x^2$$ in it",
        "tags": ["light"],
        "group": "__world__",
        "permissions": {"read": ["group:__world__"], "admin": ["acct:iris@hypothes.is"]},
        "target": [
            {
                "source": "https://example.org/lantern",
                "selector": [
                    {"type": "RangeSelector", "startContainer": "/p[1]", "endContainer": "/p[1]", "startOffset": 0},
                    {"type": "TextPositionSelector", "start": number * 100, "end": number * 100 + 40},
                    {
                        "type": "TextQuoteSelector",
                        "exact": f"quote {number} " * 20,
                        "prefix": "p" * 32,
                        "suffix": "s" * 32,
                    },
                ],
            }
        ],
        "document": {"title": ["The Lantern Keeper's Handbook"]},
        "links": {"incontext": f"https://hyp.is/A{number:021}/example.org/lantern"},
        "flagged": False,
        "hidden": False,
        **changed,
    }


def rows(*given: object) -> Export:
    """What is read of a list of rows."""
    return read_export("rows.json", json.dumps(given).encode())


def refusal(content: bytes, name: str = "some.file") -> str:
    """Why the bytes are refused."""
    with pytest.raises(ExportError) as refused:
        read_export(name, content)
    return str(refused.value)


def sample(path: str) -> tuple[Annotation, ...]:
    """The annotations of a sample."""
    return read_export(path, (EXPORTS / path).read_bytes()).annotations


# ---------------------------------------------------------------- the table


def test_every_reader_module_is_in_the_table() -> None:
    import flashgen.readers

    folder = Path(flashgen.readers.__file__).parent
    claiming = {path.stem for path in folder.glob("*.py") if "\ndef claims" in path.read_text("utf-8")}
    in_table = {reader.read.__module__.rpartition(".")[2] for reader in READERS}
    assert claiming == in_table


def test_names_of_formats_are_unique() -> None:
    assert len({reader.name for reader in READERS}) == len(READERS)


# ---------------------------------------------------------------- detection


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf \r\n", "the file is empty"),
        (b"%PDF-1.7 ...", "pdfannots"),
        (b"SQLite format 3\x00...", "SQLite"),
        (gzip.compress(b"a" * 10_000_000), "unpack it"),
        (bytes(range(256)), "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 9 + b"\x03\0>\0\x01\0\0\0\xd0a\0\0" * 40, "binary"),
        (b'{"some": "thing", "else": 1}', "JSON of no program that flashgen knows (its keys: some, else)"),
        (b"[1, 2, 3]", "JSON of no program that flashgen knows"),
        (b'{"expo', "line 1, column 7: the file ends in the middle; there is no whole record before it"),
        (b'{"annotations": [{"id": "x"', "there is no whole record before it"),
        (b"Title,URL,ID,Document tags,Saved date,Reading progress,Location,Seen\n", "readwise.io/export"),
        (b'"Key","Item Type","Publication Year","Author","Title","Manual Tags","Automatic Tags"\n', "Markdown"),
        (b"[]", "the list is empty"),
        (b"[" * 100_000, "nested too deeply"),
        (b"{\\rtf1\\ansi lamps}", "plain text"),
        (b"<!DOCTYPE html><html><p>a page</p></html>", "HTML or XML of no program"),
        (b"<?xml version='1.0'?><book/>", "HTML or XML of no program"),
        (b"-- we can read Lua syntax here!\nreturn {}", "KOReader"),
        (b'return {\n    ["annotations"] = {}\n}\n', "KOReader"),
        (b"# Tides\n##### Darwin\n## One\n### Page 4 @ 05 January 2024 10:11:12 AM\n*a*\n", "KOReader's Markdown"),
        (b"Tides\n-- Page: 4, added on 2024-01-05 10:11:12\nThe moon pulls.\n-=-=-=-=-=-\n", "KOReader's text"),
        (b'## Highlights\n\n * Page #2 (Intro): "short" -- a comment\n', "-f json"),
        (b"<book><title>Tides</title><highlights/></book>", "Bookcision"),
        (b"The moon pulls.\r\nNOTE: it does\r\nLOCATION: 100\r\n", "Bookcision"),
        (b"Tides - Darwin (Highlight: 2; Note: 1)\n\n* One\n", "Moon+ Reader"),
        (b"0\nindent:false\ntrim:false\nTides\n#\n1\n", "Moon+ Reader"),
        (b"The moon pulls.\n\nExcerpt From\nTides\nThis material may be protected by copyright.\n", "Apple Books"),
        (b'# N\n\n<span class="highlight" data-annotation="%7B%22a%22%3A1%7D">a</span> b\n', "Better Notes"),
        (b'[{"id": "x", "positions": []}]', "(its keys: id, positions)"),
    ],
)
def test_what_is_no_export_is_refused_with_what_would_be_right(content: bytes, message: str) -> None:
    assert message in refusal(content)


def test_a_file_that_holds_nothing_of_the_format_it_is_said_to_be_is_refused() -> None:
    with pytest.raises(ExportError, match="holds no annotation as hypothesis-json"):
        read_export("a.csv", b"quote,comment\nx,y\n", format="hypothesis-json")
    assert read_export("a.json", b'{"total": 0, "rows": []}', format="hypothesis-json").annotations == ()


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        ("bomb.json", "a zip archive"),
        ("collection.anki21", "an Anki package"),
        ("word/document.xml", "a Word document"),
        ("xl/workbook.xml", "an Excel workbook"),
        ("META-INF/container.xml", "an e-book"),
        ("META-INF/manifest.xml", "an OpenDocument file"),
    ],
)
def test_an_archive_is_refused_unopened_with_what_it_is(inside: str, message: str) -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr(inside, b"0" * 10_000_000)
    assert message in refusal(archive.getvalue())


def test_a_table_of_no_known_program_asks_for_its_columns() -> None:
    assert "--map quote=…" in refusal(b"Stelle,Kommentar,Buch\na,b,c\n", "notes.csv")


def test_two_claims_are_named_with_the_option_that_settles_it() -> None:
    header = "Highlight,Title,Author,Note,Location,Book Title,Book Author,Location Type,Highlighted at\n"
    message = refusal(header.encode())
    assert "readwise-csv and readwise-import claim it" in message
    assert "--format" in message
    assert read_export("a", header.encode(), format="readwise-csv").annotations == ()


def test_a_file_above_the_limit_is_refused() -> None:
    with pytest.raises(ExportError, match="1,001 bytes are more than the 1,000"):
        read_export("a.txt", b"a" * 1001, largest=1000)


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({"quote": "Nowhere"}, "no column 'Nowhere' (there are: Stelle, Kommentar)"),
        ({"quotation": "Stelle"}, "no such field (known: quote, comment, title"),
        ({"title": "Stelle"}, "say which column is what"),
    ],
)
def test_a_mapping_that_does_not_fit_says_what_would(mapping: dict[str, str], message: str) -> None:
    with pytest.raises(ExportError) as refused:
        read_export("a.csv", b"Stelle,Kommentar\na,b\n", mapping=mapping)
    assert message in str(refused.value)


def test_a_comment_that_looks_like_html_does_not_make_a_csv_html() -> None:
    content = HEADER + '2024-02-03 11:30,iris,,u,g,Page note,,"<html> & ==========",\n'
    assert read_export("a", content.encode()).format == "hypothesis-csv"


def test_flat_text_may_begin_with_a_bracket() -> None:
    assert read_export("a.txt", b"[1] a reference\nand a comment?\n").format == "flat"


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_an_export_is_the_same_in_every_unicode_encoding(encoding: str) -> None:
    text = json.dumps([row(text="λ and 🙂")], ensure_ascii=False)
    assert read_export("a", text.encode(encoding)).annotations == read_export("a", text.encode()).annotations


def test_a_damaged_byte_does_not_turn_utf_8_into_windows_1252() -> None:
    content = (
        HEADER + '2024-02-03 11:30,iris,,u,g,Page note,,"é λ é λ",\n'
    ).encode() + b"2024,i,,u,g,Page note,,bad \xff,\n"
    export = read_export("a.csv", content)
    assert [annotation.comment for annotation in export.annotations] == ["é λ é λ", "bad \ufffd"]
    assert "byte" in export.warnings[0]


def test_byte_order_marks_between_pages_are_no_obstacle() -> None:
    pages = [json.dumps({"total": 2, "rows": [row(number)]}) for number in (1, 2)]
    assert len(read_export("a", "\ufeff".join(["", *pages]).encode()).annotations) == 2


# ---------------------------------------------------------------- broken JSON


def test_a_file_cut_anywhere_keeps_every_whole_row_before_the_cut() -> None:
    whole = json.dumps({"export_date": "x", "annotations": [row(1), row(2)]}).encode()
    first_ends, second_ends = whole.index(b', {"id": "A000000000000000000002'), whole.rindex(b"]}")
    for cut in range(first_ends, len(whole), 17):
        export = read_export("a.json", whole[:cut])
        assert len(export.annotations) == (2 if cut >= second_ends else 1)
        assert "the file ends in the middle" in export.warnings[0]


def test_a_row_nested_beyond_reason_is_set_aside_alone() -> None:
    deep = json.dumps(row(2)).replace('"light"', "[" * 100_000 + "]" * 100_000)
    content = f'{{"total": 3, "rows": [{json.dumps(row(1))}, {deep}]}}'
    export = read_export("a.json", content.encode())
    assert export.annotations[0].native_id == row(1)["id"]
    assert "nested too deeply" in str(export.warnings) + export.annotations[-1].aside_detail


def test_records_of_a_list_inside_a_record_are_kept_too() -> None:
    book = {"user_book_id": 1, "title": "A", "highlights": [{"id": 1, "text": "one"}, {"id": 2, "text": "two"}]}
    whole = json.dumps({"count": 1, "results": [book]})
    found = read_json(whole[: whole.index('"two"')].encode())
    assert list(found.values[0]["results"][0]["highlights"]) == [{"id": 1, "text": "one"}]
    assert "ends in the middle" in found.fault


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5000, "-" + "9" * 5000])
def test_impossible_numbers_cost_no_annotation(number: str) -> None:
    content = json.dumps([row(), row(2)]).replace('"start": 100', f'"start": {number}')
    assert [annotation.aside for annotation in read_export("a", content.encode()).annotations] == [None, None]


# ---------------------------------------------------------------- identity


def test_one_annotation_has_one_uid_in_all_forms_that_give_its_id() -> None:
    uids = {
        annotation.uid
        for path in ("hypothesis-json/hypexport.json", "facet-json/hypothesis.json", "facet-csv/hypothesis.csv")
        for annotation in sample(path)[:1]
    }
    assert uids | {sample("w3c/hypothesis.jsonld")[0].uid} == {f"hyp:{ID}"}


def test_one_annotation_has_one_fingerprint_in_all_forms() -> None:
    quoted = {
        annotation.fingerprint
        for path in EXPORTS.glob("*/*")
        if path.suffix != ".wanted"
        for annotation in (sample(f"{path.parent.name}/{path.name}") if path.parent.name.startswith("hyp") else ())
        if annotation.quote == "A lamp is trimmed when its flame stands still."
    }
    assert len(quoted) == 1


def test_an_imported_row_keeps_the_identity_of_its_original() -> None:
    original = "B" * 22
    for imported in (row(original_id=original), row(extra={"source": "import", "original_id": original})):
        assert rows(imported).annotations[0].uid == f"hyp:{original}"


def test_a_person_mentioned_is_a_name_in_the_text() -> None:
    mention = '<a data-hyp-mention data-userid="acct:bo@hypothes.is">@bo</a>, is this so?'
    said = "@bo, is this so?"
    assert rows(row(text=mention)).annotations[0].comment == said
    text = (EXPORTS / "hypothesis-text/cut.txt").read_text("utf-8").replace("Comment: ", f"Comment: {mention}", 1)
    assert read_export("e.txt", text.encode()).annotations[0].comment.startswith(said)
    flat = [[{"id": "A", "authority": "", "url": "u", "refs": [], "isReply": False, "exact": "q", "text": mention}]]
    assert read_export("e.json", json.dumps(flat).encode()).annotations[0].comment == said


def test_what_moderators_denied_is_set_aside() -> None:
    denied, approved = rows(row(1, moderation_status="DENIED"), row(2, moderation_status="APPROVED")).annotations
    assert (denied.aside, approved.aside) == (Reason.HIDDEN, None)


def test_of_a_row_that_came_twice_the_last_updated_stays() -> None:
    new, old = row(1, updated="2025-01-01T00:00:00+00:00"), row(1)
    kept = without_older(rows(new, old, row(2)).annotations)
    assert [annotation.aside for annotation in kept] == [None, Reason.DUPLICATE, None]


def test_a_reply_names_its_parent_and_not_the_root_of_the_thread() -> None:
    (reply,) = rows(row(3, references=["root", "parent"], target=[{"source": "u"}])).annotations
    assert (reply.role, reply.parent) == (Role.REPLY, "parent")


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/paper",
        "http://www.example.org/paper/",
        "https://via.hypothes.is/https://example.org/paper#page=2",
        "https://EXAMPLE.org/paper?utm_source=letter",
    ],
)
def test_one_document_has_one_key_under_all_its_addresses(url: str) -> None:
    assert source_key(url) == "example.org/paper"


def test_chapters_sort_by_number_and_page_notes_stand_first() -> None:
    chapters = [place(text="/6/10"), place(text="/6/4"), place(whole=True)]
    assert sorted(chapters) == [chapters[2], chapters[1], chapters[0]]


def test_an_address_that_a_click_would_run_is_left_out() -> None:
    (annotation,) = rows(row(uri="javascript:alert(1)", links={"incontext": "java\nscript:alert(1)"})).annotations
    assert (annotation.url, annotation.link) == ("", "")


# ---------------------------------------------------------------- speed


def test_a_large_export_is_read_in_a_few_times_what_parsing_it_takes() -> None:
    content = json.dumps({"total": 10_000, "rows": [row(number) for number in range(10_000)]}).encode()
    gc.collect()
    began = time.process_time()
    json.loads(content)
    parsed = time.process_time() - began
    export = read_export("large.json", content)
    took = time.process_time() - began - parsed
    assert len(export.annotations) == 10_000
    assert took < 20 * parsed + 1, f"{took:.2f} s, json.loads {parsed:.2f} s"


def test_a_link_to_an_image_in_a_note_of_zotfile_is_an_image() -> None:
    note = r"\[[[pdf](zotero://open-pdf/library/items/ATTA0001?page=7&annotation=CCCC3333|image\]])"
    (image,) = read_export("note.md", note.encode()).annotations
    assert (image.native_id, image.aside, image.quote) == ("CCCC3333", Reason.IMAGE, "")


def test_a_comment_on_an_image_keeps_its_last_bracket() -> None:
    note = "[image] [pdf](zotero://open-pdf/library/items/ATT?page=7&annotation=KEY)\\] The loop closes (see Fig. 2) \n"
    (found,) = read_export("note.md", note.encode()).annotations
    assert (found.comment, found.aside) == ("The loop closes (see Fig. 2)", None)


def test_a_body_of_open_annotation_is_read() -> None:
    old = {"@type": "oa:Annotation", "target": "u", "body": {"@type": "cnt:ContentAsText", "chars": "a remark"}}
    (found,) = read_export("a.json", json.dumps(old).encode()).annotations
    assert found.comment == "a remark"


def test_a_link_without_parentheses_after_the_citation_tells_the_annotation() -> None:
    citation = "([Smith, 2020, p. 5](zotero://select/library/items/ITEM0001))"
    note = f"“The moon pulls the sea.” {citation} [pdf](zotero://open-pdf/library/items/ATT?page=5&annotation=KEY) so"
    (found,) = read_export("note.md", note.encode()).annotations
    assert (found.native_id, found.quote, found.comment) == ("KEY", "The moon pulls the sea.", "so")
