"""What importing a package does to what a student has: every note's fate, and the proof that no review is lost.

The import is the real one, in a throw-away collection, with the options of a fresh profile's dialog.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from flashgen.collection import ENDINGS, rows, study, take_in, throw_away
from flashgen.errors import PackageError
from flashgen.ledger import content_hash
from flashgen.model import Entry, Ledger, Note
from flashgen.report import counted

if TYPE_CHECKING:
    from flashgen.collection import Collection

Outcome = Literal["new", "unchanged", "updates", "edit kept", "edit overwritten", "comes back", "conflicts"]
"""What the import does to one note of the student's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """One note's outcome; `reviews` of its cards stood in the log before, and `history_kept` says they still do."""

    guid: str
    subject: str
    outcome: Outcome
    reviews: int = 0
    history_kept: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """What importing does to a student's collection: every note's fate, and the proof that nothing learned is lost."""

    fates: tuple[Fate, ...]
    reviews_before: int
    reviews_after: int
    cards_kept: int
    lost: tuple[str, ...] = ()  # what of the cards or the review log is not as it was, a sentence each
    studied: bool = False  # the old package had no reviews, so every card was answered once before the import


def rehearse(old: Path, package: bytes, notes: Sequence[Note], published: Ledger) -> Rehearsal:
    """What importing the package with these notes does to `old`: a student's collection, or a package they have.

    Both stay untouched. A package without reviews has each of its cards answered once in the throw-away collection, so
    that there is something to lose. An edit is what differs from all that `published` says was ever published.
    """
    if old.suffix not in {".apkg", *ENDINGS}:
        raise PackageError(f"{old}: expected a package (.apkg) or a collection (.anki2)")
    with throw_away(old, copied=old.suffix in ENDINGS) as collection:
        if old.suffix == ".apkg":
            take_in(collection, old, with_scheduling=True)
        studied = not rows(collection, "select id from revlog limit 1")
        if studied:
            study(collection)
        before = _Snapshot.of(collection)
        had = _last_imported(before, published) if old.suffix in ENDINGS else None
        _import_bytes(collection, package)
        after = _Snapshot.of(collection)
        return Rehearsal(
            fates=tuple(_fates(before, after, notes, published, had=had)),
            reviews_before=len(before.reviews),
            reviews_after=len(after.reviews),
            cards_kept=sum(card in after.cards for card in before.cards),
            lost=tuple(_lost(before, after)),
            studied=studied,
        )


def rehearsal_text(rehearsal: Rehearsal) -> str:
    """The rehearsal for a person: what becomes of each note, and whether anything learned is lost."""
    lines = []
    for outcome in get_args(Outcome):
        fates = [fate for fate in rehearsal.fates if fate.outcome == outcome]
        if fates:
            lines.append(f"{len(fates)} {MEANING[outcome][len(fates) > 1]}")
        if outcome not in {"new", "unchanged"}:
            lines += [f"  {fate.guid}  {fate.subject}  ({_history(fate)})" for fate in fates]
    if rehearsal.studied:
        lines.append("nothing was studied there, so every card was answered once before the import")
    kept = f"{rehearsal.reviews_before} reviews before, {rehearsal.reviews_after} after"
    lines.append(f"{kept}; {rehearsal.cards_kept} cards are there as before" if not rehearsal.lost else f"LOST: {kept}")
    lines += [f"  {loss}" for loss in rehearsal.lost]
    return "\n".join(lines)


def rehearsal_object(rehearsal: Rehearsal) -> dict[str, Any]:
    """The rehearsal as JSON's values."""
    return asdict(rehearsal)


MEANING: Mapping[Outcome, tuple[str, str]] = {
    "new": ("is new there", "are new there"),
    "unchanged": ("stays as it is", "stay as they are"),
    "updates": ("gets the new text", "get the new text"),
    "edit kept": ("was edited by the student, who keeps the edit", "were edited by the student, who keeps the edits"),
    "edit overwritten": (
        "was edited by the student, and the edit will be overwritten",
        "were edited by the student, and the edits will be overwritten",
    ),
    "comes back": (
        "was deleted by the student and comes back as new",
        "were deleted by the student and come back as new",
    ),
    "conflicts": 2 * ("cannot be updated: the note type there is another one",),
}
"""What is said of one note, and of several."""


def _history(fate: Fate) -> str:
    if not fate.history_kept:
        return "HISTORY CHANGED"
    return f"history kept: {counted(fate.reviews, 'review')}" if fate.reviews else "never studied"


_Row = tuple[int, str, str]
"""A note: mod, tags, fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Snapshot:
    """What a collection knows: notes by guid, and every card's and review's whole row."""

    notes: Mapping[str, _Row]  # by guid
    guids: Mapping[int, str]  # card -> guid
    cards: Mapping[int, tuple[Any, ...]]
    reviews: Mapping[int, tuple[Any, ...]]

    @classmethod
    def of(cls, collection: "Collection") -> "_Snapshot":
        return cls(
            notes={guid: (*rest,) for guid, *rest in rows(collection, "select guid, mod, tags, flds from notes")},
            guids={row[0]: row[1] for row in rows(collection, _GUIDS)},
            cards={card: tuple(rest) for card, *rest in rows(collection, _CARDS)},
            reviews={review: tuple(rest) for review, *rest in rows(collection, "select * from revlog")},
        )


_GUIDS = "select c.id, n.guid from cards c join notes n on n.id = c.nid"
_CARDS = (
    "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags, data from cards"
)


def _lost(before: _Snapshot, after: _Snapshot) -> Iterator[str]:
    for number, review in sorted(before.reviews.items()):
        if after.reviews.get(number) != review:
            yield f"review {number} of note {before.guids.get(review[0], '?')} is not as it was"
    for number, card in sorted(before.cards.items()):
        if after.cards.get(number) != card:
            yield f"card {number} of note {before.guids[number]} is not as it was"


def _last_imported(before: _Snapshot, published: Ledger) -> int | None:
    """When the youngest content that the collection holds as it was published last changed; None where it holds none.

    What was published by then and is not there was deleted; what is younger was never imported.
    """
    there = (
        entry.mod
        for entry in published.entries
        if (row := before.notes.get(entry.guid)) and row[0] >= entry.mod and _hash(row) == entry.content
    )
    return max(there, default=None)


def _fates(
    before: _Snapshot, after: _Snapshot, notes: Sequence[Note], published: Ledger, *, had: int | None
) -> Iterator[Fate]:
    known = published.by_guid
    touched = {before.guids[card] for card in before.cards if after.cards.get(card) != before.cards[card]}
    reviews = Counter(before.guids.get(review[0], "") for review in before.reviews.values())
    for note in notes:
        was, entry = before.notes.get(note.guid), known.get(note.guid)
        deleted = was is None and entry is not None and had is not None and entry.mod <= had
        yield Fate(
            guid=note.guid,
            subject=note.label,
            outcome="comes back" if deleted else _outcome(was, after.notes.get(note.guid), note, entry),
            reviews=reviews[note.guid],
            history_kept=note.guid not in touched,
        )


def _outcome(was: _Row | None, now: _Row | None, note: Note, entry: Entry | None) -> Outcome:
    if was is None:
        return "new"
    edited = entry is not None and was[0] != entry.mod and _hash(was) not in {entry.content, *entry.earlier}
    if now and was[1:] != now[1:]:
        return "edit overwritten" if edited else "updates"
    if note.mod > was[0] and was[1:] != _content(note.tags, note.fields):
        return "conflicts"
    return "edit kept" if edited else "unchanged"


def _hash(row: _Row) -> str:
    """The row's content as the ledger knows it."""
    _, tags, fields = row
    return content_hash(fields.split("\x1f"), tags.split())


def _content(tags: Sequence[str], fields: Sequence[str]) -> tuple[str, str]:
    """Tags and fields as Anki stores them."""
    return (f" {' '.join(tags)} " if tags else "", "\x1f".join(fields))


def _import_bytes(collection: "Collection", package: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="flashgen-") as folder:
        path = Path(folder) / "new.apkg"
        path.write_bytes(package)
        take_in(collection, path)
