"""Packages: their bytes, and what the real Anki makes of them."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from flashgen import apkg
from flashgen.errors import PackageError
from flashgen.model import FIELDS, Deck, Note
from flashgen.resources import templates_dir

LAYOUT = {1795824000: "38cd5767750547e6"}
"""`mod` of the note type -> digest of its layout: a changed layout needs a later `mod`, or Anki keeps the old one."""


def note(guid: str, *, position: int = 0, mod: int = 1_700_000_000, reverse: str = "", **fields: str) -> Note:
    texts = {"Front": f"front {guid}", "Back": f"back {guid}", "Kind": "claim", "Reverse": reverse} | fields
    return Note(
        guid=guid,
        uid=f"test:{guid}",
        fields=tuple(texts.get(name, "") for name in FIELDS),
        tags=("flashgen::kind::claim",),
        kind="claim",
        topic="t",
        deck="t",
        mod=mod,
        position=position,
    )


def deck(*notes: Note, name: str = "Course::Topic") -> Deck:
    return Deck(slug="t", name=name, description="v1 <b>", notes=notes)


def test_equal_decks_give_equal_bytes() -> None:
    assert apkg.package([deck(note("a"))]) == apkg.package([deck(note("a"))])


def test_a_package_is_deflated_and_holds_nothing_of_this_day() -> None:
    with zipfile.ZipFile(io.BytesIO(apkg.package([deck(note("a"))]))) as archive:
        assert archive.namelist() == ["collection.anki2", "media"]
        for member in archive.infolist():
            assert member.compress_type == zipfile.ZIP_DEFLATED
            assert member.date_time == (1980, 1, 1, 0, 0, 0)


def test_two_notes_with_one_guid_are_refused() -> None:
    with pytest.raises(PackageError, match="guid a stands 2 times"):
        apkg.package([deck(note("a"), note("a"))])


def test_no_deck_is_ankis_default() -> None:
    assert apkg.deck_id("Course::Topic") != apkg.deck_id("Course::Other")
    assert apkg.deck_id("Default") > 1


def test_a_changed_layout_comes_with_a_later_mod_of_the_note_type() -> None:
    layout = hashlib.sha256()
    for path in sorted((templates_dir() / "anki").iterdir()):
        layout.update(path.read_bytes())
    assert {apkg.NOTE_TYPE_MOD: layout.hexdigest()[:16]} == LAYOUT, "raise NOTE_TYPE_MOD, then note the digest here"


@pytest.mark.anki
def test_anki_imports_every_note_in_reading_order(tmp_path: Path) -> None:
    from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

    path = tmp_path / "t.apkg"
    path.write_bytes(apkg.package([deck(note("b", position=1, reverse="reversed"), note("a"))]))
    collection = Collection(str(tmp_path / "collection.anki2"))
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    try:
        log = collection.import_anki_package(request).log
        assert (len(log.new), len(log.conflicting)) == (2, 0)
        collection.models._clear_cache()
        cards = [collection.get_card(card) for card in collection.find_cards("", order="c.due asc")]
        assert [card.note().guid for card in cards] == ["a", "b", "b"]
        assert {collection.decks.name(card.did) for card in cards} == {"Course::Topic"}
        assert [card.template()["name"] for card in cards] == ["Recall", "Recall", "Reverse"]
        assert all(card.note().mod == 1_700_000_000 for card in cards)
        log = collection.import_anki_package(request).log
        assert (len(log.new), len(log.updated)) == (0, 0)
    finally:
        collection.close()
