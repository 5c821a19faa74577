"""What decks are called, and which notes a new name changes: a topic's title stands on its notes."""

import re
from collections.abc import Mapping, Sequence

from flashgen.markup import escaped
from flashgen.model import Course, DeckName, Entry, Ledger, Note
from flashgen.names import deck_name


def names_of_decks(course: Course, notes: Sequence[Note], published: Ledger) -> dict[str, str]:
    """Every deck's name in Anki by its slug: of the course's topics, in their order, then of those met on the way.

    A deck whose topic is gone keeps the title that it was published with.
    """
    titles = {topic.slug: topic.title for topic in course.topics}
    for note in notes:
        if note.card and note.topic == note.deck:
            titles.setdefault(note.deck, note.card.placement.topic.title)
    for deck in published.decks.values():
        titles.setdefault(deck.slug, _title(deck))
    for note in notes:
        titles.setdefault(note.deck, note.card.placement.topic.title if note.card else note.deck)
    above = "::".join(map(deck_name, re.split(":{2,}", course.title)))
    return {slug: f"{above}::{deck_name(title)}" for slug, title in titles.items()}


def called(names: Mapping[str, str], published: Ledger, *, period: str) -> dict[str, DeckName]:
    """The decks as they are called now, and of those that are renamed in this period, what students know them as."""
    return {slug: _called(slug, name, published.decks.get(slug), period) for slug, name in names.items()}


def _called(slug: str, name: str, known: DeckName | None, period: str) -> DeckName:
    if known is None or name == known.name:
        return known or DeckName(slug=slug, name=name)
    before = known.before if known.renamed_in == period else known.name
    return DeckName(slug=slug, name=name, before=before if before != name else "", renamed_in=period)


def only_renamed(entry: Entry, note: Note, published: Ledger) -> bool:
    """Does the note differ from what was published in nothing but the title of its topic?"""
    known = published.decks.get(note.topic)
    if known is None or note.card is None or (note.tags, note.status) != (entry.tags, entry.status):
        return False
    titles = sorted({escaped(_title(known)), escaped(note.card.placement.topic.title)}, key=len, reverse=True)
    title = re.compile("|".join(map(re.escape, titles)))
    untitled = [[title.sub("\0", field) for field in fields] for fields in (entry.fields, note.fields)]
    return entry.fields != note.fields and untitled[0] == untitled[1]


def _title(deck: DeckName) -> str:
    """The topic's title, as the last level of the deck's name has it."""
    return deck.name.rpartition("::")[2]
