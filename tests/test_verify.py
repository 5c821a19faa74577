"""flashgen.verify: packages of any author, in the real Anki."""

import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import genanki
import pytest
from anki.collection import Collection, ExportAnkiPackageOptions
from anki.decks import DeckId
from anki.models import NotetypeDict

from flashgen.errors import PackageError
from flashgen.verify import Finding, verify

pytestmark = pytest.mark.anki


def note_type(
    name: str = "Mine", *, number: int = 1_700_000_001, fields: Sequence[str] = ("Front", "Back"), css: str = ""
) -> genanki.Model:
    template = {"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}
    return genanki.Model(number, name, fields=[{"name": name} for name in fields], templates=[template], css=css)


def package(path: Path, *notes: genanki.Note) -> Path:
    deck = genanki.Deck(1_700_000_002, "Any author's")
    for note in notes:
        deck.add_note(note)
    genanki.Package(deck).write_to_file(path)
    return path


def note(
    front: str, back: str = "an answer", *, guid: str = "guid1", model: genanki.Model | None = None
) -> genanki.Note:
    model = model or note_type()
    return genanki.Note(model, [front, back, "more"][: len(model.fields)], guid=guid)


def problems(findings: Sequence[Finding]) -> list[str]:
    return [f"{finding.guid} {finding.problem}".strip() for finding in findings]


def test_a_good_package_has_no_finding(tmp_path: Path) -> None:
    good = package(tmp_path / "good.apkg", note(r"What is \(x\)?"), note("And y?", guid="guid2"))
    assert verify([good]) == ()


def test_a_finding_names_the_package_the_note_and_the_card(tmp_path: Path) -> None:
    (finding,) = verify([package(tmp_path / "bad.apkg", note("so $$x$$"))])
    assert str(finding) == rf"{tmp_path / 'bad.apkg'}: guid1 (Card 1): $$ is no formula in Anki; write \[…\]: $$x$$"


def test_a_missing_file_is_found(tmp_path: Path) -> None:
    assert problems(verify([package(tmp_path / "bad.apkg", note('<img src="a.png">'))])) == ["a file is missing: a.png"]


def test_two_notes_with_one_guid_are_found(tmp_path: Path) -> None:
    bad = package(tmp_path / "bad.apkg", note("one"), note("two"))
    assert problems(verify([bad])) == ["guid1 2 notes have this guid; only one would be updated"]


@pytest.mark.parametrize("blank", [" ", "&nbsp;", "<br>"])
def test_a_blank_front_is_found_though_anki_writes_a_message_on_it(tmp_path: Path, blank: str) -> None:
    assert problems(verify([package(tmp_path / "bad.apkg", note(blank))])) == ["guid1 the front is empty"]


def test_a_note_without_a_card_is_found(tmp_path: Path) -> None:
    bad = package(tmp_path / "bad.apkg", note("", "an <b>answer</b>"))
    assert problems(verify([bad])) == ["guid1 a note without a card: an answer"]


def test_a_template_that_runs_or_loads_something_is_found(tmp_path: Path) -> None:
    bad = package(tmp_path / "bad.apkg", note("one", model=note_type(css='@import "https://example.org/x.css";')))
    assert problems(verify([bad])) == ["guid1 loads from elsewhere: https://example.org/x.css"]


@pytest.fixture
def occlusion(tmp_path: Path) -> Iterator[tuple[Collection, NotetypeDict]]:
    """An author's collection, and Anki's own note type that runs a script."""
    author = Collection(str(tmp_path / "collection.anki2"))
    kind = author.models.by_name("Image Occlusion")
    assert kind
    yield author, kind
    author.close()


def exported(author: Collection, kind: NotetypeDict, path: Path, *, header: str = "a header") -> Path:
    note = author.new_note(kind)
    note.fields[:3] = ["{{c1::image-occlusion:rect:left=.1:top=.1:width=.2:height=.2:oi=1}}", "a picture", header]
    author.add_note(note, DeckId(1))
    options = ExportAnkiPackageOptions(with_scheduling=False, with_media=True, legacy=True)
    author.export_anki_package(out_path=str(path), options=options, limit=None)
    return path


def test_the_script_of_ankis_own_note_type_is_no_fault(
    occlusion: tuple[Collection, NotetypeDict], tmp_path: Path
) -> None:
    assert verify([exported(*occlusion, tmp_path / "good.apkg")]) == ()


def test_a_script_in_a_field_of_ankis_own_note_type_is_found(
    occlusion: tuple[Collection, NotetypeDict], tmp_path: Path
) -> None:
    bad = exported(*occlusion, tmp_path / "bad.apkg", header="<script>alert(1)</script>")
    assert {finding.problem for finding in verify([bad])} == {"runs a program: <script>"}


def test_a_script_in_ankis_own_note_type_that_was_changed_is_found(
    occlusion: tuple[Collection, NotetypeDict], tmp_path: Path
) -> None:
    author, kind = occlusion
    kind["tmpls"][0]["qfmt"] += "<p>"
    author.models.update_dict(kind)
    assert {finding.problem for finding in verify([exported(author, kind, tmp_path / "bad.apkg")])} == {
        "runs a program: <script>"
    }


def test_a_sound_from_elsewhere_is_a_missing_file_to_anki(tmp_path: Path) -> None:
    bad = package(tmp_path / "bad.apkg", note("one", "[sound:https://example.org/a.mp3]"))
    assert problems(verify([bad])) == ["a file is missing: a.mp3"]


def test_an_answer_in_its_question_is_found(tmp_path: Path) -> None:
    bad = package(tmp_path / "bad.apkg", note("Is it that a cat is an animal?", "A cat is an animal."))
    assert problems(verify([bad])) == ["guid1 the answer stands in the question: A cat is an animal."]


def test_note_types_that_conflict_across_packages_are_found(tmp_path: Path) -> None:
    wider = note_type(fields=("Front", "Back", "Extra"))
    both = [
        package(tmp_path / "a.apkg", note("one")),
        package(tmp_path / "b.apkg", note("one, better", model=wider), note("two", model=wider, guid="guid2")),
    ]
    assert problems(verify(both)) == [
        "conflicts with a note of another type and is dropped: one, better / an answer / more",
        "the note type 'Mine' comes in two forms with one id: Anki adds 'Mine+'",
    ]


def test_a_note_type_may_be_named_as_another_with_a_plus(tmp_path: Path) -> None:
    c, cpp, basic = (note_type(name, number=number) for number, name in enumerate(("C", "C++", "Basic"), 1_700_000_003))
    both = [
        package(tmp_path / "a.apkg", note("in C", model=c), note("as in Anki", model=basic, guid="guid2")),
        package(tmp_path / "b.apkg", note("in C++", model=cpp, guid="guid3"), note("in C", model=c)),
    ]
    assert verify(both) == ()


def test_the_same_note_in_two_packages_is_no_fault(tmp_path: Path) -> None:
    assert verify([package(tmp_path / "all.apkg", note("one")), package(tmp_path / "part.apkg", note("one"))]) == ()


def test_what_is_no_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "not.apkg").write_bytes(b"not a zip")
    with pytest.raises(PackageError, match=r"not\.apkg: no Anki package; "):
        verify([tmp_path / "not.apkg"])
    with zipfile.ZipFile(tmp_path / "empty.apkg", "w"):
        pass
    with pytest.raises(PackageError, match=r"empty\.apkg: no Anki package; "):
        verify([tmp_path / "empty.apkg"])
    with pytest.raises(PackageError, match=r"none\.apkg: no such file"):
        verify([tmp_path / "none.apkg"])
    with pytest.raises(PackageError, match=r"a folder; give the packages in it"):
        verify([tmp_path])


def test_a_broken_collection_in_a_package_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "collection.anki2") as database:
        database.execute("create table notes (id)")
    database.close()
    with zipfile.ZipFile(tmp_path / "bad.apkg", "w") as archive:
        archive.write(tmp_path / "collection.anki2", "collection.anki2")
        archive.writestr("media", "{}")
    with pytest.raises(PackageError, match=r"bad\.apkg: Anki refuses it: "):
        verify([tmp_path / "bad.apkg"])


def test_without_anki_the_message_says_how_to_get_it(tmp_path: Path) -> None:
    package(tmp_path / "good.apkg", note("one"))
    program = (
        "import sys; sys.modules['anki'] = None\n"
        "from pathlib import Path; from flashgen.verify import verify; from flashgen.errors import PackageError\n"
        "try: verify([Path('good.apkg')])\n"
        "except PackageError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parent.parent)},
        capture_output=True,
        check=True,
    )
    assert b"pip install 'flashgen[anki]'" in done.stdout
