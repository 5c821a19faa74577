"""Decks -> the bytes of an .apkg: pinned ids, each note's own `mod`, reproducible, deflated.

genanki knows the database that Anki imports; what it leaves to chance (clock, temporary files, zip dates) is
fixed here.
Facts about the importer: Anki's rslib/src/import_export/package/apkg/import, checked by tests against the real one.
"""

import hashlib
import io
import itertools
import sqlite3
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

import genanki

from flashgen.errors import PackageError
from flashgen.model import FIELDS, Deck, Note
from flashgen.resources import card_style, card_template

NOTE_TYPE_ID = 1763900100
NOTE_TYPE_NAME = "flashgen"
NOTE_TYPE_MOD = 1795824000
"""When the layout (templates/anki) last changed: raised by hand with it, or Anki keeps the old one."""

FIELD_IDS = {name: 1763900200 + ordinal for ordinal, name in enumerate(FIELDS)}
TEMPLATE_IDS = {"Recall": 1763900300, "Reverse": 1763900301}
"""Anki matches fields and templates of a known note type by these, so none may ever change."""

FIRST_ID = 1763942400000
IDS_PER_NOTE = 4  # the note, its cards, one spare
EARLIEST = (1980, 1, 1, 0, 0, 0)  # the first date that a zip can hold


class _Note(genanki.Note):  # type: ignore[misc]  # genanki has no types
    """A genanki note that keeps its own `mod` and ids; templates made its fields, so they go unchecked."""

    def __init__(self, note: Note) -> None:
        super().__init__(
            model=_note_type(), fields=list(note.fields), tags=list(note.tags), guid=note.guid, due=note.position
        )
        self._mod = note.mod
        self._first_id = FIRST_ID + note.position * IDS_PER_NOTE

    def write_to_db(self, cursor: sqlite3.Cursor, timestamp: float, deck_id: int, id_gen: Iterator[int]) -> None:
        """Insert the note and its cards."""
        del timestamp, id_gen  # those of the whole package: they would change with every build
        super().write_to_db(cursor, self._mod, deck_id, itertools.count(self._first_id))

    def _check_invalid_html_tags_in_fields(self) -> None:
        """Quadratic in genanki, and ours are escaped."""


@cache
def _note_type() -> genanki.Model:
    return genanki.Model(
        NOTE_TYPE_ID,
        NOTE_TYPE_NAME,
        fields=[{"name": name, "id": FIELD_IDS[name]} for name in FIELDS],
        templates=[
            {"name": name, "id": pinned, "qfmt": front, "afmt": back}
            for name, pinned in TEMPLATE_IDS.items()
            for front, back in (card_template(name),)
        ],
        css=card_style(),
    )


def package(decks: Sequence[Deck]) -> bytes:
    """The .apkg that holds the decks; equal decks give equal bytes (with one version of SQLite and zlib).

    Raises PackageError when two notes share a guid: Anki would add both, and later update only one.
    """
    guids = Counter(note.guid for deck in decks for note in deck.notes)
    if twice := sorted(guid for guid, n in guids.items() if n > 1):
        raise PackageError(f"guid {twice[0]} stands {guids[twice[0]]} times in one package; every note needs its own")
    return _zipped({"collection.anki2": _database(decks), "media": b"{}"})


def _database(decks: Sequence[Deck]) -> bytes:
    connection = sqlite3.connect(":memory:")
    try:
        contents = genanki.Package([_deck(deck) for deck in decks])
        contents.write_to_db(connection.cursor(), NOTE_TYPE_MOD, itertools.count(FIRST_ID))
        connection.commit()
        return connection.serialize()
    finally:
        connection.close()


def _deck(deck: Deck) -> genanki.Deck:
    written = genanki.Deck(deck_id(deck.name), deck.name, deck.description)
    for note in deck.notes:
        written.add_note(_Note(note))
    return written


def deck_id(name: str) -> int:
    """A number from the deck's name, never 1 (Anki's "Default"); students' decks are matched by name anyway."""
    return (1 << 32) + int.from_bytes(hashlib.sha256(name.encode()).digest()[:5])


def _zipped(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
