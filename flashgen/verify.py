"""A package in the real Anki: what is wrong with it, whoever made it."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashgen.collection import note_type, rows, take_in, throw_away
from flashgen.faults import EMPTY_FRONT, Page, Sides, faults, page
from flashgen.names import shortened

if TYPE_CHECKING:
    from flashgen.collection import Card, Collection


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


def verify(paths: Sequence[Path]) -> tuple[Finding, ...]:
    """Everything that is wrong with the packages, each in a fresh collection and then all of them in one.

    Raises PackageError where Anki refuses a file, or is not installed.
    """
    findings: list[Finding] = []
    brought: dict[Path, frozenset[int]] = {}
    for path in paths:
        with throw_away(path) as collection:
            before, stock = _note_types(collection), _stock_templates(collection)
            findings += _conflicts(path, take_in(collection, path))
            brought[path] = _note_types(collection) - before
            findings += _duplicates(path, collection)
            findings += _cardless(path, collection)
            findings += _missing_media(path, collection)
            findings += _faulty_cards(path, collection, stock)
    if len(paths) > 1:
        with throw_away(paths[0]) as collection:
            for path in paths:
                before = _note_types(collection)
                findings += _conflicts(path, take_in(collection, path))
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
        fork = note_type(collection, number)
        original = note_type(collection, fork["originalId"])["name"]
        problem = f"the note type {original!r} comes in two forms with one id: Anki adds {fork['name']!r}"
        yield Finding(package=str(path), problem=problem)


def _duplicates(path: Path, collection: "Collection") -> Iterator[Finding]:
    for guid, count in rows(collection, "select guid, count(*) from notes group by guid having count(*) > 1"):
        yield Finding(package=str(path), guid=guid, problem=f"{count} notes have this guid; only one would be updated")


def _cardless(path: Path, collection: "Collection") -> Iterator[Finding]:
    """Notes that no student will ever be asked."""
    cardless = "select guid, flds from notes where id not in (select nid from cards) order by id"
    for guid, fields in rows(collection, cardless):
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
