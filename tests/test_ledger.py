"""flashgen.ledger: the file, and what a new term makes of the notes that were published."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashgen import ledger
from flashgen.errors import CourseError, RefusedError
from flashgen.model import FIELDS, DeckName, Entry, Ledger, Note

DAY = 86_400
FALL = 1_760_000_000
SPRING = FALL + 150 * DAY


def note(guid: str, front: str = "", *, deck: str = "rl", tags: Sequence[str] = ("kind::claim",), **more: str) -> Note:
    fields = tuple({"Front": front or f"about {guid}", **more}.get(name, "") for name in FIELDS)
    return Note(
        guid=guid,
        uid=f"hyp:{guid}",
        fields=fields,
        tags=tuple(tags),
        kind="claim",
        topic=deck,
        deck=deck,
        status=more.get("Status", ""),
    )


COURSE = [note(f"g{n}") for n in range(10)]


def published(notes: Sequence[Note] = COURSE) -> Ledger:
    return ledger.settle(notes, Ledger(), now=FALL, term="2026F").ledger


def by_guid(found: ledger.Settled, guid: str) -> Note:
    return next(note for note in (*found.notes, *found.retired, *found.waiting) if note.guid == guid)


def entry_of(found: Ledger, guid: str) -> Entry:
    return next(entry for entry in found.entries if entry.guid == guid)


# ---------------------------------------------------------------- a new term


def test_an_unchanged_note_keeps_its_time_on_any_day() -> None:
    again = ledger.settle(COURSE, published(), now=SPRING, term="2027S")
    assert {note.mod for note in again.notes} == {FALL}
    assert again.notes == ledger.settle(COURSE, published(), now=SPRING + DAY, term="2027S").notes


def test_a_changed_note_has_the_time_of_the_build() -> None:
    again = ledger.settle([note("g0", "new words"), *COURSE[1:]], published(), now=SPRING, term="2027S")
    assert [note.mod for note in again.notes] == [SPRING] + [FALL] * 9


def test_a_changed_note_is_newer_than_before_even_when_the_clock_went_back() -> None:
    again = ledger.settle([note("g0", "new words"), *COURSE[1:]], published(), now=FALL - DAY, term="2027S")
    assert again.notes[0].mod == FALL + 1


def test_a_changed_tag_is_changed_content() -> None:
    again = ledger.settle([note("g0", tags=["other"]), *COURSE[1:]], published(), now=SPRING, term="")
    assert again.notes[0].mod == SPRING


def test_the_term_tag_is_the_term_of_the_first_publication() -> None:
    again = ledger.settle([*COURSE, note("late")], published(), now=SPRING, term="2027S")
    assert "flashgen::term::2026F" in again.notes[0].tags
    assert "flashgen::term::2027S" in again.notes[-1].tags
    assert entry_of(again.ledger, "g0").last_term == "2027S"


def test_a_note_stays_in_the_deck_of_its_first_publication_when_its_topic_changes() -> None:
    moved = replace(note("g0", deck="search"), tags=("topic::search",))
    again = ledger.settle([moved, *COURSE[1:]], published(), now=SPRING, term="2027S")
    assert (again.notes[0].deck, again.notes[0].topic) == ("rl", "search")
    assert (entry_of(again.ledger, "g0").deck, entry_of(again.ledger, "g0").topic) == ("rl", "search")


def test_a_note_that_is_gone_retires_once_with_its_old_fields() -> None:
    spring = ledger.settle(COURSE[1:], published(), now=SPRING, term="2027S")
    (retired,) = spring.retired
    assert retired.fields[0] == "about g0"
    assert retired.fields[FIELDS.index("Status")] == retired.status == "retired"
    assert "flashgen::retired" in retired.tags
    assert retired.mod == SPRING
    later = ledger.settle(COURSE[1:], spring.ledger, now=SPRING + DAY, term="2027F")
    assert [(note.guid, note.fields, note.tags, note.mod) for note in later.retired] == [
        (retired.guid, retired.fields, retired.tags, retired.mod)
    ]


def test_a_retired_note_comes_back_when_its_annotation_does() -> None:
    spring = ledger.settle(COURSE[1:], published(), now=SPRING, term="2027S")
    fall = ledger.settle(COURSE, spring.ledger, now=SPRING + 200 * DAY, term="2027F")
    back = by_guid(fall, "g0")
    assert (back.status, back.tags, back.mod) == (
        "",
        ("flashgen::term::2026F", "kind::claim"),
        SPRING + 200 * DAY,
    )
    assert not fall.retired


def test_a_note_that_waits_for_an_answer_stays_as_it_was() -> None:
    again = ledger.settle(COURSE[1:], published(), now=SPRING, term="2027S", waiting={"g0"})
    assert not again.retired
    assert [(note.guid, note.mod, note.status) for note in again.waiting] == [("g0", FALL, "")]


def test_a_fifth_of_the_notes_may_retire_and_no_more() -> None:
    assert len(ledger.settle(COURSE[2:], published(), now=SPRING, term="").retired) == 2
    with pytest.raises(RefusedError, match=r"^3 of 10 published notes would retire .*--allow-retire"):
        ledger.settle(COURSE[3:], published(), now=SPRING, term="")
    assert len(ledger.settle(COURSE[3:], published(), now=SPRING, term="", allow_retire=True).retired) == 3


def test_the_brake_counts_what_is_published_and_not_what_retired_before() -> None:
    half = ledger.settle(COURSE[5:], published(), now=SPRING, term="", allow_retire=True)
    assert len(ledger.settle(COURSE[6:], half.ledger, now=SPRING + DAY, term="").retired) == 6
    with pytest.raises(RefusedError, match="2 of 5"):
        ledger.settle(COURSE[7:], half.ledger, now=SPRING + DAY, term="")


def test_another_uid_is_remembered_beside_the_first() -> None:
    again = ledger.settle([replace(COURSE[0], uid="flat#1"), *COURSE[1:]], published(), now=SPRING, term="")
    assert (entry_of(again.ledger, "g0").uid, entry_of(again.ledger, "g0").aliases) == ("hyp:g0", ("flat#1",))


TEXTS = st.text(max_size=8)
TERMS = st.lists(
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(TEXTS, st.sampled_from(["", "answered"]))),
    min_size=1,
    max_size=5,
)


@given(TERMS, st.lists(st.integers(0, 10**9), min_size=5, max_size=5))
def test_over_any_terms_no_note_is_lost_and_no_time_goes_back(
    terms: list[dict[str, tuple[str, str]]], clock: list[int]
) -> None:
    known = Ledger()
    for now, wanted in zip(clock, terms, strict=False):
        notes = [note(guid, front, Status=status) for guid, (front, status) in sorted(wanted.items())]
        found = ledger.settle(notes, known, now=now, term=str(now), allow_retire=True)
        before, after = ({entry.guid: entry for entry in side.entries} for side in (known, found.ledger))
        assert set(after) == set(before) | set(wanted)
        assert {note.guid for note in (*found.notes, *found.retired)} == set(after)
        assert {note.guid: note.mod for note in (*found.notes, *found.retired)} == {
            guid: entry.mod for guid, entry in after.items()
        }
        for guid, old in before.items():
            assert (after[guid].mod == old.mod) == (after[guid].content == old.content)
            assert after[guid].mod >= old.mod
        assert ledger.settle(notes, found.ledger, now=now + DAY, term=str(now)).ledger == found.ledger
        known = found.ledger


# ---------------------------------------------------------------- the file


def test_a_ledger_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert ledger.read(tmp_path / "ledger.jsonl") == Ledger()


WORDS = st.text(st.characters(exclude_categories=[]), max_size=20)


@given(st.dictionaries(WORDS.filter(bool), st.tuples(WORDS, WORDS)), st.dictionaries(WORDS, WORDS))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, notes: dict[str, tuple[str, str]], links: dict[str, str]
) -> None:
    made = [note(guid, front, Back=back, tags=[back]) for guid, (front, back) in notes.items()]
    decks = {f"d{n}": DeckName(slug=f"d{n}", name=name or "x", before=name) for n, name in enumerate(links.values())}
    known = replace(ledger.settle(made, Ledger(), now=FALL, term="2026F").ledger, links=links, decks=decks)
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    path.write_bytes(ledger.dump(known))
    assert ledger.read(path) == known


def test_the_file_has_one_line_a_note_in_the_order_of_their_guids() -> None:
    lines = ledger.dump(published(list(reversed(COURSE)))).decode().splitlines()
    assert lines[0] == '{"flashgen ledger": 1, "term": "2026F"}'
    assert [re.findall(r'"guid": "(\w+)"', line) for line in lines[1:]] == [[f"g{n}"] for n in range(10)]


def test_the_file_is_readable_in_any_script() -> None:
    assert "Größe — 大きさ" in ledger.dump(published([note("g0", "Größe — 大きさ")])).decode()


HEADER = '{"flashgen ledger": 1}\n'
LINE = ledger.dump(published(COURSE[:1])).decode().splitlines()[1] + "\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", r"ledger.jsonl:1: expected a JSON object, got ''"),
        (LINE, r"ledger.jsonl:1: expected \{\"flashgen ledger\": 1\}, the version of the format"),
        ('{"flashgen ledger": 2}\n', r"ledger.jsonl:1: format 2 was written by a newer flashgen; this one knows 1"),
        (HEADER + "[]\n", r"ledger.jsonl:2: expected a JSON object, got '\[\]'"),
        (HEADER + LINE[:-9], r"ledger.jsonl:2: expected a JSON object, got .*\("),
        (HEADER + LINE + LINE, r"ledger.jsonl:3: the note g0 stands here a second time"),
        (HEADER + "<<<<<<< HEAD\n" + LINE, r"ledger.jsonl:2: an unfinished merge"),
        (HEADER + LINE.replace(f"{FALL}", '"now"'), r"ledger.jsonl:2: mod: expected seconds since 1970, got 'now'"),
        (HEADER + LINE.replace('"Front"', '"Fornt"'), r"ledger.jsonl:2: fields: unknown field 'Fornt' \(known: Front"),
        (HEADER + LINE.replace('"kind"', '"knid"', 1), r"ledger.jsonl:2: unknown key 'knid' \(known: "),
        (HEADER + LINE.replace('"guid": "g0"', '"guid": 7'), r"ledger.jsonl:2: guid: expected a text, got 7"),
    ],
)
def test_a_damaged_ledger_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(CourseError, match=problem):
        ledger.read(path)


def test_a_ledger_with_the_line_ends_of_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(ledger.dump(published()).replace(b"\n", b"\r\n"))
    assert ledger.read(path) == published()


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ('{"guid": "g", "mod": 1, "tags": [], "fields": {}, "deck": "../../x"}', "deck: expected small letters"),
        ('{"guid": "g", "mod": 1099511627776, "tags": [], "fields": {}}', "mod: expected seconds since 1970"),
        ("[" * 100_000, "expected a JSON object"),
        ('{"mod": ' + "9" * 5_000 + "}", "expected a JSON object"),
        ("||||||| base", "an unfinished merge"),
    ],
)
def test_a_damaged_or_hostile_line_of_the_ledger_is_refused_with_its_number(
    tmp_path: Path, line: str, problem: str
) -> None:
    (tmp_path / "ledger.jsonl").write_text(f'{{"flashgen ledger": 1}}\n{line}\n')
    with pytest.raises(CourseError, match=f"ledger.jsonl:2: {re.escape(problem)}"):
        ledger.read(tmp_path / "ledger.jsonl")


@pytest.mark.parametrize("header", ['{"flashgen ledger": true}', '{"flashgen ledger": 1, "term": "a b"}'])
def test_a_ledger_with_a_strange_header_is_refused(tmp_path: Path, header: str) -> None:
    (tmp_path / "ledger.jsonl").write_text(f"{header}\n")
    with pytest.raises(CourseError, match=r"ledger\.jsonl:1: "):
        ledger.read(tmp_path / "ledger.jsonl")


def test_a_folder_in_place_of_the_ledger_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="cannot be read"):
        ledger.read(tmp_path)
