"""The readers of texts and pages: what their golden files cannot say for every text there is."""

import contextlib
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flashgen.errors import ExportError
from flashgen.model import Annotation, Export, Reason, Role
from flashgen.readers import detect, read_export
from flashgen.readers.kindle_places import moment_of, place_of
from flashgen.readers.source import decode

WORDS = st.text(st.sampled_from("abcdeéß語 .,'()|=-–\n"), max_size=40).filter(lambda body: 10 * "=" not in body)
PLACES = st.tuples(st.integers(1, 60), st.integers(0, 5))
TITLES = st.sampled_from(["Lamps (Iris Marlowe)", "Tides (and Clocks) (Bor, Tom; Quill)", "harbour"])


def clippings(records: list[tuple[str, str, tuple[int, int], str]]) -> str:
    """The file that a Kindle writes of kind, title, start and length, and body."""
    return "".join(
        f"{title}\r\n- Your {kind} on page {start // 10} | Location {start}{f'-{start + length}' * (kind != 'Note')}"
        f" | Added on Thursday, August 22, 2024 6:{index % 60:02}:00 PM\r\n\r\n{body}\r\n==========\r\n"
        for index, (kind, title, (start, length), body) in enumerate(records)
    )


def read(text: str, name: str = "My Clippings.txt") -> Export:
    return read_export(name, text.encode())


def one(text: str) -> Annotation:
    """The only annotation that became no duplicate and was not set aside."""
    (kept,) = (annotation for annotation in read(text).annotations if not annotation.aside)
    return kept


# ---------------------------------------------------------------- Kindle


@given(st.lists(st.tuples(st.sampled_from(["Highlight", "Note", "Bookmark"]), TITLES, PLACES, WORDS), max_size=25))
@settings(max_examples=150, deadline=None)
def test_every_word_of_every_record_is_in_an_annotation(records: list[tuple[str, str, tuple[int, int], str]]) -> None:
    export = read_export("clippings", (clippings(records) or " x").encode(), format="kindle-clippings")
    said = "\n".join(f"{annotation.quote}\n{annotation.comment}" for annotation in export.annotations)
    for kind, _, _, body in records:
        if kind != "Bookmark":
            assert body.strip() in said
    assert len(export.annotations) <= max(1, len(records))


@given(st.lists(st.tuples(st.just("Highlight"), TITLES, PLACES, WORDS.filter(str.strip)), max_size=15), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_of_highlights_changes_no_identity(
    records: list[tuple[str, str, tuple[int, int], str]], chance: "object"
) -> None:
    shuffled = [*records]
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis' own kind of random.Random
    first, second = (
        sorted(
            annotation.uid
            for annotation in read_export(
                "c", (clippings(order) or "x").encode(), format="kindle-clippings"
            ).annotations
        )
        for order in (records, shuffled)
    )
    assert first == second


def test_of_a_resized_highlight_the_later_one_counts_and_the_earlier_names_it() -> None:
    text = clippings(
        [
            ("Highlight", "Lamps (I)", (10, 1), "Fog swallows"),
            ("Highlight", "Lamps (I)", (10, 2), "Fog swallows red light last"),
        ]
    )
    early, late = read(text).annotations
    assert (early.aside, late.aside) == (Reason.DUPLICATE, None)
    assert early.aside_detail.startswith("the same as My Clippings.txt:6")


def test_a_highlight_resized_many_times_points_to_its_last_state() -> None:
    text = clippings([("Highlight", "Lamps (I)", (10, 1), "fog" * n) for n in (1, 2, 4, 3)])
    *earlier, final = read(text).annotations
    assert {annotation.aside_detail for annotation in earlier} == {
        f"the same as My Clippings.txt:{final.origin.line}, which was marked later"
    }


def test_a_note_on_a_resized_highlight_goes_to_what_became_of_it() -> None:
    text = clippings(
        [
            ("Highlight", "Lamps (I)", (10, 5), "Fog swallows red light last"),
            ("Note", "Lamps (I)", (15, 0), "why?"),
            ("Highlight", "Lamps (I)", (10, 1), "Fog swallows"),
        ]
    )
    assert (one(text).quote, one(text).comment) == ("Fog swallows", "why?")


def test_two_notes_on_one_highlight_stay_two_paragraphs() -> None:
    text = clippings(
        [
            ("Highlight", "Lamps (I)", (10, 1), "Fog swallows"),
            ("Note", "Lamps (I)", (11, 0), "why?"),
            ("Note", "Lamps (I)", (10, 0), "and when?"),
        ]
    )
    assert one(text).comment == "why?\n\nand when?"


def test_a_note_that_was_edited_counts_once() -> None:
    text = clippings(
        [
            ("Highlight", "Lamps (I)", (10, 1), "Fog swallows"),
            ("Note", "Lamps (I)", (11, 0), "why"),
            ("Note", "Lamps (I)", (11, 0), "why last?"),
        ]
    )
    assert one(text).comment == "why last?"


def test_a_note_stays_with_its_own_book() -> None:
    text = clippings([("Highlight", "Lamps (I)", (10, 1), "Fog"), ("Note", "Tides (T)", (10, 0), "why?")])
    assert [annotation.role for annotation in read(text).annotations] == [Role.HIGHLIGHT, Role.NOTE]


def test_a_note_belongs_to_the_highlight_that_ends_where_it_stands() -> None:
    text = clippings(
        [
            ("Highlight", "Lamps (I)", (10, 5), "a long one that goes on"),
            ("Highlight", "Lamps (I)", (12, 0), "short"),
            ("Note", "Lamps (I)", (12, 0), "why?"),
        ]
    )
    assert {annotation.quote: annotation.comment for annotation in read(text).annotations}["short"] == "why?"


def test_a_separator_inside_a_note_is_text_where_no_record_follows_it() -> None:
    export = read(clippings([("Highlight", "Lamps (I)", (10, 1), "a heading\n==========\nand more")]))
    assert [annotation.quote for annotation in export.annotations] == ["a heading\n==========\nand more"]
    assert "My Clippings.txt:6" in export.warnings[0]


def test_a_clipping_whose_second_line_is_damaged_is_counted_with_its_line_and_what_would_be_right() -> None:
    damaged = clippings([("Highlight", "Lamps (I)", (10, 1), "Fog")]) + "Lamps (I)\n* torn\n\nlost\n==========\n"
    _, lost = read(damaged).annotations
    assert lost.aside is Reason.UNREADABLE
    assert (str(lost.origin), "expected '- Your Highlight" in lost.aside_detail) == ("My Clippings.txt:7", True)


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("Added on Thursday, August 22, 2024 12:10:53 AM", "2024-08-22T00:10:53"),
        ("Added on Thursday, August 22, 2024 12:10:53\u202fPM", "2024-08-22T12:10:53"),
        ("Hinzugefügt am Samstag, 2. März 2024 08:12:00", "2024-03-02T08:12:00"),
        ("添加于 2024年8月22日星期四 下午6:10:53", "2024-08-22T18:10:53"),
        ("Añadido el jueves, 22 de agosto de 2024 6:10:53 p. m.", "2024-08-22T18:10:53"),
        ("Added on Monday, 3 December 12 19:42:30 Greenwich Mean Time", "2012-12-03T19:42:30"),
        ("Added on Monday, 31 February 2012 19:42:30", None),
        ("on some day", None),
    ],
)
def test_dates_are_the_devices_own_and_never_lose_a_record(phrase: str, wanted: str | None) -> None:
    moment = moment_of(phrase)
    assert (moment.isoformat() if moment else None) == wanted


@pytest.mark.parametrize("year", ["0", "10000", "9" * 300, "9" * 5000])
def test_a_year_that_no_calendar_has_is_no_date(year: str) -> None:
    assert moment_of(f"Added on Thursday, 22 August {year} 18:10:53") is None


def test_an_old_location_whose_end_is_cut_short_is_filled_up() -> None:
    assert place_of("Highlight Loc. 1198-202").location == "1198-1202"


@pytest.mark.parametrize("title", ["Lamps", "LAMPS"])
def test_one_highlight_read_from_clippings_and_from_a_notebook_is_one_annotation(title: str) -> None:
    page = (
        f"<html><body><div class='bookTitle'>{title}</div><div class='authors'>I</div>"
        "<div class='noteHeading'>Highlight (<span class='highlight_pink'>x</span>) - Page 1 &middot; Location 10</div>"
        "<div class='noteText'>Fog swallows</div></body></html>"
    )
    (noted,) = read(page, "notebook.html").annotations
    (clipped,) = read(clippings([("Highlight", "Lamps (I)", (10, 1), "Fog swallows")])).annotations
    assert noted.uid == clipped.uid


# ---------------------------------------------------------------- Hypothesis' text


def dialog(comments: list[str]) -> str:
    """The text export of annotations with these comments."""
    head = "2017-07-25 12:00\nLamps\nhttps://example.org/\nGroup: Public\nTotal users: 1\nUsers: iris\n"
    head += f"Total annotations: {len(comments)}\nTotal replies: 0"
    return head + "".join(
        f'\n\nAnnotation {number}:\nCreated at: 2017-07-10 13:12\nAuthor: iris\nType: Annotation\nQuote: "q{number}"\n'
        f"Comment: {comment}"
        for number, comment in enumerate(comments, 1)
    )


@given(st.lists(st.text(st.sampled_from('abc\n:" T1'), max_size=30).map(str.strip), min_size=1, max_size=8))
@settings(max_examples=150, deadline=None)
def test_comments_of_a_text_export_come_back_as_they_were(comments: list[str]) -> None:
    export = read(dialog(comments), "export.txt")
    assert [annotation.comment for annotation in export.annotations] == comments
    assert export.warnings == ()


@pytest.mark.parametrize("number", [1, 3, 99])
def test_a_comment_that_imitates_any_record_but_the_next_stays_a_comment(number: int) -> None:
    false = f"see:\n\nAnnotation {number}:\nCreated at: 2017-07-10 13:12\nAuthor: x\nType: Annotation\nComment: no"
    export = read(dialog(["one", "two", "three", false]), "export.txt")
    assert [annotation.comment for annotation in export.annotations] == ["one", "two", "three", false]


def test_a_comment_that_imitates_the_next_record_is_warned_of() -> None:
    false = "see:\n\nAnnotation 2:\nCreated at: 2017-07-10 13:12\nAuthor: x\nType: Annotation\nComment: no"
    export = read(dialog([false, "two"]), "export.txt")
    assert len(export.annotations) == 2
    assert "annotation 2 begins twice" in export.warnings[0]


def test_a_record_that_is_missing_is_named_and_those_behind_it_are_read() -> None:
    text = dialog(["one", "two", "three"]).replace("Annotation 2:", "Annotation two:")
    export = read(text, "export.txt")
    assert [annotation.quote for annotation in export.annotations] == ["q1", "q3"]
    assert "annotation 2 of 3 is missing" in export.warnings[0]


# ---------------------------------------------------------------- all


@pytest.mark.parametrize(
    ("form", "opening", "unit"),
    [
        ("kindle-clippings", "", "T (A)\n- Your Note on page 1 | Location 1 | Added on May 1, 2024\n\nx\n==========\n"),
        ("kindle-clippings", "T (A)\n- Your Highlight on page 1 | Location 1 | Added\n\n", "==========\nfoo\n"),
        ("kindle-notebook", "<div class=bookTitle>T</div>", "<div class=noteHeading>Note - Page 1</div>"),
        ("hypothesis-html", "<section></section><section><article><table><tr><td>Comment:</td><td>", "[(\\("),
        ("hypothesis-html", "", "<a "),
        ("hypothesis-text", dialog(["x"]), '"\nDescription: '),
        ("zotero-markdown", "", "([[zotero://a"),
        ("zotero-markdown", "", "“a” (A, 2020, p. 5) "),
        ("readwise-markdown", "# T\n## Metadata\n- Full Title: x\n## Highlights\n- x", "([a](b"),
        ("hypothesis-bullets", "- T\n  - Source: x\n", "      - ^^x\n\n"),
        ("logseq", "- q\n  hl-page:: 1\n", "\t- c\n"),
    ],
)
def test_what_repeats_without_end_is_read_in_linear_time(form: str, opening: str, unit: str) -> None:
    begin = time.process_time()
    text = opening + unit * (200_000 // len(unit))
    with contextlib.suppress(ExportError):
        read_export("export", text.encode(), format=form)
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("“Fog swallows red light.” (Marlowe, 2020, p. 5) why?\n", "zotero-markdown"),
        ("“Fog swallows red light.” (Marlowe, 2020) is what she says.\nAnd I say no.\n", "flat"),
        ("A | B\n==========\n- one | two\nthree\n", "kindle-clippings"),
        ("Fog swallows red light last.\nwhy?\n", "flat"),
    ],
)
def test_a_vague_sign_decides_only_where_it_stands_for_the_whole_file(text: str, form: str) -> None:
    assert detect(decode("notes.txt", text.encode())).name == form


def test_source_code_read_as_flat_text_is_told_and_notes_are_not() -> None:
    code = (Path(__file__).parent.parent / "flashgen" / "names.py").read_bytes()
    (warning,) = read_export("mk.py", code).warnings
    assert warning.startswith("mk.py: does not look like annotations: ")
    notes = b"f(x) = 1;\nwhat is f?\n" + b"The spindle checkpoint delays anaphase until all is aligned.\nwhy?\n" * 4
    assert read_export("notes.txt", notes).warnings == ()
