"""The ledger: every note ever published, when its content last changed, and what a new term makes of it.

The file has a header with the version of its format, the teaching term and those before it, then one JSON object a
line: the answers given to `relink`, sorted by what was asked, the names of the decks, sorted by slug, and the notes,
sorted by guid.
Nothing is ever taken out of it.
"""

import hashlib
import html
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from flashgen import identity
from flashgen.errors import CourseError, RefusedError
from flashgen.model import FIELDS, Course, DeckName, Entry, Ledger, Note
from flashgen.names import SLUG
from flashgen.titles import only_renamed

FORMAT = 1
RETIRED_TAG = "flashgen::retired"
TERM_TAG = "flashgen::term::"
TERM = re.compile(r"[\w.-]*")
END_OF_TIME = 253402300800
"""Seconds since 1970 until the year 10000, which no date holds."""
BRAKE = 0.2
"""A build that would retire a larger share of the published notes was probably given the wrong export."""

_STATUS = FIELDS.index("Status")
_TEXTS = ("uid", "fingerprint", "comment_print", "content", "kind", "topic", "deck", "subject", "quote", "comment")
_TERMS = ("first_term", "last_term", "first_in", "changed_in", "renamed_in", "status_in", "status")
_NAMES = ("name", "before", "renamed_in")


# ---------------------------------------------------------------- the file


def read(path: Path) -> Ledger:
    """The ledger at `path`, empty where there is no file. Raises CourseError with file and line where it is damaged."""
    if not path.exists():
        return Ledger()
    try:
        lines = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise CourseError(f"{path}: not UTF-8 at byte {error.start}; take the file from the version control") from None
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from None
    entries: dict[str, Entry] = {}
    links: dict[str, str] = {}
    decks: dict[str, DeckName] = {}
    term, terms = "", tuple[str, ...]()
    for number, line in enumerate(lines, 1):
        place = f"{path}:{number}"
        if number > 1 and not line:
            continue
        fields = _object(line, place)
        if number == 1:
            _check_version(fields, place)
            term = _text(fields, "term", place, default="")
            terms = _texts(fields, "terms", place)
            if not TERM.fullmatch(term):
                raise CourseError(f"{place}: term: expected letters, digits, '.', '-' or '_', got {term!r}")
        elif "link" in fields:
            links[_text(fields, "link", place)] = _text(fields, "guid", place)
        elif "name" in fields:
            slug = _deck(fields, place)
            decks[slug] = DeckName(slug=slug, **{name: _text(fields, name, place, default="") for name in _NAMES})
        else:
            entry = _entry(fields, place)
            if entry.guid in entries:
                raise CourseError(
                    f"{place}: the note {entry.guid} stands here a second time; keep one of the two lines"
                )
            entries[entry.guid] = entry
    known = tuple(entries[guid] for guid in sorted(entries))
    return Ledger(entries=known, term=term, terms=terms, links=links, decks=decks)


def dump(ledger: Ledger) -> bytes:
    """The bytes of the ledger's file: the same for equal ledgers."""
    header: dict[str, object] = {"flashgen ledger": FORMAT}
    header |= {"term": ledger.term} if ledger.term else {}
    header |= {"terms": list(ledger.terms)} if ledger.terms else {}
    lines: list[Mapping[str, object]] = [header]
    lines += [{"link": asked, "guid": guid} for asked, guid in sorted(ledger.links.items())]
    lines += [{"deck": slug} | _named(deck) for slug, deck in sorted(ledger.decks.items())]
    lines += [_line(entry) for entry in sorted(ledger.entries, key=lambda entry: entry.guid)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    return text.encode("utf-8", "backslashreplace")  # a lone surrogate becomes JSON's own escape


def _named(deck: DeckName) -> dict[str, str]:
    return {name: text for name in _NAMES if (text := getattr(deck, name))}


def _line(entry: Entry) -> Mapping[str, object]:
    texts = {name: getattr(entry, name) for name in _TEXTS + _TERMS}
    line: dict[str, object] = {"guid": entry.guid, "mod": entry.mod}
    line |= {name: text for name, text in texts.items() if text}
    if entry.aliases:
        line["aliases"] = list(entry.aliases)
    if entry.earlier:
        line["earlier"] = list(entry.earlier)
    line["tags"] = list(entry.tags)
    line["fields"] = {name: text for name, text in zip(FIELDS, entry.fields, strict=True) if text}
    return line


def _entry(fields: Mapping[str, object], place: str) -> Entry:
    known = {"guid", "mod", "aliases", "earlier", "tags", "fields", *_TEXTS, *_TERMS}
    for name in fields:
        if name not in known:
            raise CourseError(f"{place}: unknown key {name!r} (known: {', '.join(sorted(known))})")
    mod = fields.get("mod")
    if not isinstance(mod, int) or isinstance(mod, bool) or not 0 <= mod < END_OF_TIME:
        raise CourseError(f"{place}: mod: expected seconds since 1970, got {mod!r}")
    _deck(fields, place)
    texts = fields.get("fields")
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise CourseError(f"{place}: fields: expected an object of texts, got {texts!r}")
    if strange := sorted(set(texts) - set(FIELDS)):
        raise CourseError(f"{place}: fields: unknown field {strange[0]!r} (known: {', '.join(FIELDS)})")
    return Entry(
        guid=_text(fields, "guid", place),
        mod=mod,
        fields=tuple(texts.get(name, "") for name in FIELDS),
        tags=_texts(fields, "tags", place),
        aliases=_texts(fields, "aliases", place),
        earlier=_texts(fields, "earlier", place),
        **{name: _text(fields, name, place, default="") for name in _TEXTS + _TERMS},
    )


def _deck(fields: Mapping[str, object], place: str) -> str:
    """The slug of a deck, "" where none is given."""
    deck = _text(fields, "deck", place, default="")
    if deck and not SLUG.fullmatch(deck):  # it names a file
        raise CourseError(f"{place}: deck: expected small letters, digits and single hyphens, got {deck!r}")
    return deck


def _object(line: str, place: str) -> Mapping[str, object]:
    if line.startswith(("<<<<<<<", "|||||||", "=======", ">>>>>>>")):
        raise CourseError(f"{place}: an unfinished merge; keep both sides' notes, one line for each guid")
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise CourseError(f"{place}: expected a JSON object, got {line[:40]!r} ({error.msg})") from None
    except (RecursionError, ValueError) as error:  # nested too deeply, a number of too many digits
        raise CourseError(f"{place}: expected a JSON object of a note, got {line[:40]!r} ({error})") from None
    if not isinstance(found, dict):
        raise CourseError(f"{place}: expected a JSON object, got {line[:40]!r}")
    return found


def _check_version(fields: Mapping[str, object], place: str) -> None:
    version = fields.get("flashgen ledger")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise CourseError(f'{place}: expected {{"flashgen ledger": {FORMAT}}}, the version of the format')
    if version > FORMAT:
        raise CourseError(f"{place}: format {version} was written by a newer flashgen; this one knows {FORMAT}")


def _text(fields: Mapping[str, object], name: str, place: str, *, default: str | None = None) -> str:
    text = fields.get(name, default)
    if not isinstance(text, str):
        raise CourseError(f"{place}: {name}: expected a text, got {text!r}")
    return text


def _texts(fields: Mapping[str, object], name: str, place: str) -> tuple[str, ...]:
    texts = fields.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise CourseError(f"{place}: {name}: expected a list of texts, got {texts!r}")
    return tuple(texts)


# ---------------------------------------------------------------- a new term


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is to be published (all three tuples of notes), and the ledger after it."""

    notes: tuple[Note, ...]
    retired: tuple[Note, ...]
    waiting: tuple[Note, ...]  # published before and unchanged: an annotation that may be it is unclear
    ledger: Ledger


def content_hash(fields: Sequence[str], tags: Sequence[str]) -> str:
    """20 hex digits of what an import would replace: the fields in their order, and the tags."""
    content = json.dumps([list(fields), sorted(tags)])
    return hashlib.sha256(content.encode("ascii")).hexdigest()[:20]


def imprint(course: Course, ledger: Ledger, *, version: str) -> str:
    """What a deck's description says, in HTML: which course, term and version, and when any note last changed."""
    title = html.escape(f"{course.title}, {ledger.term}" if ledger.term else course.title)
    changed = datetime.fromtimestamp(ledger.last_change, UTC)
    return f"{title}. Made with flashgen {version}, last changed on {changed:%Y-%m-%d}."


def too_many_retire(before: Ledger, after: Ledger) -> str:
    """What is wrong where more than a fifth of the notes published before are retired after; "" where it is not."""
    retired = {entry.guid for entry in after.entries if entry.status == "retired"}
    published = [entry for entry in before.entries if entry.status != "retired"]
    leaving = [entry for entry in published if entry.guid in retired]
    if len(leaving) <= BRAKE * len(published):
        return ""
    names = [repr(entry.subject or entry.quote[:40] or entry.guid) for entry in leaving[:3]]
    names += ["…"] if leaving[3:] else []
    return f"{len(leaving)} of {len(published)} published notes would retire ({', '.join(names)}): is the export right?"


def turned_back(before: Ledger, term: str) -> str:
    """What is odd where `term` was published already and a later one since; "" where it was not."""
    noted = {name for entry in before.entries for name in (entry.first_term, entry.last_term)}
    if term in {"", before.term} or term not in noted.union(before.terms):
        return ""
    return (
        f"the term {term} was published already, and {before.term} since: CHANGES.md and the ledger go back to {term}; "
        f"for the latest term, build with --term {before.term}"
    )


def other_id(before: Ledger, course: Course) -> str:
    """What another id than the one that the notes were published under changes; "" where it is the same."""
    ids = {
        tag.removesuffix(f"::topic::{entry.topic}")
        for entry in before.entries
        if entry.status != "retired"
        for tag in entry.tags
        if tag.endswith(f"::topic::{entry.topic}")
    }
    if not ids or course.id in ids:
        return ""
    return (
        f"course.yaml's id is {course.id!r}, the ledger's notes are of {' and '.join(map(repr, sorted(ids)))}: they "
        "stay the notes that students have, but the tags of all change, and packages get another name"
    )


def settle(
    notes: Sequence[Note],
    ledger: Ledger,
    *,
    now: int,
    term: str,
    waiting: Collection[str] = (),
    allow_retire: bool = False,
) -> Settled:
    """The notes as they are to be published at `now`, in the order given, after what the ledger knows of each.

    Same content, same `mod`; changed content, now or one second later than before. The deck is the one of the first
    publication, the term tag the first term's; no `term` means the last one again. A published note that is not among
    `notes` is retired, unless its guid is `waiting` for an answer; then it stays as it is. Raises RefusedError where
    more than a fifth would retire.
    """
    term = term or ledger.term
    known = ledger.by_guid
    entries = dict(known)
    settled: list[Note] = []
    for note in notes:
        fresh = _settled(note, known.get(note.guid), now=now, term=term)
        settled.append(fresh)
        entries[note.guid] = _published(fresh, known.get(note.guid), ledger, term=term, period=period_of(term, now))
    present = {note.guid for note in notes}
    absent = [entry for entry in ledger.entries if entry.guid not in present]
    leaving = [entry for entry in absent if entry.guid not in waiting and entry.status != "retired"]
    for entry in leaving:
        entries[entry.guid] = _retired(entry, now=now, period=period_of(term, now))
    after = replace(
        ledger, entries=tuple(entries[guid] for guid in sorted(entries)), term=term, terms=_terms_before(ledger, term)
    )
    if not allow_retire and (problem := too_many_retire(ledger, after)):
        raise RefusedError(f"{problem} If they are really gone, build with --allow-retire")
    kept = [_note(entries[entry.guid], position=len(settled) + n) for n, entry in enumerate(absent)]
    return Settled(
        notes=tuple(settled),
        retired=tuple(note for note in kept if note.status == "retired"),
        waiting=tuple(note for note in kept if note.status != "retired"),
        ledger=after,
    )


def _terms_before(ledger: Ledger, term: str) -> tuple[str, ...]:
    """The other terms that were published."""
    if term == ledger.term:
        return ledger.terms
    return tuple(name for name in dict.fromkeys((*ledger.terms, ledger.term)) if name not in {"", term})


def _settled(note: Note, entry: Entry | None, *, now: int, term: str) -> Note:
    first = entry.first_term if entry else term
    tags = tuple(sorted({*note.tags, TERM_TAG + first} if first else {*note.tags}))
    if entry is None:
        return replace(note, tags=tags, mod=now)
    same = content_hash(note.fields, tags) == entry.content
    return replace(note, tags=tags, deck=entry.deck, mod=entry.mod if same else max(now, entry.mod + 1))


def period_of(term: str, now: int) -> str:
    """What groups the changes that students are told of together: the term, without one the time of the build."""
    return term or str(now)


def _published(note: Note, entry: Entry | None, before: Ledger, *, term: str, period: str) -> Entry:
    annotation = note.card.pair.annotation if note.card else None
    names = {note.uid, *((entry.uid, *entry.aliases) if entry else ())}
    uid = entry.uid if entry else note.uid
    content = content_hash(note.fields, note.tags)
    renamed = entry is not None and only_renamed(entry, note, before)
    return Entry(
        guid=note.guid,
        uid=uid,
        aliases=tuple(sorted(names - {uid})),
        fingerprint=annotation.fingerprint if annotation else "",
        comment_print=identity.comment_print(annotation.comment) if annotation else "",
        quote=identity.folded(annotation.quote) if annotation else "",
        comment=identity.folded(annotation.comment) if annotation else "",
        content=content,
        earlier=_earlier(entry, content) if entry else (),
        mod=note.mod,
        kind=note.kind,
        topic=note.topic,
        deck=note.deck,
        subject=note.label,
        fields=note.fields,
        tags=note.tags,
        first_term=entry.first_term if entry else term,
        last_term=term,
        status=note.status,
        first_in=entry.first_in if entry else period,
        changed_in=entry.changed_in if entry and (renamed or entry.content == content) else period,
        renamed_in=period if renamed else entry.renamed_in if entry else "",
        status_in=entry.status_in if entry and entry.status == note.status else period,
    )


def _earlier(entry: Entry, content: str) -> tuple[str, ...]:
    """The hashes of all that the note was before it became this."""
    return tuple(sorted({*entry.earlier, entry.content} - {content}))


def _retired(entry: Entry, *, now: int, period: str) -> Entry:
    fields = tuple("retired" if n == _STATUS else text for n, text in enumerate(entry.fields))
    tags = tuple(sorted({*entry.tags, RETIRED_TAG}))
    content = content_hash(fields, tags)
    return replace(
        entry,
        fields=fields,
        tags=tags,
        content=content,
        earlier=_earlier(entry, content),
        mod=max(now, entry.mod + 1),
        status="retired",
        changed_in=period,
        status_in=period,
    )


def _note(entry: Entry, *, position: int) -> Note:
    return Note(
        guid=entry.guid,
        uid=entry.uid,
        fields=entry.fields,
        tags=entry.tags,
        kind=entry.kind,
        topic=entry.topic,
        deck=entry.deck,
        subject=entry.subject,
        mod=entry.mod,
        position=position,
        status=entry.status,
    )
