"""Ledger -> CHANGES.md: what a new term changes, for the students."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from flashgen.model import Course, Entry, Ledger

IMPORTING = """\
In Anki, choose *File → Import* and the package; do not delete the old deck first.

* Anki 25.02 and later: leave the options as they are (*Update notes: If newer*, *Update note types: If newer*,
  *Merge note types* off, *Import any learning progress* off).
* Anki 23.10 to 24.11: the same; if cards that this page calls changed stay as they were, import once more with
  *Update notes: Always* (these versions take the time of your last import for that of an edit of yours). This replaces
  your own edits on all cards of the deck.
* Older versions, AnkiDroid and AnkiMobile: open the package; there is nothing to choose.

What you have learned stays: reviews, intervals, suspended and flagged cards, and the decks that you moved cards to.
Cards that are listed below as changed, answered, back or retired, and those that show a new name of their deck, show
their new text; if you edited one of them yourself, your text is replaced. Your edits on all other cards stay.
"""


def for_students(ledger: Ledger, *, course: Course) -> str:
    """CHANGES.md: what is new, changed, answered, back and retired, and how to import it.

    It tells of the current term, or, where no build named a term, of the last build that changed something.
    """
    periods = [period for entry in ledger.entries for period in (entry.changed_in, entry.renamed_in)]
    periods += [deck.renamed_in for deck in ledger.decks.values()]
    period = ledger.term or max(periods, key=lambda time: time.zfill(12), default="")
    since = [entry for entry in ledger.entries if entry.first_in != period and entry.status != "retired"]
    lists = {
        "New": [e for e in ledger.entries if e.first_in == period and e.status != "retired"],
        "Answered": [e for e in since if e.status == "answered" and e.status_in == period],
        "Changed": [e for e in since if e.changed_in == period and e.status_in != period],
        "Back again": [e for e in since if not e.status and e.status_in == period],
        "Retired": [e for e in ledger.entries if e.status == "retired" and e.status_in == period],
    }
    lines = [f"# {_escaped(course.title)}{f': {_escaped(ledger.term)}' if ledger.term else ''}", ""]
    if ledger.last_change:
        lines += [f"Last change: {datetime.fromtimestamp(ledger.last_change, UTC):%Y-%m-%d}.", ""]
    lines += ["## How to import", "", IMPORTING]
    titles = {topic.slug: topic.title for topic in course.topics}
    for heading, entries in lists.items():
        lines += _listed(heading, entries, titles)
    renamed = list(_renamed(ledger, period, {entry.guid for entries in lists.values() for entry in entries}))
    if renamed:
        lines += [f"## Renamed decks ({len(renamed)})", "", RENAMED, "", *renamed]
    if not (renamed or any(lists.values())):
        lines += ["Nothing changed."]
    return "\n".join(lines).rstrip() + "\n"


def _renamed(ledger: Ledger, period: str, listed: Collection[str]) -> Iterator[str]:
    """The decks with another name than students know, and how many notes show it and are not `listed` anyway."""
    others = [entry for entry in ledger.entries if entry.guid not in listed and entry.renamed_in == period]
    met = {slug for entry in ledger.entries if entry.first_in != period for slug in (entry.deck, entry.topic)}
    for slug, deck in ledger.decks.items():
        if deck.before and deck.renamed_in == period and slug in met:
            shown = sum(entry.topic == slug for entry in others)
            notes = f" ({shown} {'note shows' if shown == 1 else 'notes show'} the new name)" if shown else ""
            yield f"* {_escaped(deck.before)} → {_escaped(deck.name)}{notes}"


RENAMED = """\
Your cards stay in the decks that you know, and new ones would go to decks with the new names. To have them together,
rename your decks before you import."""

_EXPLAINED = {
    "Answered": "These questions were open and have an answer now.",
    "Retired": "Their sources are gone from the course. You keep the cards; suspend them if you no longer want them.",
}


def _listed(heading: str, entries: Sequence[Entry], titles: Mapping[str, str]) -> Iterator[str]:
    if not entries:
        return
    yield from (f"## {heading} ({len(entries)})", "")
    if heading in _EXPLAINED:
        yield from (_EXPLAINED[heading], "")
    decks = sorted({entry.deck for entry in entries}, key=lambda deck: ([*titles, deck].index(deck), deck))
    for deck in decks:
        yield from (f"### {_escaped(titles.get(deck, deck))}", "")
        names = [(entry.kind, entry.subject or entry.guid) for entry in entries if entry.deck == deck]
        yield from (f"* {_escaped(name)} ({kind})" for kind, name in sorted(names, key=lambda n: (n[1].casefold(), n)))
        yield ""


def _escaped(text: str) -> str:
    """The text with nothing in it that Markdown or HTML would obey."""
    return re.sub(r"([\\`*_\[\]<>#&~|])", r"\\\1", " ".join(text.split()))
