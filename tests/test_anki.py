"""The packages of the seed's course in the real Anki."""

import hashlib
import html
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest, ImportLogWithChanges

from flashgen.apkg import package
from flashgen.identity import squeezed
from flashgen.ledger import read
from flashgen.model import FIELDS, Build, Deck
from flashgen.report import cards_of
from tests.seed import built

pytestmark = pytest.mark.anki


@pytest.fixture(scope="module")
def seed() -> Build:
    """The seed's course, built in memory."""
    return built()


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """A fresh profile's collection."""
    fresh = Collection(str(tmp_path / "collection.anki2"))
    yield fresh
    fresh.close()


def imported(collection: Collection, decks: tuple[Deck, ...], folder: Path) -> ImportLogWithChanges.Log:
    """What Anki says of the import, with the options of a fresh profile's dialog."""
    path = folder / "decks.apkg"
    path.write_bytes(package(decks))
    log = collection.import_anki_package(
        ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    ).log
    collection.models._clear_cache()  # stale on the Python side after an import
    return log


def contents_digest(apkg: bytes) -> str:
    """SHA-256 over the ordered rows of an .apkg: equal on any machine, where SQLite's own bytes may differ."""
    rows: list[Any] = []
    with zipfile.ZipFile(io.BytesIO(apkg)) as archive:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    for table, order in (("col", "id"), ("notes", "id"), ("cards", "id")):
        rows.extend(connection.execute(f"SELECT * FROM {table} ORDER BY {order}"))  # constants
    connection.close()
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def text_of(shown: str) -> str:
    """What a reader of the HTML sees, squeezed."""
    return squeezed(html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", shown, flags=re.DOTALL)))


def test_every_package_comes_in_whole_with_nothing_conflicting(
    seed: Build, collection: Collection, tmp_path: Path
) -> None:
    for deck in seed.decks:
        log = imported(collection, (deck,), tmp_path)
        assert (len(log.new), len(log.conflicting), len(log.duplicate)) == (len(deck.notes), 0, 0), deck.slug
        found = collection.find_cards(f'deck:"{deck.name}"')
        assert len(found) == sum(map(cards_of, deck.notes)), deck.slug


def test_the_package_with_all_topics_adds_nothing_to_the_single_ones(
    seed: Build, collection: Collection, tmp_path: Path
) -> None:
    for deck in seed.decks:
        imported(collection, (deck,), tmp_path)
    notes = collection.note_count()
    log = imported(collection, seed.decks, tmp_path)
    assert (len(log.new), len(log.updated), len(log.conflicting)) == (0, 0, 0)
    assert collection.note_count() == notes == len(seed.notes)
    assert [name.name for name in collection.models.all_names_and_ids()].count("flashgen") == 1


def test_every_card_asks_something_and_its_answer_is_not_in_the_question(
    seed: Build, collection: Collection, tmp_path: Path
) -> None:
    imported(collection, seed.decks, tmp_path)
    for card_id in collection.find_cards(""):
        card = collection.get_card(card_id)
        note, question, answer = card.note(), text_of(card.question()), text_of(card.answer())
        assert question, note["Front"]
        if card.template()["name"] == "Reverse":
            assert text_of(note["Front"]) in answer, note["Front"]
        else:
            assert len(answer) > len(question), note["Front"]
            assert text_of(note["Back"]) not in question, note["Front"]
            for marked in re.findall(r"<mark>(.*?)</mark>", note["Back"]):
                assert text_of(marked) not in question or len(text_of(marked)) < 3, note["Front"]


def test_cards_come_in_reading_order(seed: Build, collection: Collection, tmp_path: Path) -> None:
    imported(collection, seed.decks, tmp_path)
    order = [collection.get_card(card).note().guid for card in collection.find_cards("card:Recall", order="c.due asc")]
    assert order == [note.guid for note in sorted(seed.notes, key=lambda note: note.position)]


def test_the_fields_of_the_note_type_are_the_frozen_ones(seed: Build, collection: Collection, tmp_path: Path) -> None:
    imported(collection, seed.decks[:1], tmp_path)
    note_type = collection.models.by_name("flashgen")
    assert note_type
    assert tuple(field["name"] for field in note_type["flds"]) == FIELDS
    assert [template["name"] for template in note_type["tmpls"]] == ["Recall", "Reverse"]


def test_a_build_after_a_build_changes_no_byte(seed: Build, tmp_path: Path) -> None:
    from flashgen.ledger import dump

    (tmp_path / "ledger.jsonl").write_bytes(dump(seed.ledger))
    again = built(published=read(tmp_path / "ledger.jsonl"), now=1_900_000_000)
    assert package(again.decks) == package(seed.decks)
    assert contents_digest(package(again.decks)) == contents_digest(package(seed.decks))
