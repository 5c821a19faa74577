"""All values, in the order in which the pipeline makes them.

export -> Export of Annotations -> Pair -> Verdict, Placement -> Card -> Note -> Deck -> Build

Every value is frozen; a later one points to the earlier one it was made from, so any message can name file and line.
Text is plain (with TeX between `\\(…\\)` or `\\[…\\]`) up to and including `Card`, HTML in `Note`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from flashgen.names import shortened

# ---------------------------------------------------------------- what an export holds


class Role(StrEnum):
    """What an annotation is to the program that wrote it (docs of the readers; not the kind of its card)."""

    ANNOTATION = "annotation"  # quote and comment
    HIGHLIGHT = "highlight"  # quote only
    PAGE_NOTE = "page_note"  # comment only, on the whole document
    NOTE = "note"  # comment only, at a place in the document
    REPLY = "reply"
    BOOKMARK = "bookmark"


class Reason(StrEnum):
    """Why an annotation became no card. `FAULTS` are those that somebody should look at (`--strict`)."""

    DUPLICATE = "duplicate"
    JOINED = "joined to another card"
    CITATION = "citation"
    BIBTEX = "BibTeX"
    TITLE = "bare title"
    TODO = "to-do"
    PROOF = "proof-reading"
    NO_CONTENT = "comment without content"
    HIGHLIGHT = "highlight without comment"
    PAGE_NOTE = "note without content"
    EMPTY = "empty"
    TAG_ONLY = "tags only"
    BOOKMARK = "bookmark"
    HIDDEN = "hidden by a moderator"
    DELETED = "deleted"
    DISCARDED = "discarded by the reader"
    CLIPPING_LIMIT = "clipping limit reached"
    IMAGE = "image without text"
    SKIPPED = "skipped by an override"
    BESIDE = "text beside the annotations"
    UNREADABLE = "unreadable record"
    UNFIT = "no card can be made of it"
    UNCLEAR = "may be one of several published notes"


FAULTS = frozenset({Reason.UNREADABLE, Reason.UNFIT, Reason.CLIPPING_LIMIT, Reason.UNCLEAR})

Dialect = Literal["hypothesis", "dollars"]
"""How maths is marked: in Hypothesis `$$…$$` and `\\(…\\)` only, elsewhere `$…$` too."""

Highlights = Literal["cards", "aside"]
"""What becomes of a highlight without a comment: always a card, or only where it is clearly worth one."""

CommentFormat = Literal["markdown", "plain"]
"""Readers of HTML turn comments into Markdown, so there is no third one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where something was read: the export's name as the user gave it, and a line from 1 where there are lines."""

    export: str
    line: int | None = None

    def __str__(self) -> str:
        return self.export if self.line is None else f"{self.export}:{self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """What a reader left at one place: raw texts, as exported."""

    origin: Origin
    format: str  # the reader's name in READERS
    uid: str  # stable across exports: identity.py
    fingerprint: str  # the same for any form of the export: identity.py
    native_id: str = ""  # as the program gave it
    role: Role
    quote: str = ""
    comment: str = ""
    comment_format: CommentFormat = "markdown"
    dialect: Dialect = "dollars"
    quote_lines: tuple[int, ...] = ()  # flat text only
    comment_lines: tuple[int, ...] = ()
    confidence: float = 1.0  # that the right quote and comment were put together
    second_reading: str = ""  # the next best reading, where confidence is low
    tags: tuple[str, ...] = ()
    source_key: str = ""  # asin, attachment key, normalised URL, else title
    title: str = ""  # of the source
    authors: tuple[str, ...] = ()  # of the source, never of the annotation
    url: str = ""
    section: str = ""
    page: str = ""  # a label: "xii", "1315"
    location: str = ""  # "1300-1301" and the like
    link: str = ""  # to the exact place
    color: str = ""
    annotator: str = ""
    group: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    thread: tuple[str, ...] = ()  # native ids of what a reply answers: the root first, its parent last
    order: tuple[int | float | str, ...] = ()  # sorts within one source
    prefix: str = ""  # the text just before the quote
    suffix: str = ""  # and just after
    aside: Reason | None = None  # the reader itself found that no card can come of it
    aside_detail: str = ""

    @property
    def parent(self) -> str:
        """The native id of what a reply answers, "" where the export does not tell it."""
        return self.thread[-1] if self.thread else ""

    def meanings(self, tags: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        """Its tags and its colour to which the course's `tags` give a meaning, each with it; case is the same."""
        known = {tag.casefold(): meaning for tag, meaning in tags.items()}
        for tag in (*self.tags, self.color):
            if tag.casefold() in known:
                yield tag, known[tag.casefold()]

    @property
    def called(self) -> str:
        """How a message names the annotation: by its line, else by its id."""
        return f"{self.origin} ({self.native_id})" if self.native_id and not self.origin.line else str(self.origin)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One file (or standard input) as read; `warnings` say what is missing or doubtful, each with its place."""

    name: str
    format: str
    annotations: tuple[Annotation, ...]
    warnings: tuple[str, ...] = ()


# ---------------------------------------------------------------- mended


@dataclass(frozen=True, slots=True, kw_only=True)
class Mend:
    """One change to a text: what stood there, what stands there now, and the repair that did it."""

    before: str
    after: str
    repair: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Formula:
    """A formula found in a text: `tex` without delimiters; `doubt` says why it is unsure and what to write instead."""

    raw: str
    tex: str
    display: bool = False
    doubt: str = ""

    @property
    def sure(self) -> bool:
        """Whether nothing in it is in doubt."""
        return not self.doubt


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What somebody answered to an annotation: mended, formulas as \\(…\\) or \\[…\\]."""

    text: str
    format: CommentFormat = "markdown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One annotation, mended. The annotation keeps the raw texts."""

    annotation: Annotation
    quote_mended: str  # before its formulas became TeX
    quote: str  # plain text, formulas as \\(…\\) or \\[…\\]
    comment: str  # the same; Markdown where the annotation's comment is
    formulas: tuple[Formula, ...] = ()
    mends: tuple[Mend, ...] = ()
    language: str = "en"
    replies: tuple[Reply, ...] = ()  # the thread below it, oldest first


# ---------------------------------------------------------------- judged


class Kind(StrEnum):
    """What a card asks for."""

    DEFINITION = "definition"
    CLAIM = "claim"
    QUESTION = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One piece of evidence: a positive weight spoke for the kind that was chosen, a negative one against it."""

    name: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The kind of a pair (None: nothing to make a card of, and `aside` says why), 0 to 1 sure, with its cues."""

    kind: Kind | None
    confidence: float
    cues: tuple[Cue, ...] = ()
    aside: Reason | None = None
    runner_up: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic of a course. `words` are matched whole, with their inflections; a word may be several words."""

    slug: str
    title: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """The topic of a pair, 0 to 1 sure, with the words and neighbours that spoke for it."""

    topic: Topic
    confidence: float
    evidence: tuple[str, ...] = ()


# ---------------------------------------------------------------- composed


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is asked and answered: plain text with TeX, no HTML yet.

    A gap stands in `front` as `GAP`; what it hides is `gap`, which stands in `back` word for word.
    """

    pair: Pair
    verdict: Verdict
    placement: Placement
    kind: Kind
    subject: str  # the term or thing it is about, "" where none was found
    front: str
    back: str
    reverse: str = ""
    gap: str = ""
    formula: str = ""  # TeX without delimiters, displayed
    context: str = ""  # a cue that makes the front understandable
    status: Literal["", "answered", "retired"] = ""
    see_also: str = ""
    note: str = ""  # what a person added in overrides.yaml
    warnings: tuple[str, ...] = ()  # each names why the card is weak


GAP = "[…]"
OPEN = "Open question"
"""How the back of a question begins that nothing in the course answers."""

FIELDS = (
    "Front",
    "Back",
    "Reverse",
    "Formula",
    "Quote",
    "Comment",
    "Source",
    "Kind",
    "Status",
    "Extra1",
    "Extra2",
    "Extra3",
)
"""The note type's fields, frozen on the first release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What Anki stores: HTML fields in the order of `FIELDS`. `card` is None for a retired note."""

    guid: str
    uid: str
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    kind: str
    topic: str  # slug; tags follow it
    deck: str  # slug of the deck it was first published in
    subject: str = ""
    mod: int = 0  # seconds since 1970: when the content last changed
    position: int = 0  # reading order in the whole course, from 0
    status: str = ""
    card: Card | None = None

    @property
    def label(self) -> str:
        """What a person calls the note: its subject, else how its front begins."""
        if self.subject or not self.card:
            return self.subject
        return shortened(self.card.front)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """Notes that travel in one package. `name` is Anki's, with `::` between levels."""

    slug: str
    name: str
    description: str
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """An annotation that became no card, and why. `pair` and `verdict` are there as far as the pipeline got."""

    annotation: Annotation
    guid: str = ""  # what its note would have: the key of an override that takes it back
    reason: Reason
    detail: str = ""
    pair: Pair | None = None
    verdict: Verdict | None = None
    placement: Placement | None = None


# ---------------------------------------------------------------- course, overrides, ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person pinned for one annotation. None: not pinned. `was`: the raw text it was made against."""

    key: str  # guid, or file:line
    kind: Kind | None = None
    topic: str | None = None
    subject: str | None = None
    front: str | None = None
    back: str | None = None
    reverse: str | None = None
    formula: str | None = None
    answer: str | None = None
    note: str | None = None
    skip: bool = False
    mend: tuple[tuple[str, str], ...] = ()
    quote_lines: tuple[int, ...] | None = None  # pair: {quote: [35], comment: [36, 37]}
    comment_lines: tuple[int, ...] | None = None
    was: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """course.yaml and overrides.yaml, read and checked."""

    id: str
    title: str
    exports: tuple[str, ...]  # paths relative to the course's folder
    topics: tuple[Topic, ...] = ()
    format: str = ""  # read the exports as this format, "" to detect it
    map: Mapping[str, str] = field(default_factory=dict)  # our field -> the column of a table of one's own
    highlights: Highlights = "aside"
    tags: Mapping[str, str] = field(default_factory=dict)  # tag or colour -> kind/<kind> or topic/<slug>
    templates: str = ""  # folder whose templates win, relative to the course's folder
    overrides: tuple[Override, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the ledger: a note as last published."""

    guid: str
    uid: str
    fingerprint: str
    comment_print: str  # fingerprint of the comment, to tell apart several comments on one quote
    content: str  # hash of fields and tags
    mod: int
    kind: str
    topic: str
    deck: str
    subject: str  # the note's label
    fields: tuple[str, ...]
    tags: tuple[str, ...]
    first_term: str = ""
    last_term: str = ""
    status: str = ""
    aliases: tuple[str, ...] = ()  # further uids by which exports have known it
    earlier: tuple[str, ...] = ()  # hashes of what was published before: a student may have any of it
    quote: str = ""  # raw, to recognise it after it was re-anchored or reworded
    comment: str = ""
    first_in: str = ""  # the period of the first publication: the term, or without terms the time of the build
    changed_in: str = ""  # the period of the last change of the content, but for the title of its topic
    renamed_in: str = ""  # the period in which nothing but that title changed
    status_in: str = ""  # and of the status


@dataclass(frozen=True, slots=True, kw_only=True)
class DeckName:
    """What a deck is called in Anki; `before` is what students know it as, where it was renamed in its last period."""

    slug: str
    name: str
    before: str = ""
    renamed_in: str = ""


How = Literal["answered", "id", "fingerprint", "alike", "new", "unclear"]
"""How an annotation was recognised: by a person's answer, the program's id, …, or not at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Which note an annotation is. `candidates` are guids, where `how` is unclear: then no note may be made of it."""

    annotation: Annotation
    guid: str
    how: How
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Every note ever published, sorted by guid."""

    entries: tuple[Entry, ...] = ()
    term: str = ""  # of the last build that named one
    terms: tuple[str, ...] = ()  # those that were published before it
    links: Mapping[str, str] = field(default_factory=dict)  # recognise.handle -> guid, as a person answered `relink`
    decks: Mapping[str, DeckName] = field(default_factory=dict)  # by slug

    @property
    def by_guid(self) -> Mapping[str, Entry]:
        """The notes under their guids, in the same order."""
        return {entry.guid: entry for entry in self.entries}

    @property
    def last_change(self) -> int:
        """When any note last changed, in seconds since 1970; 0 for an empty ledger."""
        return max((entry.mod for entry in self.entries), default=0)


# ---------------------------------------------------------------- the whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """All that a run made; every report is computed from it.

    `outcomes` holds one Note or one SetAside for every annotation of every export, in export order.
    """

    course: Course
    exports: tuple[Export, ...]
    outcomes: tuple[Note | SetAside, ...]
    decks: tuple[Deck, ...]
    retired: tuple[Note, ...] = ()
    ledger: Ledger = Ledger()
    warnings: tuple[str, ...] = ()
    identities: tuple[Identity, ...] = ()  # one for every annotation, in the order of `outcomes`

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes made of annotations, in reading order."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Note))

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """The annotations that became no card, in export order."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, SetAside))
