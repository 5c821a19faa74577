"""A small course over several terms, and a student who studies it in the real Anki."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

# isort: split
# anki's modules import each other in a circle that only its collection opens
from anki.cards import Card, CardId
from anki.notes import Note as AnkiNote
from anki.scheduler.v3 import CardAnswer, Scheduler

from flashgen.apkg import package
from flashgen.model import Build, Course, Ledger, Override, Topic
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer

DAY = 86_400
FALL = 1_760_000_000
SPRING = FALL + 150 * DAY

AGAIN, GOOD, EASY = CardAnswer.AGAIN, CardAnswer.GOOD, CardAnswer.EASY

COURSE = Course(
    id="cells",
    title="Cells",
    exports=("export.json",),
    topics=(
        Topic(slug="mitosis", title="Mitosis", words=("mitosis", "spindle", "chromosome")),
        Topic(slug="membranes", title="Membranes", words=("membrane", "lipid", "transport")),
    ),
)

PASSAGES: Mapping[str, tuple[str, str]] = {
    "mitosis": ("Mitosis is the division of a nucleus into two nuclei that are alike.", "Definition: mitosis"),
    "drug": ("In 12 of 15 cultures the drug halved the rate of mitosis.", "So the drug works, mostly."),
    "check": ("The spindle checkpoint delays anaphase until all is aligned.", "Q: what if the checkpoint fails?"),
    "speed": ("A chromosome moves at about 1 micrometre per minute.", "Slower than I thought it would be."),
    "ring": ("A contractile ring pinches the cell after mitosis in animals.", "Q: do plants have such a ring?"),
    "knot": ("Knots in a chromosome are undone by enzymes before mitosis.", "Enzymes cut and join again."),
    "pump": ("The pump moves 3 sodium ions across the membrane for 2 of potassium.", "So a charge builds up."),
    "raft": ("A lipid raft is a region of the membrane that is rich in cholesterol.", "Definition: lipid raft"),
    "pore": ("Transport through pores is 100 times faster than through the lipid layer.", "Pores matter."),
    "blebs": ("Blebs of the membrane appear within 5 minutes of stress.", "A quick sign of damage."),
}
LATE = ("Cytokinesis is the division of the cell that follows mitosis.", "Definition: cytokinesis")
"""A passage that a later term adds."""


def export(passages: Mapping[str, tuple[str, str]]) -> bytes:
    """The Hypothesis export of the passages; their names are the annotations' ids."""
    rows = [
        {
            "id": f"{name:A<22}",
            "created": f"2026-01-01T00:00:{number:02}+00:00",
            "updated": "2026-01-01T00:00:00+00:00",
            "user": "acct:reader@hypothes.is",
            "uri": "https://example.org/cells",
            "document": {"title": ["On cells"]},
            "text": comment,
            "tags": [],
            "group": "__world__",
            "target": [
                {
                    "source": "https://example.org/cells",
                    "selector": [{"type": "TextQuoteSelector", "exact": quote}] if quote else [],
                }
            ],
        }
        for number, (name, (quote, comment)) in enumerate(passages.items())
    ]
    return json.dumps({"export_date": "", "client_version": "1", "annotations": rows}).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What one term publishes."""

    build: Build
    apkg: bytes
    guids: dict[str, str]  # by the passage's name

    @property
    def ledger(self) -> Ledger:
        return self.build.ledger


def term(
    passages: Mapping[str, tuple[str, str]],
    before: Ledger | None = None,
    *,
    now: int,
    name: str,
    course: Course = COURSE,
    pins: Mapping[str, Mapping[str, Any]] | None = None,
    guids: Mapping[str, str] | None = None,
) -> Term:
    """The build of one term, `pins` being overrides by the passage's name."""
    overrides = tuple(Override(key=(guids or {})[passage], **pinned) for passage, pinned in (pins or {}).items())
    made = build(
        replace(course, overrides=overrides),
        [read_export("export.json", export(passages))],
        before or Ledger(),
        renderer=Renderer(),
        now=now,
        term=name,
        allow_retire=True,
    )
    known = {identity.annotation.native_id.rstrip("A"): identity.guid for identity in made.identities}
    return Term(build=made, apkg=package(made.decks), guids=known)


# ---------------------------------------------------------------- the student


class Student:
    """A student's collection in the real Anki."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.collection = Collection(str(folder / "collection.anki2"))
        self.imports = 0

    def imports_package(self, apkg: bytes) -> Any:
        """Import with the options of a fresh profile; Anki's log."""
        self.imports += 1
        path = self.folder / f"{self.imports}.apkg"
        path.write_bytes(apkg)
        request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
        log = self.collection.import_anki_package(request).log
        self.collection.models._clear_cache()
        return log

    def note(self, guid: str) -> AnkiNote:
        number = self.rows("select id from notes where guid = ?", guid)[0][0]
        return self.collection.get_note(number)

    def cards(self, guid: str) -> list[Card]:
        rows = self.rows("select c.id from cards c join notes n on n.id = c.nid where n.guid = ? order by c.ord", guid)
        return [self.collection.get_card(CardId(number)) for (number,) in rows]

    def answers(self, guid: str, *ratings: "CardAnswer.Rating.V") -> None:
        """Answer the note's cards through the scheduler, with each rating in turn."""
        scheduler = self.collection.sched
        assert isinstance(scheduler, Scheduler)
        for rating in ratings:
            for card in self.cards(guid):
                card.start_timer()
                states = self.collection._backend.get_scheduling_states(card.id)
                scheduler.answer_card(scheduler.build_answer(card=card, states=states, rating=rating))

    def edits(self, guid: str, field: str, text: str, *tags: str, at: int = FALL + DAY) -> None:
        note = self.note(guid)
        note[field] = text
        note.tags += tags
        self.collection.update_note(note)
        self.rows("update notes set mod = ? where id = ?", at, note.id)

    def moves(self, guid: str, deck: str) -> None:
        number = self.collection.decks.id(deck)
        assert number
        self.collection.set_deck([card.id for card in self.cards(guid)], number)

    def history(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything about cards and reviews that no import may touch: whole rows, by table."""
        cards = (
            "select id, nid, did, ord, mod, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data"
            " from cards order by id"
        )
        return {"cards": self.rows(cards), "reviews": self.rows("select * from revlog order by id")}

    def rows(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        assert self.collection.db
        return [tuple(row) for row in self.collection.db.all(query, *arguments)]


@contextmanager
def student(folder: Path) -> Iterator[Student]:
    """A student with an empty collection."""
    folder.mkdir(parents=True, exist_ok=True)
    somebody = Student(folder)
    try:
        yield somebody
    finally:
        somebody.collection.close()


def kept(before: Mapping[str, Sequence[tuple[Any, ...]]], after: Mapping[str, Sequence[tuple[Any, ...]]]) -> bool:
    """Is every row of before there after, unchanged?"""
    return all(set(before[table]) <= set(after[table]) for table in before)
