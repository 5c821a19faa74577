"""A new term in the real Anki: what was learned stays, what changed is shown, what a student wrote is kept."""

import io
import random
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flashgen import apkg, resources
from flashgen.errors import PackageError
from flashgen.model import Kind, Ledger, Topic
from flashgen.rehearse import rehearse
from flashgen.resources import templates_dir
from flashgen.verify import verify
from tests.terms import AGAIN, COURSE, DAY, EASY, FALL, GOOD, LATE, PASSAGES, Student, kept, student, term

pytestmark = pytest.mark.anki

NOW = FALL + 100 * DAY


def studies(somebody: Student, guids: Mapping[str, str]) -> None:
    """A student's term: reviews, a suspended and a flagged card, an own deck, an edit and a tag."""
    for name, ratings in {
        "mitosis": (GOOD, GOOD),
        "drug": (AGAIN, GOOD),
        "check": (GOOD,),
        "raft": (EASY,),
        "speed": (GOOD, GOOD, EASY),
        "pore": (EASY,),
        "ring": (GOOD,),
    }.items():
        somebody.answers(guids[name], *ratings)
    somebody.collection.sched.suspend_cards([card.id for card in somebody.cards(guids["drug"])])
    somebody.collection.set_user_flag_for_cards(3, [card.id for card in somebody.cards(guids["raft"])])
    somebody.moves(guids["pore"], "My own deck")
    somebody.edits(guids["speed"], "Back", "my own words", "leech-of-mine")


def test_a_new_term_changes_the_notes_and_nothing_that_was_learned(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    guids = fall.guids
    assert len(fall.build.notes) == len(PASSAGES)
    changed = dict(PASSAGES)
    changed["drug"] = ("In 12 of 15 cultures the drug halved the rate of mitosis.", "It works in 12 of 15 cultures.")
    del changed["pore"]
    changed["late"] = ("Cytokinesis is the division of the cell that follows mitosis.", "Definition: cytokinesis")
    pins: dict[str, dict[str, object]] = {
        "raft": {"kind": Kind.CLAIM},
        "knot": {"topic": "membranes"},
        "check": {"answer": "The chromosomes are shared out unevenly."},
        "mitosis": {"front": "What is mitosis, in one sentence?"},
    }
    with student(tmp_path) as somebody:
        log = somebody.imports_package(fall.apkg)
        assert (len(log.new), len(log.updated), len(log.conflicting)) == (10, 0, 0)
        studies(somebody, guids)
        before, decks = somebody.history(), {n: somebody.cards(g)[0].did for n, g in guids.items()}

        spring = term(changed, fall.ledger, now=NOW, name="2027S", pins=pins, guids=guids)
        assert dict(spring.guids) | {"pore": ""} == guids | {"late": spring.guids["late"], "pore": ""}
        log = somebody.imports_package(spring.apkg)

        assert (len(log.new), len(log.conflicting)) == (1, 0)
        assert {somebody.collection.get_note(entry.id.nid).guid for entry in log.updated} == {
            guids[name] for name in ("drug", "pore", "raft", "knot", "check", "mitosis")
        }
        after = somebody.history()
        assert kept(before, after)
        assert after["reviews"] == before["reviews"]
        assert {n: somebody.cards(g)[0].did for n, g in guids.items()} == decks
        assert [card.queue for card in somebody.cards(guids["drug"])] == [-1] * len(somebody.cards(guids["drug"]))
        assert {card.user_flag() for card in somebody.cards(guids["raft"])} == {3}
        assert somebody.collection.decks.name(somebody.cards(guids["pore"])[0].did) == "My own deck"

        assert "12 of 15 cultures." in somebody.note(guids["drug"])["Comment"] + somebody.note(guids["drug"])["Back"]
        assert somebody.note(guids["raft"])["Kind"] == "claim"
        assert "cells::topic::membranes" in somebody.note(guids["knot"]).tags
        assert somebody.note(guids["check"])["Status"] == "answered"
        assert "unevenly" in somebody.note(guids["check"])["Back"]
        assert "in one sentence?" in somebody.cards(guids["mitosis"])[0].question()
        gone = somebody.note(guids["pore"])
        assert (gone["Status"], "flashgen::retired" in gone.tags) == ("retired", True)
        assert 'class="status"' in somebody.cards(guids["pore"])[0].answer()
        assert somebody.note(guids["speed"])["Back"] == "my own words"
        assert "leech-of-mine" in somebody.note(guids["speed"]).tags
        assert "cytokinesis" in somebody.cards(spring.guids["late"])[0].question().lower()
        assert [name.name for name in somebody.collection.models.all_names_and_ids() if "flashgen" in name.name] == [
            "flashgen"
        ]


def test_importing_the_same_term_again_changes_nothing(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    again = term(PASSAGES, fall.ledger, now=NOW, name="2026F")
    assert again.apkg == fall.apkg
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        studies(somebody, fall.guids)
        before = somebody.history(), somebody.rows("select * from notes")
        log = somebody.imports_package(again.apkg)
        assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, 0, 0)
        assert (somebody.history(), somebody.rows("select * from notes")) == before


def test_a_student_who_skips_a_term_still_gets_what_retired_and_what_changed_in_it(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    fewer = {name: passage for name, passage in PASSAGES.items() if name != "pore"}
    spring = term(fewer, fall.ledger, now=NOW, name="2027S")
    autumn = term(fewer, spring.ledger, now=NOW + 100 * DAY, name="2027F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        somebody.imports_package(autumn.apkg)
        assert somebody.note(fall.guids["pore"])["Status"] == "retired"


def test_a_note_that_comes_back_is_the_same_note_with_its_history(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    fewer = {name: passage for name, passage in PASSAGES.items() if name != "pore"}
    spring = term(fewer, fall.ledger, now=NOW, name="2027S")
    autumn = term(PASSAGES, spring.ledger, now=NOW + 100 * DAY, name="2027F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        studies(somebody, fall.guids)
        before = somebody.history()
        somebody.imports_package(spring.apkg)
        somebody.imports_package(autumn.apkg)
        back = somebody.note(fall.guids["pore"])
        assert (back["Status"], "flashgen::retired" in back.tags) == ("", False)
        assert somebody.history() == before


def test_a_deleted_note_comes_back_as_new(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        somebody.collection.remove_notes([somebody.note(fall.guids["pore"]).id])
        assert len(somebody.imports_package(fall.apkg).new) == 1


def test_a_renamed_course_and_topic_leave_the_cards_where_they_are(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    topics = (Topic(slug="mitosis", title="Division", words=("mitosis", "spindle", "chromosome")), *COURSE.topics[1:])
    renamed = replace(COURSE, title="Cell biology", topics=topics)
    more = {
        **PASSAGES,
        "late": ("Cytokinesis is the division of a cell after mitosis and its spindle.", "Definition: cytokinesis"),
    }
    spring = term(more, fall.ledger, now=NOW, name="2027S", course=renamed)
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        before = somebody.history()
        log = somebody.imports_package(spring.apkg)
        assert (len(log.new), len(log.conflicting)) == (1, 0)
        assert kept(before, somebody.history())
        deck = somebody.cards(spring.guids["late"])[0].did
        assert somebody.collection.decks.name(deck) == "Cell biology::Division"


def test_new_cards_join_the_old_ones_where_the_student_renamed_the_deck_first(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    course = replace(COURSE, topics=(replace(COURSE.topics[0], title="On mitosis"), *COURSE.topics[1:]))
    late = ("A spindle is what pulls each chromosome apart in mitosis.", "Definition: spindle")
    spring = term({**PASSAGES, "late": late}, fall.ledger, now=NOW, name="2027S", course=course)
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        deck = somebody.cards(fall.guids["mitosis"])[0].did
        somebody.collection.decks.rename(deck, "Cells::On mitosis")
        somebody.imports_package(spring.apkg)
        assert somebody.cards(spring.guids["late"])[0].did == deck


def test_a_new_layout_is_taken_over_and_freezes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    layout = tmp_path / "templates"
    shutil.copytree(templates_dir(), layout)
    recall = layout / "anki" / "recall.html"
    recall.write_text(recall.read_text("utf-8").replace("{{Front}}", "<p>new look</p>{{Front}}", 1), "utf-8")
    with student(tmp_path / "student") as somebody:
        somebody.imports_package(fall.apkg)
        studies(somebody, fall.guids)
        before = somebody.history()
        apkg._note_type.cache_clear()
        monkeypatch.setattr(resources, "templates_dir", lambda: layout)
        monkeypatch.setattr(apkg, "NOTE_TYPE_MOD", apkg.NOTE_TYPE_MOD + DAY)
        spring = term({**PASSAGES, "pore": ("Pores are 90 times faster.", "So")}, fall.ledger, now=NOW, name="2027S")
        monkeypatch.undo()
        apkg._note_type.cache_clear()
        log = somebody.imports_package(spring.apkg)
        assert (len(log.updated), len(log.conflicting)) == (1, 0)
        assert somebody.history() == before
        assert "new look" in somebody.cards(fall.guids["speed"])[0].question()


# ---------------------------------------------------------------- any five terms


@given(st.integers(0, 2**32))
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_over_five_terms_of_random_changes_no_review_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, student(Path(folder)) as somebody:
        now, published = FALL, Ledger()
        guids: dict[str, str] = {}
        pool = {
            f"{name}{n}": (f"{quote} Case {n}.", comment)
            for n in range(2)
            for name, (quote, comment) in PASSAGES.items()
        }
        edited: dict[str, str] = {}
        for year in range(5):
            chosen = {name: pool[name] for name in sorted(chance.sample(sorted(pool), 12))}
            for name in chance.sample(sorted(chosen), 3):
                quote, comment = pool[name]
                chosen[name] = (quote, f"{comment} Seen again in year {year}.")
            pinned = {name: _pin(chance, year) for name in chance.sample(sorted(guids), min(3, len(guids)))}
            this = term(chosen, published, now=now, name=f"{2026 + year}F", pins=pinned, guids=guids)
            before = somebody.history()
            mods = {row[0]: row[1] for row in somebody.rows("select guid, mod from notes")}
            log = somebody.imports_package(this.apkg)
            assert not log.conflicting
            assert kept(before, somebody.history())
            wanted = {note.guid: note for deck in this.build.decks for note in deck.notes}
            held = {row[0]: row[1] for row in somebody.rows("select guid, flds from notes")}
            assert set(held) == set(wanted)
            for guid, fields in held.items():
                if guid in edited and mods.get(guid, 0) >= wanted[guid].mod:
                    assert edited[guid] in fields
                else:
                    edited.pop(guid, None)
                    assert fields.split("\x1f") == list(wanted[guid].fields)
            known = {**guids, **this.guids}
            for name in chance.sample(sorted(this.guids), 4):
                if this.guids[name] in held:
                    somebody.answers(this.guids[name], chance.choice([AGAIN, GOOD, EASY]))
            for guid in chance.sample(sorted(held), 2):
                edited[guid] = f"edited in year {year}"
                somebody.edits(guid, "Extra1", edited[guid], at=now + DAY)
            published, guids, now = this.ledger, known, now + 365 * DAY
        names = [name.name for name in somebody.collection.models.all_names_and_ids()]
        assert [name for name in names if name.startswith("flashgen")] == ["flashgen"]


def _pin(chance: random.Random, year: int) -> Mapping[str, object]:
    return chance.choice(
        [
            {"kind": chance.choice(list(Kind))},
            {"topic": chance.choice(["mitosis", "membranes"])},
            {"front": f"In year {year}, what is this?"},
            {"answer": f"Found in year {year}."},
            {"skip": True},
        ]
    )


# ---------------------------------------------------------------- verify, rehearse


def test_the_packages_of_every_term_verify(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    spring = term(dict(list(PASSAGES.items())[1:]), fall.ledger, now=NOW, name="2027S")
    (tmp_path / "fall.apkg").write_bytes(fall.apkg)
    (tmp_path / "spring.apkg").write_bytes(spring.apkg)
    assert verify([tmp_path / "fall.apkg", tmp_path / "spring.apkg"]) == ()


def test_a_rehearsal_against_a_students_collection_tells_the_fate_of_every_note(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        studies(somebody, fall.guids)
        somebody.edits(fall.guids["drug"], "Extra1", "my mnemonic")
        somebody.collection.remove_notes([somebody.note(fall.guids["ring"]).id])
        reviews = len(somebody.history()["reviews"])
    held = (tmp_path / "collection.anki2").read_bytes()
    changed = {**PASSAGES, "late": ("Cytokinesis is the division of the cell.", "Definition: cytokinesis")}
    pins = {name: {"front": f"What of {name}?"} for name in ("drug", "mitosis")}
    spring = term(changed, fall.ledger, now=NOW, name="2027S", pins=pins, guids=fall.guids)
    notes = [note for deck in spring.build.decks for note in deck.notes]
    rehearsal = rehearse(tmp_path / "collection.anki2", spring.apkg, notes, fall.ledger)
    names = {guid: name for name, guid in spring.guids.items()}
    fates = {names[fate.guid]: fate for fate in rehearsal.fates}
    assert {name: fate.outcome for name, fate in fates.items() if fate.outcome != "unchanged"} == {
        "drug": "edit overwritten",
        "speed": "edit kept",
        "mitosis": "updates",
        "late": "new",
        "ring": "comes back",
    }
    assert (fates["speed"].reviews, fates["speed"].history_kept) == (3, True)
    assert rehearsal.lost == ()
    assert (rehearsal.reviews_before, rehearsal.reviews_after, rehearsal.studied) == (reviews, reviews, False)
    assert (tmp_path / "collection.anki2").read_bytes() == held


def test_a_rehearsal_against_a_package_studies_it_first(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    (tmp_path / "old.apkg").write_bytes(fall.apkg)
    spring = term(PASSAGES, fall.ledger, now=NOW, name="", pins={"drug": {"front": "New?"}}, guids=fall.guids)
    notes = [note for deck in spring.build.decks for note in deck.notes]
    rehearsal = rehearse(tmp_path / "old.apkg", spring.apkg, notes, fall.ledger)
    assert [fate.guid for fate in rehearsal.fates if fate.outcome == "updates"] == [fall.guids["drug"]]
    assert (rehearsal.studied, rehearsal.lost) == (True, ())
    assert rehearsal.reviews_before == rehearsal.reviews_after == rehearsal.cards_kept


def test_what_was_published_after_the_student_last_imported_is_new_there(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    (tmp_path / "old.apkg").write_bytes(fall.apkg)
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        somebody.collection.remove_notes([somebody.note(fall.guids["ring"]).id])
    spring = term({**PASSAGES, "late": LATE}, fall.ledger, now=NOW, name="2027S")
    again = term({**PASSAGES, "late": LATE}, spring.ledger, now=NOW + DAY, name="2027S")
    notes = [note for deck in again.build.decks for note in deck.notes]
    names = {guid: name for name, guid in again.guids.items()}
    for old, expected in (
        ("old.apkg", {"late": "new"}),
        ("collection.anki2", {"late": "new", "ring": "comes back"}),
    ):
        fates = rehearse(tmp_path / old, again.apkg, notes, spring.ledger).fates
        assert {names[fate.guid]: fate.outcome for fate in fates if fate.outcome != "unchanged"} == expected


def test_a_note_that_came_back_as_it_was_does_not_date_what_a_student_has(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
    fewer = {name: passage for name, passage in PASSAGES.items() if name != "pore"} | {"late": LATE}
    spring = term(fewer, fall.ledger, now=NOW, name="2027S")
    autumn = term({**PASSAGES, "late": LATE}, spring.ledger, now=NOW + DAY, name="2027F")
    notes = [note for deck in autumn.build.decks for note in deck.notes]
    fates = rehearse(tmp_path / "collection.anki2", autumn.apkg, notes, autumn.ledger).fates
    assert [fate.outcome for fate in fates if fate.guid == autumn.guids["late"]] == ["new"]


def test_a_changed_note_type_of_the_students_own_is_a_conflict(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        models = somebody.collection.models
        mine = models.by_name("flashgen")
        assert mine
        models.add_field(mine, models.new_field("My field"))
        models.update_dict(mine)
    spring = term(PASSAGES, fall.ledger, now=4 * 10**9, name="", pins={"drug": {"front": "New?"}}, guids=fall.guids)
    notes = [note for deck in spring.build.decks for note in deck.notes]
    rehearsal = rehearse(tmp_path / "collection.anki2", spring.apkg, notes, fall.ledger)
    assert [fate.outcome for fate in rehearsal.fates if fate.guid == fall.guids["drug"]] == ["conflicts"]


def test_a_collection_of_an_older_anki_is_studied_too(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    with zipfile.ZipFile(io.BytesIO(fall.apkg)) as package:
        package.extract("collection.anki2", tmp_path)  # of the first schema, with the first scheduler
    rehearsal = rehearse(tmp_path / "collection.anki2", fall.apkg, fall.build.notes, fall.ledger)
    assert (rehearsal.studied, rehearsal.lost) == (True, ())
    assert {fate.outcome for fate in rehearsal.fates} == {"unchanged"}
    assert all(fate.reviews for fate in rehearsal.fates)


def test_an_edit_on_what_was_published_terms_ago_is_told_from_a_text_that_is_only_old(tmp_path: Path) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
        somebody.edits(fall.guids["drug"], "Extra1", "my mnemonic", at=FALL + DAY)
    pins = {name: {"front": f"What of {name}?"} for name in ("drug", "mitosis")}
    spring = term(PASSAGES, fall.ledger, now=NOW, name="2027S", pins=pins, guids=fall.guids)
    again = term(PASSAGES, spring.ledger, now=NOW + DAY, name="2027S", pins=pins, guids=fall.guids)
    notes = [note for deck in again.build.decks for note in deck.notes]
    fates = rehearse(tmp_path / "collection.anki2", again.apkg, notes, spring.ledger).fates
    names = {guid: name for name, guid in again.guids.items()}
    assert {names[fate.guid]: fate.outcome for fate in fates if fate.outcome != "unchanged"} == {
        "drug": "edit overwritten",
        "mitosis": "updates",
    }


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _no_database(path: Path) -> None:
    path.write_bytes(b"no database " * 99)


def _another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table cards (id)")


def _of_a_newer_anki(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("update col set ver = 99")


def _without_cards(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("drop table cards")


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_nothing, "no collection that Anki can open: no such table: col"),
        (_no_database, "no collection that Anki can open: file is not a database"),
        (_another_database, "no collection that Anki can open: no such table: col"),
        (_of_a_newer_anki, "Anki cannot open it: a newer Anki wrote it; pip install -U anki"),
        (_without_cards, r"Anki cannot read it: no such table: cards \(in Anki: Tools → Check Database\)"),
        (_cut_off, "malformed"),
    ],
)
def test_a_spoilt_collection_is_refused_in_a_persons_words(
    tmp_path: Path, spoil: Callable[[Path], None], said: str
) -> None:
    fall = term(PASSAGES, now=FALL, name="2026F")
    with student(tmp_path) as somebody:
        somebody.imports_package(fall.apkg)
    path = tmp_path / "collection.anki2"
    spoil(path)
    with pytest.raises(PackageError, match=rf"collection\.anki2: .*{said}") as refused:
        rehearse(path, fall.apkg, fall.build.notes, fall.ledger)
    assert "DbError" not in str(refused.value)


def test_a_rehearsal_is_against_a_package_or_a_collection(tmp_path: Path) -> None:
    (tmp_path / "deck.txt").write_bytes(b"")
    with pytest.raises(PackageError, match=r"deck\.txt: expected a package \(\.apkg\) or a collection \(\.anki2\)"):
        rehearse(tmp_path / "deck.txt", b"", [], Ledger())
