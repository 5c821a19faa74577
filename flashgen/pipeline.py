"""build(): the order of the stages, written once; no files, no clock, no output."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from flashgen import kinds, ledger, recognise, repair, tex, titles, topics
from flashgen.compose import compose, connect
from flashgen.errors import PairError
from flashgen.identity import CONVERT, squeezed, without_older
from flashgen.model import (
    Annotation,
    Build,
    Card,
    Course,
    Cue,
    Deck,
    Export,
    Identity,
    Kind,
    Ledger,
    Note,
    Override,
    Pair,
    Placement,
    Reason,
    Reply,
    Role,
    SetAside,
    Verdict,
)
from flashgen.pins import override_of
from flashgen.programs import is_program
from flashgen.render import Renderer
from flashgen.resources import version

Step = TypeVar("Step")

DECIDED = Cue(name="override", weight=0.0)
"""The first cue of a kind that a person decided."""

CLEAR = 0.6
"""A highlight without a comment is worth a card only where its kind is this sure (`highlights: aside`)."""


class Track(Protocol):
    """Passes on the steps of a stage one by one, and may tell somebody how far it is."""

    def __call__(self, stage: str, steps: Sequence[Step], /) -> Iterable[Step]:
        """The steps, as they are."""
        ...


def _untracked(_stage: str, steps: Sequence[Step], /) -> Iterable[Step]:
    return steps


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """What is known of one annotation on its way through the stages; a `reason` ends the way."""

    annotation: Annotation
    guid: str
    pinned: Override
    replies: tuple[Annotation, ...] = ()
    root: Annotation | None = None  # of the thread that a reply was joined to
    pair: Pair | None = None
    verdict: Verdict | None = None
    placement: Placement | None = None
    card: Card | None = None
    reason: Reason | None = None
    detail: str = ""


def build(
    course: Course,
    exports: Sequence[Export],
    published: Ledger,
    *,
    renderer: Renderer,
    now: int,
    term: str = "",
    allow_retire: bool = False,
    track: Track = _untracked,
) -> Build:
    """All that the exports become in this course at the time `now` (seconds since 1970), given what was published.

    `track` is handed every stage that takes time, and what it goes through. Raises RefusedError when too much of what
    was published would retire, TemplateError for a broken template.
    """
    annotations = without_older([annotation for export in exports for annotation in export.annotations])
    identities = recognise.identify(annotations, published, course_id=course.id)
    drafts = _start(identities, course.overrides)
    drafts = _name_duplicates(_join_replies(drafts), published)
    drafts = _mend(drafts, track)
    drafts = [_classify(draft, course) for draft in track("classifying", drafts)]
    drafts = _place(drafts, course, published)
    drafts = _name_roots(_connect([_compose(draft) for draft in track("composing", drafts)]))
    settled = ledger.settle(
        _render(drafts, course, renderer, track),
        published,
        now=now,
        term=term,
        waiting={
            guid
            for draft, identity in zip(drafts, identities, strict=True)
            if draft.reason is Reason.UNCLEAR
            for guid in identity.candidates
        },
        allow_retire=allow_retire,
    )
    notes = {note.guid: note for note in settled.notes}
    description = "" if course.id == CONVERT else ledger.imprint(course, settled.ledger, version=version())
    every = (*settled.notes, *settled.retired, *settled.waiting)
    names = titles.names_of_decks(course, every, published)
    period = ledger.period_of(settled.ledger.term, now)
    outcomes = tuple(_set_aside(draft) if draft.reason else notes[draft.guid] for draft in drafts)
    return Build(
        course=course,
        exports=tuple(exports),
        outcomes=outcomes,
        decks=_decks(course, every, names, description=description),
        retired=settled.retired,
        ledger=replace(settled.ledger, decks=titles.called(names, published, period=period)),
        warnings=tuple(warning for export in exports for warning in export.warnings),
        identities=identities,
    )


# ---------------------------------------------------------------- who is who


def _start(identities: Sequence[Identity], overrides: Sequence[Override]) -> list[_Draft]:
    """A draft for every annotation; what its reader, an override or an open question set aside is so already."""
    by_key = {override.key: override for override in overrides}
    drafts = []
    for identity in identities:
        annotation, guid = identity.annotation, identity.guid
        pinned = override_of(annotation, guid, by_key) or Override(key=guid)
        draft = _Draft(annotation=annotation, guid=guid, pinned=pinned)
        if pinned.skip:
            draft = replace(draft, reason=Reason.SKIPPED, detail=f"overrides.yaml: {pinned.key}")
        elif annotation.aside:
            draft = replace(draft, reason=annotation.aside, detail=annotation.aside_detail)
        elif identity.candidates:
            draft = replace(draft, reason=Reason.UNCLEAR, detail="which one? flashgen relink asks")
        drafts.append(draft)
    return drafts


def _join_replies(drafts: Sequence[_Draft]) -> list[_Draft]:
    """Replies are joined to the annotation at the root of their thread, oldest first, where the export holds it."""
    by_id = {draft.annotation.native_id: draft.annotation for draft in drafts if draft.annotation.native_id}
    replies: dict[str, list[Annotation]] = defaultdict(list)
    roots: dict[int, Annotation] = {}
    found: dict[str, Annotation | None] = {}
    for place, draft in enumerate(drafts):
        reply = draft.annotation
        if reply.role is Role.REPLY and not draft.reason and (root := _root(reply, by_id, found)):
            replies[root.uid].append(reply)
            roots[place] = root
    threaded = {_said(draft.annotation): draft.annotation for draft in reversed(drafts) if draft.annotation.thread}
    joined = []
    for place, draft in enumerate(drafts):
        reply = draft.annotation
        if root := roots.get(place):
            joined.append(replace(draft, reason=Reason.JOINED, root=root))
        elif reply.role is Role.REPLY and not (draft.reason or reply.thread) and (twin := threaded.get(_said(reply))):
            # read of a form of the export that does not say what it answers
            joined.append(replace(draft, reason=Reason.DUPLICATE, detail=f"the same as {twin.called}"))
        else:
            joined.append(replace(draft, replies=_thread(replies.get(draft.annotation.uid, ()))))
    return joined


def _said(reply: Annotation) -> tuple[str, str]:
    return reply.source_key, squeezed(reply.comment)


def _thread(replies: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """The replies, oldest first."""
    return tuple(sorted(replies, key=lambda reply: (str(reply.created or ""), reply.uid)))


def _root(reply: Annotation, by_id: Mapping[str, Annotation], found: dict[str, Annotation | None]) -> Annotation | None:
    """The annotation that began the reply's thread, or None where the export does not hold it.

    What is found is kept by uid in `found`: a long thread is walked once.
    """
    way: list[str] = []
    above: Annotation | None = reply
    while above and above.role is Role.REPLY and above.uid not in found:
        way.append(above.uid)
        found[above.uid] = None  # and stays so where replies answer each other in a circle
        above = next((by_id[known] for known in reversed(above.thread) if known in by_id), None)  # some are deleted
    root = found[above.uid] if above and above.role is Role.REPLY else above
    found.update(dict.fromkeys(way, root))
    return root


def _name_roots(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The drafts; each reply says with which annotation it is shown, or why that one became no card itself."""
    roots = {draft.annotation.uid: draft for draft in sorted(drafts, key=lambda draft: not draft.reason)}
    named = []
    for draft in drafts:
        if draft.root:
            above = roots[draft.root.uid]
            told = f", set aside: {above.reason}" if above.reason else ""
            draft = replace(draft, detail=f"a reply to {above.annotation.called}{told}")
        named.append(draft)
    return named


def _name_duplicates(drafts: Sequence[_Draft], published: Ledger) -> list[_Draft]:
    """The same quote and comment again becomes no second card; what was published, then what is older, stays.

    The choice does not depend on the order of the exports. Replies to any of the copies are shown with the one.
    """
    known = {entry.guid for entry in published.entries}

    def precedence(place: int) -> tuple[bool, str, str, int]:
        draft = drafts[place]
        return (draft.guid not in known, str(draft.annotation.created or ""), draft.annotation.uid, place)

    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, draft in enumerate(drafts):
        if not draft.reason:
            annotation = draft.annotation
            alike[squeezed(annotation.quote), squeezed(annotation.comment)].append(place)
    first = {place: min(places, key=precedence) for places in alike.values() for place in places}
    threads: dict[int, list[Annotation]] = defaultdict(list)
    for place, kept in first.items():
        threads[kept] += drafts[place].replies
    return [
        replace(draft, reason=Reason.DUPLICATE, detail=f"the same as {drafts[first[place]].annotation.called}")
        if first.get(place, place) != place
        else replace(draft, replies=_thread(threads[place]))
        for place, draft in enumerate(drafts)
    ]


# ---------------------------------------------------------------- mended, judged


def _mend(drafts: Sequence[_Draft], track: Track) -> list[_Draft]:
    """Every draft with its pair, mended by what the whole export tells of its words."""
    texts = [text for draft in drafts for text in (draft.annotation.quote, draft.annotation.comment)]
    vocabulary = repair.Vocabulary.of(texts)
    return [replace(draft, pair=_pair(draft, vocabulary)) for draft in track("mending", drafts)]


def _pair(draft: _Draft, vocabulary: repair.Vocabulary) -> Pair:
    annotation = draft.annotation
    language = repair.language_of(f"{annotation.quote}\n{annotation.comment}")

    def mended(text: str) -> str:
        return repair.mend(text, vocabulary=vocabulary, language=language, pins=draft.pinned.mend, typed=True)[0]

    program = is_program(annotation.quote)
    quote, quote_mends = repair.mend(
        annotation.quote, vocabulary=vocabulary, language=language, pins=draft.pinned.mend, typed=program
    )
    comment, comment_mends = repair.mend(
        annotation.comment, vocabulary=vocabulary, language=language, pins=draft.pinned.mend, typed=True
    )
    quote_tex, quote_formulas = (
        (quote, ())
        if program
        else tex.recover(tex.map_prose(repair.with_marks_apart, quote), dialect=annotation.dialect)
    )
    comment_tex, comment_formulas = tex.recover(comment, dialect=annotation.dialect, beside=quote_formulas)
    return Pair(
        annotation=annotation,
        quote_mended=quote,
        quote=quote_tex,
        comment=comment_tex,
        formulas=(*quote_formulas, *comment_formulas),
        mends=(*quote_mends, *comment_mends),
        language=language,
        replies=tuple(
            Reply(text=tex.recover(mended(reply.comment), dialect=reply.dialect)[0], format=reply.comment_format)
            for reply in draft.replies
        ),
    )


def _classify(draft: _Draft, course: Course) -> _Draft:
    """The draft with its verdict; an override wins, and a highlight without a comment follows the course's policy.

    Where a tag or colour of it says what it is, it is no longer without a comment.
    """
    assert draft.pair
    verdict = kinds.classify(draft.pair, tags=course.tags)
    if draft.pinned.kind:
        verdict = replace(verdict, kind=draft.pinned.kind, confidence=1.0, cues=(DECIDED, *verdict.cues), aside=None)
    unsaid = draft.pair.quote.strip() and not draft.pair.comment.strip()
    bare = unsaid and not draft.pinned.kind and not kinds.marked(draft.pair, course.tags)
    if bare and course.highlights == "cards" and verdict.aside in {Reason.HIGHLIGHT, Reason.NO_CONTENT}:
        verdict = replace(verdict, kind=verdict.runner_up or Kind.CLAIM, aside=None)
    draft = replace(draft, verdict=verdict)
    if draft.reason:
        return draft
    if not (draft.annotation.quote.strip() or draft.annotation.comment.strip()):
        return replace(draft, reason=Reason.TAG_ONLY if draft.annotation.tags else Reason.EMPTY)
    if verdict.kind is None:
        return replace(draft, reason=verdict.aside or Reason.NO_CONTENT)
    if bare and course.highlights == "aside" and (verdict.kind is Kind.QUESTION or verdict.confidence < CLEAR):
        return replace(draft, reason=Reason.HIGHLIGHT, detail=f"perhaps a {verdict.kind}; no comment says what matters")
    return draft


def _place(drafts: Sequence[_Draft], course: Course, published: Ledger) -> list[_Draft]:
    """Every draft with its topic: of the course, or without one the document that it was read in.

    A published note stays in its topic unless its own words speak for another one: its neighbours come and go with
    the exports, and every change of a note overwrites what students wrote in it.
    """
    pairs = [draft.pair for draft in drafts if draft.pair]
    if course.topics:
        placements = topics.place(pairs, course.topics, tags=course.tags)
    else:
        placements = topics.by_document(pairs, title=course.title, reserved=[course.id])
    known = {topic.slug: topic for topic in course.topics}
    choices = {**known, topics.MISC.slug: topics.MISC}
    before = {entry.guid: entry.topic for entry in published.entries}
    placed = []
    for draft, placement in zip(drafts, placements, strict=True):
        if draft.pinned.topic in choices:
            placement = Placement(topic=choices[draft.pinned.topic], confidence=1.0, evidence=("override",))
        elif (topic := known.get(before.get(draft.guid, ""))) and not _speaks_for_itself(placement):
            placement = replace(placement, topic=topic, evidence=("published there",))
        placed.append(replace(draft, placement=placement))
    return placed


def _speaks_for_itself(placement: Placement) -> bool:
    return placement.topic != topics.MISC and "its neighbours" not in placement.evidence


# ---------------------------------------------------------------- composed, rendered


def _compose(draft: _Draft) -> _Draft:
    """The draft with its card, or set aside when none can be made of it."""
    if draft.reason:
        return draft
    assert draft.pair
    assert draft.verdict
    assert draft.placement
    try:
        return replace(draft, card=compose(draft.pair, draft.verdict, draft.placement))
    except PairError as error:
        return replace(draft, reason=Reason.UNFIT, detail=str(error))


def _connect(drafts: Sequence[_Draft]) -> list[_Draft]:
    """The drafts with cards that know of each other, and with what a person pinned on them."""
    cards = iter(connect([draft.card for draft in drafts if draft.card]))
    return [replace(draft, card=_pin(next(cards), draft.pinned)) if draft.card else draft for draft in drafts]


def _pin(card: Card, pinned: Override) -> Card:
    """The card with the override's texts in place of its own."""
    texts = {
        name: text
        for name in ("subject", "front", "back", "reverse", "formula", "note")
        if (text := getattr(pinned, name)) is not None
    }
    if pinned.answer is not None:
        texts |= {"back": pinned.answer, "status": "answered"}
    if "back" in texts:
        texts.setdefault("reverse", "")  # what was made of the old back would ask for something else
    if not texts:
        return card
    return replace(card, **texts, warnings=())


def _render(drafts: Sequence[_Draft], course: Course, renderer: Renderer, track: Track) -> list[Note]:
    """The notes of the drafts that have a card, numbered in reading order."""
    sources: dict[tuple[str, str], int] = {}
    for draft in drafts:
        sources.setdefault((draft.annotation.source_key, draft.annotation.title), len(sources))

    def reading_order(place: int) -> tuple[object, ...]:
        annotation = drafts[place].annotation
        # numbers before texts: one export may know a page number where another knows a label
        order = tuple((isinstance(key, str), key) for key in annotation.order)
        return (sources[annotation.source_key, annotation.title], order, annotation.origin.line or 0, annotation.uid)

    notes = []
    places = sorted((place for place, draft in enumerate(drafts) if draft.card), key=reading_order)
    for position, place in enumerate(track("rendering", places)):
        draft, card = drafts[place], drafts[place].card
        assert card
        notes.append(
            Note(
                guid=draft.guid,
                uid=draft.annotation.uid,
                fields=renderer.fields(card),
                tags=(f"flashgen::kind::{card.kind}", f"{course.id}::topic::{card.placement.topic.slug}"),
                kind=card.kind,
                topic=card.placement.topic.slug,
                deck=card.placement.topic.slug,
                subject=card.subject,
                status=card.status,
                position=position,
                card=card,
            )
        )
    return notes


def _set_aside(draft: _Draft) -> SetAside:
    assert draft.reason
    return SetAside(
        annotation=draft.annotation,
        guid=draft.guid,
        reason=draft.reason,
        detail=draft.detail,
        pair=draft.pair,
        verdict=draft.verdict,
        placement=draft.placement,
    )


def _decks(course: Course, notes: Sequence[Note], names: Mapping[str, str], *, description: str) -> tuple[Deck, ...]:
    """The decks that hold a note, in the order of the names."""
    by_deck: dict[str, list[Note]] = defaultdict(list)
    for note in sorted(notes, key=lambda note: note.position):
        by_deck[note.deck].append(note)
    alone = course.id == CONVERT and len(by_deck) == 1
    return tuple(
        Deck(
            slug=slug,
            name=name.rpartition("::")[0] if alone else name,
            description=description,
            notes=tuple(by_deck[slug]),
        )
        for slug, name in names.items()
        if slug in by_deck
    )
