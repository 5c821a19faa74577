"""A package in the real Anki: what is wrong with it, and what its import does to what a student has.

The one module that imports Anki's core, which comes with the extra flashgen[anki]; nothing is imitated. Every import
runs in a throw-away collection with the options of a fresh profile's dialog.
"""

import re
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from flashgen.errors import PackageError
from flashgen.faults import EMPTY_FRONT, Page, Sides, faults, page
from flashgen.model import Entry, Ledger, Note
from flashgen.names import shortened
from flashgen.report import counted

if TYPE_CHECKING:
    from anki.cards import Card
    from anki.collection import Collection


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing wrong with a package; `guid` and `card` (the template's name) where it is one card's."""

    package: str
    problem: str
    guid: str = ""
    card: str = ""

    def __str__(self) -> str:
        place = " ".join(filter(None, (self.guid, f"({self.card})" if self.card else "")))
        return f"{self.package}: {place}: {self.problem}" if place else f"{self.package}: {self.problem}"


# ---------------------------------------------------------------- verify


def verify(paths: Sequence[Path]) -> tuple[Finding, ...]:
    """Everything that is wrong with the packages, each in a fresh collection and then all of them in one.

    Raises PackageError where Anki refuses a file, or is not installed.
    """
    findings: list[Finding] = []
    brought: dict[Path, frozenset[int]] = {}
    for path in paths:
        with _collection() as collection:
            before, stock = _note_types(collection), _stock_templates(collection)
            findings += _conflicts(path, _import(collection, path))
            brought[path] = _note_types(collection) - before
            findings += _duplicates(path, collection)
            findings += _cardless(path, collection)
            findings += _missing_media(path, collection)
            findings += _faulty_cards(path, collection, stock)
    if len(paths) > 1:
        with _collection() as collection:
            for path in paths:
                before = _note_types(collection)
                findings += _conflicts(path, _import(collection, path))
                findings += _forks(path, collection, _note_types(collection) - before - brought[path])
    return tuple(dict.fromkeys(findings))


def _conflicts(path: Path, log: Any) -> Iterator[Finding]:
    """Notes that Anki drops."""
    for note in log.conflicting:
        problem = f"conflicts with a note of another type and is dropped: {' / '.join(note.fields)[:60]}"
        yield Finding(package=str(path), problem=problem)


def _note_types(collection: "Collection") -> frozenset[int]:
    """Their ids. What one package adds to a fresh collection are its own: nothing there could clash with them."""
    return frozenset(name.id for name in collection.models.all_names_and_ids())


def _forks(path: Path, collection: "Collection", numbers: frozenset[int]) -> Iterator[Finding]:
    """Note types of which Anki makes a second one, under these ids that no package brought: their fields differ."""
    for number in sorted(numbers):
        fork = _note_type(collection, number)
        original = _note_type(collection, fork["originalId"])["name"]
        problem = f"the note type {original!r} comes in two forms with one id: Anki adds {fork['name']!r}"
        yield Finding(package=str(path), problem=problem)


def _note_type(collection: "Collection", number: int) -> Mapping[str, Any]:
    from anki.models import NotetypeId

    found = collection.models.get(NotetypeId(number))
    assert found  # Anki has just named it
    return found


def _duplicates(path: Path, collection: "Collection") -> Iterator[Finding]:
    for guid, count in _rows(collection, "select guid, count(*) from notes group by guid having count(*) > 1"):
        yield Finding(package=str(path), guid=guid, problem=f"{count} notes have this guid; only one would be updated")


def _cardless(path: Path, collection: "Collection") -> Iterator[Finding]:
    """Notes that no student will ever be asked."""
    cardless = "select guid, flds from notes where id not in (select nid from cards) order by id"
    for guid, fields in _rows(collection, cardless):
        text = page(" / ".join(filter(str.strip, fields.split("\x1f")))).words
        yield Finding(package=str(path), guid=guid, problem=f"a note without a card: {shortened(text, 60)}")


def _missing_media(path: Path, collection: "Collection") -> Iterator[Finding]:
    """Files that a field names or a card plays: of an address, Anki plays the last part as if it were a file."""
    missing = {name for name in collection.media.check().missing if not name.startswith("latex-")}  # Anki makes those
    for number in collection.find_cards(r"[sound\:"):
        card = collection.get_card(number)
        played = {getattr(tag, "filename", "") for tag in (*card.question_av_tags(), *card.answer_av_tags())}
        missing |= {name for name in played if name and not collection.media.have(name)}
    for name in sorted(missing):
        yield Finding(package=str(path), problem=f"a file is missing: {name}")


def _stock_templates(collection: "Collection") -> frozenset[tuple[str, str]]:
    """Front and back of every template in a fresh collection: Anki's own, whose programs are no stranger's."""
    return frozenset((form["qfmt"], form["afmt"]) for kind in collection.models.all() for form in kind["tmpls"])


def _faulty_cards(path: Path, collection: "Collection", stock: frozenset[tuple[str, str]]) -> Iterator[Finding]:
    blank = {number for note in collection.get_empty_cards().notes for number in note.card_ids}
    for number in sorted(collection.find_cards("")):
        card = collection.get_card(number)
        note, template = card.note(), card.template()
        found = [EMPTY_FRONT] if number in blank else faults(_sides(card, stock))  # Anki renders a message instead
        for fault in found:
            yield Finding(package=str(path), guid=note.guid, card=str(template["name"]), problem=fault)


def _sides(card: "Card", stock: frozenset[tuple[str, str]]) -> Sides:
    rendered, template, css = card.render_output(), card.template(), card.note_type()["css"]
    question, answer = page(rendered.question_text, css), page(rendered.answer_text, css)
    front, back = str(template["qfmt"]), str(template["afmt"])
    if (front, back) in stock:
        question, answer = _less(question, front), _less(answer, back)
    return Sides(question=question, answer=answer, answers=tuple(_only_behind(card)))


def _less(shown: Page, template: str) -> Page:
    """The page without what its template itself runs; what a field runs stays."""
    return replace(shown, active=tuple((Counter(shown.active) - Counter(page(template).active)).elements()))


def _only_behind(card: "Card") -> Iterator[str]:
    """The filled fields that the back of the template shows and its front does not, in order."""
    template, note = card.template(), card.note()
    front, back = (_fields_of(str(template[side])) for side in ("qfmt", "afmt"))
    yield from (note[name] for name in back if name in note and name not in front and note[name].strip())


def _fields_of(template: str) -> list[str]:
    """The fields that a template shows, in order; `{{text:Front}}` shows Front, `{{#Front}}` shows nothing."""
    found = re.findall(r"\{\{(?:[\w-]+:)*([^#^/{}][^{}]*)\}\}", template)
    return [name.strip() for name in found]


# ---------------------------------------------------------------- rehearse

COLLECTIONS = frozenset({".anki2", ".anki21", ".anki21b"})
"""How the files end in which Anki keeps a collection."""

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
    that there is something to lose. An edit is what differs from what `published` says was last published.
    """
    if old.suffix not in {".apkg", *COLLECTIONS}:
        raise PackageError(f"{old}: expected a package (.apkg) or a collection (.anki2)")
    with _collection(old if old.suffix in COLLECTIONS else None) as collection:
        if old.suffix == ".apkg":
            _import(collection, old, with_scheduling=True)
        studied = not _rows(collection, "select id from revlog limit 1")
        if studied:
            _study(collection)
        before = _Snapshot.of(collection)
        had = _last_imported(before, published) if old.suffix in COLLECTIONS else None
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
            lines.append(f"{len(fates)} {MEANING[outcome]}")
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


MEANING: Mapping[Outcome, str] = {
    "new": "are new there",
    "unchanged": "stay as they are",
    "updates": "get the new text",
    "edit kept": "were edited by the student, who keeps the edit",
    "edit overwritten": "were edited by the student, and the edit will be overwritten",
    "comes back": "were deleted by the student and come back as new",
    "conflicts": "cannot be updated: the note type there is another one",
}


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
            notes={guid: (*rest,) for guid, *rest in _rows(collection, "select guid, mod, tags, flds from notes")},
            guids={row[0]: row[1] for row in _rows(collection, _GUIDS)},
            cards={card: tuple(rest) for card, *rest in _rows(collection, _CARDS)},
            reviews={review: tuple(rest) for review, *rest in _rows(collection, "select * from revlog")},
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
        if (row := before.notes.get(entry.guid)) and row[1:] == _content(entry.tags, entry.fields)
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
    edited = entry is not None and was[0] > entry.mod and was[1:] != _content(entry.tags, entry.fields)
    if now and was[1:] != now[1:]:
        return "edit overwritten" if edited else "updates"
    if note.mod > was[0] and was[1:] != _content(note.tags, note.fields):
        return "conflicts"
    return "edit kept" if edited else "unchanged"


def _content(tags: Sequence[str], fields: Sequence[str]) -> tuple[str, str]:
    """Tags and fields as Anki stores them."""
    return (f" {' '.join(tags)} " if tags else "", "\x1f".join(fields))


def _study(collection: "Collection") -> None:
    """Answer every card once, "good", as a student would."""
    from anki.scheduler.v3 import CardAnswer, Scheduler

    assert isinstance(collection.sched, Scheduler)
    for number in sorted(collection.find_cards("")):
        card = collection.get_card(number)
        card.start_timer()
        states = collection._backend.get_scheduling_states(card.id)
        collection.sched.answer_card(collection.sched.build_answer(card=card, states=states, rating=CardAnswer.GOOD))


# ---------------------------------------------------------------- Anki


@contextmanager
def _collection(copied_from: Path | None = None) -> "Iterator[Collection]":
    """A throw-away collection, empty or a copy, gone afterwards."""
    try:
        from anki.collection import Collection
        from anki.errors import AnkiException
    except ImportError:
        raise PackageError("this needs Anki's core, which is not installed: pip install 'flashgen[anki]'") from None
    with tempfile.TemporaryDirectory(prefix="flashgen-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "collection.anki2"
        if copied_from:
            try:
                for suffix in ("", "-wal"):  # what Anki has not yet folded in stands in the second file
                    if (part := Path(f"{copied_from}{suffix}")).exists() or not suffix:
                        shutil.copyfile(part, f"{place}{suffix}")
            except OSError as error:
                raise PackageError(f"{copied_from}: cannot be read: {error.strerror}") from None
        try:
            collection = Collection(str(place))
        except AnkiException as error:
            raise PackageError(f"{copied_from}: Anki cannot open it: {error}") from None
        try:
            yield collection
        finally:
            collection.close()


def _import(collection: "Collection", path: Path, *, with_scheduling: bool = False) -> Any:
    """Import with the options of a fresh profile; Anki's log of what it did."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from anki.errors import AnkiException

    if not path.is_file():
        raise PackageError(f"{path}: no such file")
    if not _is_package(path):
        raise PackageError(f"{path}: no Anki package; expected a file that Anki exported or flashgen built (.apkg)")
    options = ImportAnkiPackageOptions(with_scheduling=with_scheduling)
    try:
        done = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    except AnkiException as error:
        raise PackageError(f"{path}: Anki refuses it: {error}") from None
    collection.models._clear_cache()  # stays stale on the Python side after an import
    return done.log


def _is_package(path: Path) -> bool:
    """Is it a zip file with a collection in it?"""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(Path(name).stem == "collection" for name in archive.namelist())


def _import_bytes(collection: "Collection", package: bytes) -> None:
    with tempfile.TemporaryDirectory(prefix="flashgen-") as folder:
        path = Path(folder) / "new.apkg"
        path.write_bytes(package)
        _import(collection, path)


def _rows(collection: "Collection", query: str) -> list[Sequence[Any]]:
    assert collection.db  # open
    return collection.db.all(query)
