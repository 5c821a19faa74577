"""Build against ledger -> what a build changes, for the instructor as text or JSON."""

import html
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches

from flashgen import recognise
from flashgen.identity import CONVERT
from flashgen.model import (
    FIELDS,
    Annotation,
    Build,
    Course,
    DeckName,
    Entry,
    Identity,
    Ledger,
    Note,
    Override,
    SetAside,
)
from flashgen.names import shortened
from flashgen.pins import line_keys, still_stands
from flashgen.titles import only_renamed

# ---------------------------------------------------------------- the values


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field of a note (or its "Tags"), before and after, as plain text where that tells the difference."""

    name: str
    before: str
    after: str
    heading_only: bool = False  # no more than the line with kind and topic


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteChange:
    """What becomes of one note; of a new one, `before` is None and no field is a change."""

    note: Note
    before: Entry | None
    fields: tuple[FieldChange, ...] = ()

    @property
    def subject(self) -> str:
        """What a person calls the note."""
        return self.note.label

    @property
    def moved(self) -> bool:
        """Is its topic now another one than the deck that it was first published in?"""
        return self.note.topic != self.note.deck


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """An override whose `was` is no longer what the annotation says. `applies`: it is in force all the same."""

    override: Override
    annotation: Annotation
    applies: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a build does to the notes that students have.

    Every note stands in one of new, changed, renamed, unchanged, retired, returned, still_retired, waiting; of those
    that are changed or returned, the ones with another kind, another topic or an answer stand under these headings too.
    A renamed one differs in nothing but the title of its topic.
    """

    course: Course
    new: tuple[NoteChange, ...]
    changed: tuple[NoteChange, ...]
    renamed: tuple[NoteChange, ...]
    unchanged: tuple[NoteChange, ...]
    retired: tuple[NoteChange, ...]
    returned: tuple[NoteChange, ...]
    still_retired: tuple[NoteChange, ...]
    waiting: tuple[NoteChange, ...]
    set_aside: tuple[SetAside, ...]
    decks: tuple[tuple[DeckName, DeckName], ...]  # those that are called otherwise now: before, after
    asked: tuple[Identity, ...]
    stale: tuple[Stale, ...]
    warnings: tuple[str, ...]
    unmatched: tuple[str, ...]

    @property
    def kind_changed(self) -> tuple[NoteChange, ...]:
        """The changed notes that are of another kind now."""
        return tuple(c for c in (*self.changed, *self.returned) if c.before and c.before.kind != c.note.kind)

    @property
    def topic_changed(self) -> tuple[NoteChange, ...]:
        """The changed notes with another topic; their cards stay in the deck where students have them."""
        return tuple(c for c in (*self.changed, *self.returned) if c.before and c.before.topic != c.note.topic)

    @property
    def answered(self) -> tuple[NoteChange, ...]:
        """The open questions that are answered now."""
        return tuple(
            change
            for change in (*self.changed, *self.returned)
            if change.note.status == "answered" and change.before and change.before.status != "answered"
        )

    @property
    def overwriting(self) -> tuple[NoteChange, ...]:
        """The published notes that an import replaces: what a student wrote into one of them is lost."""
        return (*self.changed, *self.renamed, *self.retired, *self.returned)


# ---------------------------------------------------------------- Build, Ledger -> Plan


def plan(build: Build, published: Ledger) -> Plan:
    """What the build changes against the ledger before it."""
    known = published.by_guid
    headings: dict[str, list[NoteChange]] = {name: [] for name in _HEADINGS}
    for note in sorted(_notes(build), key=lambda note: note.position):
        entry = known.get(note.guid)
        change = NoteChange(note=note, before=entry, fields=_changes(entry, note) if entry else ())
        headings[_heading(change, published)].append(change)
    return Plan(
        course=build.course,
        **{name: tuple(changes) for name, changes in headings.items()},
        set_aside=build.set_aside,
        decks=tuple(_renamed_decks(build, published)),
        asked=tuple(identity for identity in build.identities if identity.candidates),
        stale=tuple(_stale(build)),
        warnings=build.warnings,
        unmatched=tuple(_unmatched(build, published)),
    )


_HEADINGS = ("new", "changed", "renamed", "unchanged", "retired", "returned", "still_retired", "waiting")


def _notes(build: Build) -> Iterator[Note]:
    yield from {note.guid: note for deck in build.decks for note in deck.notes}.values()


def _renamed_decks(build: Build, published: Ledger) -> Iterator[tuple[DeckName, DeckName]]:
    """Of the decks and topics of published notes."""
    met = {slug for entry in published.entries for slug in (entry.deck, entry.topic)}
    for slug, after in build.ledger.decks.items():
        before = published.decks.get(slug, after)
        if after.name != before.name and slug in met:
            yield before, after


def _heading(change: NoteChange, published: Ledger) -> str:
    note, before = change.note, change.before
    if before is None:
        return "new"
    match before.status == "retired", note.status == "retired":
        case True, True:
            return "still_retired"
        case False, True:
            return "retired"
        case True, False:
            return "returned"
    if note.card is None:
        return "waiting"
    if note.mod == before.mod:
        return "unchanged"
    return "renamed" if only_renamed(before, note, published) else "changed"


def _changes(entry: Entry, note: Note) -> tuple[FieldChange, ...]:
    named = [*zip(FIELDS, entry.fields, note.fields, strict=True), ("Tags", " ".join(entry.tags), " ".join(note.tags))]
    return tuple(_field_change(name, before, after) for name, before, after in named if before != after)


def _field_change(name: str, before: str, after: str) -> FieldChange:
    for told in (_body, _plain):
        if told(before) != told(after):
            return FieldChange(name=name, before=told(before), after=told(after), heading_only=told is _plain)
    return FieldChange(name=name, before=before, after=after)


def _stale(build: Build) -> Iterator[Stale]:
    guids = {identity.guid: identity.annotation for identity in build.identities}
    lines = {key: identity.annotation for identity in build.identities for key in line_keys(identity.annotation)}
    for override in build.course.overrides:
        annotation = guids.get(override.key) or lines.get(override.key)
        if annotation and not still_stands(override, annotation):
            yield Stale(override=override, annotation=annotation, applies=override.key in guids)


def _unmatched(build: Build, published: Ledger) -> Iterator[str]:
    guids = [identity.guid for identity in build.identities]
    lines = [key for identity in build.identities for key in line_keys(identity.annotation)]
    known = {*guids, *lines, *(entry.guid for entry in published.entries)}
    unknown = [override.key for override in build.course.overrides if override.key not in known]
    outside = _outside(build) if unknown else {}
    unlined = {one.annotation.origin.export for one in build.identities if one.annotation.origin.line is None}
    for key in unknown:
        near = get_close_matches(key, lines if ":" in key else guids, n=1, cutoff=0.5)
        right = f"; the nearest is {near[0]!r}" if near else ""
        if (file := key.rpartition(":")[0]) in unlined:
            right = f"; {file} has no lines: give the guid that flashgen explain --course prints"
        elif key in outside:
            right = f": explain prints it without the course; flashgen explain --course prints {outside[key]!r}"
        yield f"overrides.yaml: {key!r} is no annotation's guid or file:line{right}"


def _outside(build: Build) -> Mapping[str, str]:
    """The guids that the annotations have without a course -> those that they have here."""
    annotations = [identity.annotation for identity in build.identities]
    alone = recognise.identify(annotations, Ledger(), course_id=CONVERT)
    return {outside.guid: within.guid for outside, within in zip(alone, build.identities, strict=True)}


# ---------------------------------------------------------------- Plan -> text, JSON


def overwrite_warning(made: Plan) -> str:
    """How many published notes an import replaces, with a student's own edits on them; "" when none."""
    count = len(made.overwriting)
    if not count:
        return ""
    renamed = f" ({len(made.renamed)} of them only because a topic has another title)" if made.renamed else ""
    return (
        f"{count} published {'note changes' if count == 1 else 'notes change'}{renamed}: whoever imports this loses "
        f"their own edits and tags on {'it' if count == 1 else 'them'} (reviews, intervals, flags and decks stay)"
    )


def to_text(made: Plan, *, color: Callable[[str, str], str] = lambda text, _color: text) -> str:
    """The plan for a person; `color` dresses a text as "red", "green" or "bold" where there is a terminal."""
    lines = [", ".join(f"{len(changes)} {name}" for name, changes in _counted(made))]
    retitled = {after.slug for _, after in made.decks}
    for title, changes in (
        ("new", made.new),
        ("changed", made.changed),
        ("returned", made.returned),
        ("retired", made.retired),
        ("waiting for an answer (flashgen relink)", made.waiting),
    ):
        first_build = title == "new" and not (made.unchanged or made.changed or made.renamed)
        if changes and not first_build:
            lines += ["", color(title, "bold")]
            lines += [line for change in changes for line in _told(change, retitled, color)]
    if made.decks:
        lines += ["", color("renamed", "bold"), *_told_decks(made)]
    for stale in made.stale:
        lines += ["", color(f"overrides.yaml: {stale.override.key}: the text it was made against has changed", "bold")]
        lines += _told_stale(stale, color)
    if made.asked:
        asked = "1 annotation" if len(made.asked) == 1 else f"{len(made.asked)} annotations"
        lines += ["", f"{asked} may be published already: flashgen relink asks which note it is"]
    lines += [f"warning: {warning}" for warning in made.unmatched]
    return "\n".join(lines)


def _counted(made: Plan) -> Iterator[tuple[str, Sequence[object]]]:
    """Heading and members, the empty ones left out but for those that a person expects."""
    expected = {"new", "changed", "unchanged", "retired"}
    for name, members in lists(made):
        if members or name in expected:
            yield name.replace("_", " "), members


def lists(made: Plan) -> Iterator[tuple[str, Sequence[object]]]:
    """Every heading of the plan with its members, in the order in which a person reads them."""
    for name in ("new", "changed", "renamed", "kind_changed", "topic_changed", "answered", "unchanged"):
        yield name, getattr(made, name)
    for name in ("retired", "returned", "still_retired", "waiting", "set_aside"):
        yield name, getattr(made, name)


def _told_decks(made: Plan) -> Iterator[str]:
    for before, after in made.decks:
        yield f"  {before.name} -> {after.name}; cards stay where students have them, new ones go to the new deck"
        if count := sum(change.note.topic == after.slug for change in made.renamed):
            yield f"    {count} {'note' if count == 1 else 'notes'}: the new title stands there, nothing else changes"


def _told(change: NoteChange, retitled: Collection[str], color: Callable[[str, str], str]) -> Iterator[str]:
    note, before = change.note, change.before
    yield f"  {note.guid}  {note.kind}  {change.subject}"
    if before is None or note.status == "retired":
        return
    if before.kind != note.kind:
        yield f"    kind: {before.kind} -> {note.kind}"
    if before.topic != note.topic:
        yield f"    topic: {before.topic} -> {note.topic}; the card stays where students have it (deck {note.deck})"
    headed_anew = before.kind != note.kind or before.topic != note.topic or note.topic in retitled
    for field in change.fields:
        if field.name != "Kind" and not (field.heading_only and headed_anew):
            yield f"    {field.name}: {word_diff(field.before, field.after, color=color)}"


def _told_stale(stale: Stale, color: Callable[[str, str], str]) -> Iterator[str]:
    was, now = stale.override.was or "", _raw(stale.annotation)
    yield f"    source: {word_diff(' '.join(was.split()), now, color=color)}"
    pinned = [(name, getattr(stale.override, name)) for name in _PINNED]
    pinned += [("mend", f"{before} -> {after}") for before, after in stale.override.mend]
    for name, value in pinned:
        if value not in {None, False}:
            yield f"    {name} {'stays' if stale.applies else 'is not used'}: {value or repr(value)}"


_PINNED = ("kind", "topic", "subject", "front", "back", "reverse", "formula", "answer", "note", "skip")


def _raw(annotation: Annotation) -> str:
    return " ".join(f"{annotation.quote} {annotation.comment}".split())


def word_diff(before: str, after: str, *, color: Callable[[str, str], str] = lambda text, _color: text) -> str:
    """Both texts in one: `the [-old-]{+new+} words`."""
    old, new = (re.findall(r"\s+|\\?\w+|\W", text) for text in (before, after))
    told = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            told.append("".join(old[i:j]))
            continue
        if i < j:
            told.append(color(f"[-{''.join(old[i:j])}-]", "red"))
        if k < m:
            told.append(color(f"{{+{''.join(new[k:m])}+}}", "green"))
    return "".join(told)


def to_object(made: Plan) -> Mapping[str, object]:
    """The plan as JSON's values: one object with a list a heading."""
    headings: dict[str, object] = {
        name: [_noted(change) for change in getattr(made, name)] for name, _ in lists(made) if name != "set_aside"
    }
    headings["decks_renamed"] = [
        {"deck": after.slug, "before": before.name, "after": after.name} for before, after in made.decks
    ]
    headings["set_aside"] = [
        {
            "guid": aside.guid,
            "subject": shortened(_raw(aside.annotation)),
            "origin": str(aside.annotation.origin),
            "reason": aside.reason.value,
            "detail": aside.detail,
        }
        for aside in made.set_aside
    ]
    headings["asked"] = [
        {
            "origin": str(identity.annotation.origin),
            "subject": shortened(_raw(identity.annotation)),
            "candidates": list(identity.candidates),
        }
        for identity in made.asked
    ]
    headings["stale_overrides"] = [
        {
            "key": stale.override.key,
            "was": stale.override.was,
            "now": _raw(stale.annotation),
            "applies": stale.applies,
        }
        for stale in made.stale
    ]
    return headings | {"overwriting": len(made.overwriting), "warnings": [*made.warnings, *made.unmatched]}


def _noted(change: NoteChange) -> Mapping[str, object]:
    note, before = change.note, change.before
    noted: dict[str, object] = {
        "guid": note.guid,
        "subject": change.subject,
        "kind": note.kind,
        "topic": note.topic,
        "deck": note.deck,
        "fields": [
            {"name": f.name, "before": f.before, "after": f.after, "diff": word_diff(f.before, f.after)}
            for f in change.fields
        ],
    }
    if before and before.kind != note.kind:
        noted["kind_before"] = before.kind
    if before and before.topic != note.topic:
        noted["topic_before"] = before.topic
    return noted


def _body(field: str) -> str:
    """What the field says below the line with kind and topic, which the plan tells by themselves, and its labels."""
    return _plain(re.sub(r'<(div|span) class="(?:head|label)">.*?</\1>', "", field, flags=re.DOTALL))


def _plain(field: str) -> str:
    """A field's HTML as one line of text."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", field)).split())
