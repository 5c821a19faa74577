"""Which published note an annotation of a new export is, or that it is new; what is unclear is left to a person.

Each step takes what the steps before it left, and only what is unambiguous:

    answered       a person said so (`flashgen relink`)
    id             the program's id, a re-imported copy's that of its original, or the hash that stands for an id
    fingerprint    the same quote, from another form of the export
    alike          a re-anchored quote, a reworded comment
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Generic, TypeVar

from rapidfuzz import fuzz

from flashgen import identity
from flashgen.errors import CourseError
from flashgen.model import Annotation, Entry, How, Identity, Ledger, Reason

SURE = 75.0
"""Two texts that score this much, and `MARGIN` more than any other, are one annotation."""
POSSIBLE = 50.0
"""Two texts that score this much may be one annotation: a person is asked."""
MARGIN = 10.0

_LEAST = 20
"""Letters that a text needs for its likeness, or for lying inside a longer one, to mean anything."""


_TELLING = 30
"""Three words in a row that this many published notes share tell nothing."""


@dataclass(slots=True)
class _Same:
    """The annotations that are one and the same: copies share their identity."""

    indexes: list[int]
    annotations: list[Annotation]
    guid: str = ""
    how: How = "new"
    candidates: tuple[str, ...] = ()

    @property
    def first(self) -> Annotation:
        return self.annotations[0]

    @property
    def open(self) -> bool:
        return not self.guid and not self.candidates


def identify(annotations: Sequence[Annotation], ledger: Ledger, *, course_id: str) -> tuple[Identity, ...]:
    """The identity of every annotation, in order: no guid depends on the order of the exports or on what became of it.

    Annotations that are copies of each other (`identity.words_print`) have one guid. Of several new comments on one
    quote, the first in its file has the quote's uid, the next ones the uid with an ordinal.
    """
    return _Recognition.of(annotations, ledger, course_id).run(len(annotations))


def handle(annotation: Annotation) -> str:
    """What `Ledger.links` calls an annotation: its uid, and its comment since one quote may have several."""
    return f"{annotation.uid}~{identity.comment_print(annotation.comment)[:8]}"


def questions(found: Sequence[Identity], ledger: Ledger) -> list[dict[str, Any]]:
    """What is to be asked: each annotation that is not clear, with the published notes that it may be, best first."""
    entries = ledger.by_guid
    asked = {known.guid: known for known in reversed(found) if known.candidates}
    return [
        {
            "guid": known.guid,
            "origin": str(known.annotation.origin),
            "quote": identity.folded(known.annotation.quote),
            "comment": identity.folded(known.annotation.comment),
            "candidates": [
                {"guid": guid, "subject": entry.subject, "quote": entry.quote, "comment": entry.comment}
                for guid in known.candidates
                for entry in (entries[guid],)
            ],
        }
        for known in reversed(asked.values())
    ]


def answered(found: Sequence[Identity], ledger: Ledger, answers: Mapping[str, str]) -> dict[str, str]:
    """The links that answers (guid of an annotation -> guid of a published note, or "new") add to the ledger.

    Raises CourseError for a guid that nothing has, and where two annotations would be one note.
    """
    published = {entry.guid for entry in ledger.entries}
    links: dict[str, str] = {}
    for guid, answer in answers.items():
        annotations = [known.annotation for known in found if known.guid == guid]
        if not annotations:
            raise CourseError(f"relink: no annotation has the guid {guid!r}; flashgen explain --course prints them")
        if answer != "new" and answer not in published:
            raise CourseError(f"relink: no published note has the guid {answer!r}; ledger.jsonl holds them")
        if answer == "new" and guid in published:
            raise CourseError(f"relink: {guid!r} is published; give the guid of another note, not new")
        links |= {handle(annotation): guid if answer == "new" else answer for annotation in annotations}
    named = {guid: guid if answer == "new" else answer for guid, answer in answers.items()}
    holders = {known.guid: named.get(known.guid, known.guid) for known in found}
    for guid, note in named.items():
        if rivals := sorted(other for other, held in holders.items() if held == note and other != guid):
            origins = [str(known.annotation.origin) for known in found if known.guid in {guid, rivals[0]}]
            raise CourseError(f"relink: {note!r} can be one annotation only, not both {origins[0]} and {origins[-1]}")
    return links


@dataclass(slots=True)
class _Recognition:
    groups: list[_Same]
    entries: Mapping[str, Entry]
    links: Mapping[str, str]
    course_id: str
    taken: set[str] = field(default_factory=set)
    questioned: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, annotations: Sequence[Annotation], ledger: Ledger, course_id: str) -> "_Recognition":
        same: dict[str, _Same] = {}
        older = {index for index, one in enumerate(annotations) if one.aside is Reason.DUPLICATE}
        in_order = sorted(
            range(len(annotations)), key=lambda index: (index in older, annotations[index].origin.export, index)
        )
        said: dict[str, str] = {}
        for index in in_order:
            words = identity.words_print(annotations[index])
            if index in older:  # its words were others, it is the same
                words = said.get(annotations[index].uid, words)
            else:
                said.setdefault(annotations[index].uid, words)
            group = same.setdefault(words, _Same(indexes=[], annotations=[]))
            group.indexes.append(index)
            group.annotations.append(annotations[index])
        return cls(groups=list(same.values()), entries=ledger.by_guid, links=ledger.links, course_id=course_id)

    def run(self, count: int) -> tuple[Identity, ...]:
        self.by_answer()
        self.by_key("id", lambda annotation: annotation.uid, lambda entry: (entry.uid, *entry.aliases))
        self.by_key("fingerprint", lambda annotation: annotation.fingerprint, lambda entry: (entry.fingerprint,))
        self.by_likeness()
        self.as_new()
        found: dict[int, Identity] = {}
        for group in self.groups:
            for index, annotation in zip(group.indexes, group.annotations, strict=True):
                found[index] = Identity(
                    annotation=annotation, guid=group.guid, how=group.how, candidates=group.candidates
                )
        return tuple(found[index] for index in range(count))

    # ------------------------------------------------------------ steps

    def by_answer(self) -> None:
        for group in self.groups:
            for annotation in group.annotations:
                guid = self.links.get(handle(annotation))
                if guid and guid not in self.taken and group.open:
                    self.take(group, guid, "answered")

    def by_key(
        self, how: How, of_annotation: Callable[[Annotation], str], of_entry: Callable[[Entry], Iterable[str]]
    ) -> None:
        groups: dict[str, list[_Same]] = defaultdict(list)
        for group in filter(_is_open, self.groups):
            for key in dict.fromkeys(map(of_annotation, group.annotations)):
                groups[key].append(group)
        entries: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.entries.values():
            for key in of_entry(entry):
                entries[key].append(entry)
        for key in filter(None, groups):
            self.pair_up(how, groups[key], [entry for entry in entries[key] if entry.guid not in self.taken])

    def pair_up(self, how: How, groups: Sequence[_Same], entries: Sequence[Entry]) -> None:
        """Give the entries of one key to its annotations: by comment, else where one of each is left."""
        for group in filter(_is_open, groups):
            prints = {identity.comment_print(annotation.comment) for annotation in group.annotations}
            same = [entry for entry in entries if entry.comment_print in prints and self.free(entry)]
            if same:
                self.take(group, min(same, key=lambda entry: (entry.status == "retired", entry.guid)).guid, how)
        left = list(filter(_is_open, groups))
        free = list(filter(self.free, entries))
        if len(left) == len(free) == 1 and (how != "fingerprint" or not _differ_by_id(left[0], free[0])):
            self.take(left[0], free[0].guid, how)
        else:
            several = [(n, entry) for n in range(len(left)) for entry in entries if entry.guid not in self.taken]
            self.choose(how, left, several, _comment_likeness, least=0.0)

    def by_likeness(self) -> None:
        open_entries = [entry for entry in self.entries.values() if entry.guid not in self.taken]
        left = list(filter(_is_open, self.groups))
        self.choose("alike", left, _neighbours(left, open_entries), _likeness, least=POSSIBLE)

    def as_new(self) -> None:
        """Ids for what was not recognised; the candidates of a question that meanwhile were recognised are dropped."""
        for group in self.groups:
            group.candidates = tuple(guid for guid in group.candidates if guid not in self.taken)
            if group.guid:
                continue
            ordinal = 1
            uid = group.first.uid
            while (guid := identity.guid(self.course_id, uid)) in self.entries or guid in self.taken:
                ordinal += 1
                uid = f"{group.first.uid}~{ordinal}"
            self.take(group, guid, "unclear" if group.candidates else "new")

    # ------------------------------------------------------------ choosing

    def choose(
        self,
        how: How,
        groups: Sequence[_Same],
        pairs: Iterable[tuple[int, Entry]],
        score: Callable[[_Same, Entry], float],
        *,
        least: float,
    ) -> None:
        """Take the pairs that are each other's clear best; ask where `least` points are possible but not clear."""
        by_group: dict[int, dict[str, float]] = defaultdict(dict)
        by_guid: dict[str, dict[int, float]] = defaultdict(dict)
        for n, entry in pairs:
            if (points := score(groups[n], entry)) >= least:
                by_group[n][entry.guid] = by_guid[entry.guid][n] = points
        ranked = sorted((-points, n, guid) for n, found in by_group.items() for guid, points in found.items())
        guids_left = {n: _Left(found, lambda guid: guid in self.taken) for n, found in by_group.items()}
        groups_left = {guid: _Left(found, lambda n: not groups[n].open) for guid, found in by_guid.items()}
        for points, n, guid in ((-negative, n, guid) for negative, n, guid in ranked):
            if points < SURE:
                break
            if groups[n].open and self.free(self.entries[guid]):
                rival = max(guids_left[n].best_beside(guid), groups_left[guid].best_beside(n))
                if points - rival >= MARGIN:
                    self.take(groups[n], guid, how)
        for n, found in by_group.items():
            possible = sorted((-points, guid) for guid, points in found.items() if guid not in self.taken)
            if groups[n].open and possible:
                groups[n].candidates = tuple(guid for _, guid in possible)
                self.questioned.update(groups[n].candidates)

    def free(self, entry: Entry) -> bool:
        return entry.guid not in self.taken and entry.guid not in self.questioned

    def take(self, group: _Same, guid: str, how: How) -> None:
        self.taken.add(guid)
        group.guid, group.how = guid, how


Key = TypeVar("Key", int, str)


class _Left(Generic[Key]):
    """Those of several candidates that are not gone, and never come back, best first."""

    def __init__(self, points: Mapping[Key, float], gone: Callable[[Key], bool]) -> None:
        self._worst_first: list[tuple[float, Key]] = sorted((point, key) for key, point in points.items())
        self._gone: Callable[[Key], bool] = gone

    def best_beside(self, key: Key) -> float:
        """The points of the best that is left beside this one; minus infinity where none is."""
        while self._worst_first and self._gone(self._worst_first[-1][1]):
            self._worst_first.pop()
        beside = (point for point, other in reversed(self._worst_first) if other != key and not self._gone(other))
        return next(beside, -math.inf)


def _is_open(group: _Same) -> bool:
    return group.open


def _neighbours(groups: Sequence[_Same], entries: Sequence[Entry]) -> Iterable[tuple[int, Entry]]:
    """The pairs worth comparing: those with three words in a row in common, so that large courses stay quick."""
    holders: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        for trio in _trios(entry.quote, entry.comment):
            holders[trio].append(entry)
    for n, group in enumerate(groups):
        trios = _trios(group.first.quote, group.first.comment)
        telling = [holders[trio] for trio in trios if len(holders.get(trio, ())) in range(1, _TELLING)]
        near = {entry.guid: entry for found in telling for entry in found}
        yield from ((n, near[guid]) for guid in sorted(near))


def _trios(*texts: str) -> list[str]:
    words = [word for text in texts for word in map(identity.squeezed, text.split()) if word]
    return list(dict.fromkeys(" ".join(words[n : n + 3]) for n in range(max(len(words) - 2, 1))))


# ---------------------------------------------------------------- likeness


@lru_cache(maxsize=1 << 16)  # each text is compared with many
def _letters(text: str) -> str:
    return identity.squeezed(text)


def _differ_by_id(group: _Same, entry: Entry) -> bool:
    """Whether a program that gives lasting ids calls them two annotations."""
    return all(
        annotation.native_id
        and "#" not in entry.uid.split(":")[0]
        and entry.uid.split(":")[0] == annotation.uid.split(":")[0]
        for annotation in group.annotations
    )


def _likeness(group: _Same, entry: Entry) -> float:
    """0 to 100: how much the first annotation of the group looks like what was published, quote before comment."""
    quote, comment = group.first.quote, group.first.comment
    if bool(_letters(quote)) != bool(_letters(entry.quote)):
        return 0.0
    by_comment = _alike(comment, entry.comment)
    if _differ_by_id(group, entry) and by_comment < SURE:
        return 0.0
    if not quote:
        return by_comment
    by_quote = _alike(quote, entry.quote)
    within = by_quote if by_quote >= SURE else max(by_quote, _within(quote, entry.quote))
    if len(_letters(comment)) < _LEAST and len(_letters(entry.comment)) < _LEAST:
        return within if by_comment else by_quote
    repeated = SURE - MARGIN if by_comment >= SURE else 0.0  # few sentences are written twice, but some are
    return max(by_quote, repeated, 0.6 * within + 0.4 * by_comment)


def _comment_likeness(group: _Same, entry: Entry) -> float:
    return max(_alike(annotation.comment, entry.comment) for annotation in group.annotations)


def _alike(one: str, other: str) -> float:
    """0 to 100. Two unrelated texts of one language share about half of their letters in order: that counts as 0."""
    one, other = _letters(one), _letters(other)
    if min(len(one), len(other)) < _LEAST:
        return 100.0 if one == other else 0.0
    return max(0.0, 2 * fuzz.ratio(one, other) - 100)


def _within(one: str, other: str) -> float:
    """0 to 100: how much of the shorter text stands in the longer one; a very short one does or does not."""
    shorter, longer = sorted((_letters(one), _letters(other)), key=len)
    if len(shorter) < _LEAST:
        return 100.0 if shorter and shorter in longer else 0.0
    return max(0.0, 2 * fuzz.partial_ratio(shorter, longer) - 100)
