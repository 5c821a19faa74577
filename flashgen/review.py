"""flashgen review: the cards that need a look, weakest first, one key for each answer.

The walk is a function of questions, a screen and what is done with an answer, so it runs without a terminal too.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any, Protocol

from flashgen import identity
from flashgen.compose import NO_QUESTION, compose
from flashgen.errors import CourseError, PairError
from flashgen.model import Annotation, Build, Card, Entry, Identity, Kind, Ledger, Note, SetAside
from flashgen.pins import is_decided
from flashgen.report import UNSURE, for_terminal, needs_a_look, unsure_formulas

if TYPE_CHECKING:
    from rich.text import Text

LATER, BACK, LEAVE, ESCAPE = "l", "z", "q", "\x1b"
EDITS = {"f": "front", "b": "back", "a": "answer"}
KINDS = {"d": Kind.DEFINITION, "c": Kind.CLAIM, "o": Kind.QUESTION}
NAMES = {Kind.DEFINITION: "a definition", Kind.CLAIM: "a claim", Kind.QUESTION: "an open question"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One key and what it means: pins for overrides.yaml, a text to write, or the published note that it is."""

    key: str
    label: str
    pins: Mapping[str, Any] | None = None
    field: str = ""  # the text that is to be written
    note: str = ""  # guid of a published note, or "new": an answer for the ledger
    preview: str = ""  # the front as it would be


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One annotation that needs a look, why, and what may be answered. `weakness` is 0 to 1, the weakest 1."""

    guid: str
    annotation: Annotation
    causes: tuple[str, ...]
    weakness: float
    choices: tuple[Choice, ...]
    card: Card | None = None
    aside: str = ""

    def choice(self, key: str) -> Choice | None:
        """What the key means here, None for nothing."""
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person decided: pins under the override's key, of which None takes one out, or the note that it is."""

    key: str
    pins: Mapping[str, Any]
    note: str = ""


class Screen(Protocol):
    """Where the walk is seen and answered."""

    def show(self, question: Question, number: int, count: int) -> None:
        """Show the question and its choices."""

    def key(self) -> str:
        """The next key that the person presses; "\\r" is the return key."""

    def write(self, field: str, text: str) -> str | None:
        """The text that the person makes of this one, None to leave it."""

    def end(self, answered: int, count: int) -> None:
        """Say that this was the last question, and that BACK still goes back."""


# ---------------------------------------------------------------- what is asked


def questions(build: Build, published: Ledger) -> tuple[Question, ...]:
    """Everything that needs a look and has no override that still stands, the weakest first."""
    causes: dict[str, list[str]] = {}
    for note, cause in needs_a_look(build):
        causes.setdefault(note.guid, []).append(cause)
    found = [_of_note(note, causes[note.guid]) for note in build.notes if note.guid in causes]
    found += _unsure_asides(build)
    entries = published.by_guid
    unclear = {known.guid: known for known in build.identities if known.candidates}
    found += [_of_identity(known, entries) for known in unclear.values()]
    return tuple(sorted(found, key=lambda question: (-question.weakness, question.guid)))


def _of_note(note: Note, causes: Sequence[str]) -> Question:
    card = note.card
    assert card
    annotation = card.pair.annotation
    doubts = [1 - sure for sure in (annotation.confidence, card.verdict.confidence) if sure < UNSURE]
    if card.warnings:
        doubts.append(min(0.9, 0.4 + 0.1 * len(card.warnings)))
    return Question(
        guid=note.guid,
        annotation=annotation,
        causes=tuple(causes),
        weakness=max(doubts, default=0.0),
        choices=(
            Choice(key="\r", label="good as it is", pins={"kind": card.kind.value}),
            *(_other_kinds(card)),
            *(Choice(key=key, label=f"write the {field}", field=field) for key, field in EDITS.items()),
            *([Choice(key="p", label="pair other lines", field="pair")] if annotation.quote_lines else []),
            Choice(key="x", label="leave it out", pins={"skip": True}),
            *_MOVES,
        ),
        card=card,
    )


def _other_kinds(card: Card) -> Iterator[Choice]:
    for key, kind in KINDS.items():
        if kind is not card.kind:
            try:
                other = compose(card.pair, replace(card.verdict, kind=kind, confidence=1.0), card.placement)
            except PairError:
                continue
            if NO_QUESTION not in other.warnings:
                yield Choice(key=key, label=NAMES[kind], pins={"kind": kind.value}, preview=other.front)


def _unsure_asides(build: Build) -> Iterator[Question]:
    by_key = {override.key: override for override in build.course.overrides}
    for aside in build.set_aside:
        verdict = aside.verdict
        if verdict is None or verdict.aside is not aside.reason or verdict.confidence >= UNSURE:
            continue  # nothing judged it, or what did was sure
        if not is_decided(aside.annotation, aside.guid, by_key):
            yield _of_aside(aside, doubt=1 - verdict.confidence)


def _of_aside(aside: SetAside, *, doubt: float) -> Question:
    return Question(
        guid=aside.guid,
        annotation=aside.annotation,
        causes=("unsure whether there is a card in it",),
        weakness=doubt,
        choices=(
            Choice(key="\r", label="leave it out", pins={"skip": True}),
            *(Choice(key=key, label=NAMES[kind], pins={"kind": kind.value}) for key, kind in KINDS.items()),
            *_MOVES,
        ),
        aside=f"{aside.reason.value}{f': {aside.detail}' if aside.detail else ''}",
    )


def _of_identity(known: Identity, entries: Mapping[str, Entry]) -> Question:
    shown = known.candidates[:9]
    texts = _told_apart([f"{entries[guid].quote} {entries[guid].comment}" for guid in shown])
    return Question(
        guid=known.guid,
        annotation=known.annotation,
        causes=("it may be a note that is published already",),
        weakness=1.0,
        choices=(
            *(
                Choice(key=str(n), label=f"it is {guid}", note=guid, preview=text)
                for n, (guid, text) in enumerate(zip(shown, texts, strict=True), 1)
            ),
            Choice(key="n", label="none of them, it is new", note="new"),
            *_MOVES,
        ),
        aside="waits for the answer",
    )


def _told_apart(texts: Sequence[str]) -> list[str]:
    """The texts without the beginning that they share: a screen may hold no more than what tells them apart."""
    words = [text.split() for text in texts]
    shared = sum(1 for _ in takewhile(lambda place: len(set(place)) == 1, zip(*words, strict=False)))
    return [" ".join(("…", *text[shared:])) for text in words] if len(texts) > 1 and shared > 1 else list(texts)


_MOVES = (
    Choice(key=LATER, label="later"),
    Choice(key=BACK, label="take the last answer back"),
    Choice(key=LEAVE, label="leave"),
)


# ---------------------------------------------------------------- the walk


def walk(asked: Sequence[Question], screen: Screen, settle: Callable[[Answer], None]) -> int:
    """Ask every question until the person leaves; each answer is settled at once. How many have an answer."""
    answers: dict[str, Answer] = {}
    place = 0
    while asked:
        question = asked[place] if place < len(asked) else None
        if question:
            screen.show(question, place + 1, len(asked))
        else:
            screen.end(len(answers), len(asked))
        key = screen.key()
        if key == BACK:
            place = max(0, place - 1)
            _take_back(answers, asked[place].guid, settle)
            continue
        if question is None or key in {LEAVE, ESCAPE}:
            break
        choice = question.choice("\r" if key == "\n" else key)
        if choice is None:
            continue
        if choice.key != LATER:
            answer = _answer(question, choice, screen)
            if answer is None:
                continue
            try:
                settle(answer)
            except CourseError as error:  # another annotation is that note already
                if not answer.note:
                    raise
                asked = [*asked[:place], replace(question, causes=(str(error),)), *asked[place + 1 :]]
                continue
            answers[question.guid] = answer
        place += 1
    return len(answers)


def _take_back(answers: dict[str, Answer], guid: str, settle: Callable[[Answer], None]) -> None:
    """The answer's pins are out again; which note it is stays said until it is said otherwise."""
    if guid in answers and not answers[guid].note:
        answer = answers.pop(guid)
        settle(replace(answer, pins=dict.fromkeys(answer.pins)))


def _answer(question: Question, choice: Choice, screen: Screen) -> Answer | None:
    if choice.note:
        return Answer(key=question.guid, pins={}, note=choice.note)
    pins = dict(choice.pins or {})
    annotation = question.annotation
    if choice.field:
        written = (screen.write(choice.field, _text(question, choice.field)) or "").strip()
        if choice.field == "pair":
            pair = _pair(written)
            return Answer(key=str(annotation.origin), pins={"pair": pair}) if pair else None
        if not written:
            return None
        pins = {choice.field: written}
    was = identity.raw(quote=annotation.quote, comment=annotation.comment)
    return Answer(key=question.guid, pins={**pins, "was": was})


def _text(question: Question, field: str) -> str:
    """What stands there before the person writes."""
    if field == "pair":
        lines = question.annotation.quote_lines, question.annotation.comment_lines
        return "".join(f"{name}: {' '.join(map(str, found))}\n" for name, found in zip(_HALVES, lines, strict=True))
    return getattr(question.card, field, "") if question.card else ""


_HALVES = ("quote", "comment")


def _pair(written: str) -> dict[str, list[int]]:
    """The lines of `quote: 35` and `comment: 36 37`, on one line or two; nothing where no half has one."""
    pair = {
        half: [int(line) for line in re.findall(r"\d+", found[1])]
        for half in _HALVES
        if (found := re.search(rf"{half}:([\d\s,]*)", written))
    }
    return pair if any(pair.values()) else {}


# ---------------------------------------------------------------- a terminal


class Terminal:
    """The walk on a terminal: why, the card and the keys, shortened so that all of it is seen at once."""

    def __init__(self, *, key: Callable[[], str], edit: Callable[[str], str | None]) -> None:
        from rich.console import Console

        self._console = Console(highlight=False)
        self._key, self._edit = key, edit

    def show(self, question: Question, number: int, count: int) -> None:
        """Clear the screen and draw the question."""
        from rich.text import Text

        console = self._console
        why = "; ".join(question.causes)
        head = [
            Text(for_terminal(f"{number} of {count}  {question.annotation.origin}"), style="dim"),
            Text(for_terminal(f"? {why}"), style="yellow"),
        ]
        menu = self._menu(question.choices)
        room = console.height - len(head) - len(menu) - 3  # two blank lines, and the one with the cursor
        console.clear()
        for line in (*head, Text(), *self._card(question, room=room), Text(), *menu):
            line.truncate(console.width - 1, overflow="ellipsis")
            console.print(line, no_wrap=True)

    def key(self) -> str:
        """One key, without return."""
        return self._key()

    def write(self, field: str, text: str) -> str | None:
        """The text as the person leaves it; None where they break off."""
        del field
        return self._edit(text)

    def end(self, answered: int, count: int) -> None:
        """Clear the screen and say that this was all."""
        self._console.clear()
        self._console.print(f"{answered} of {count} answered; z takes the last answer back, any other key ends")

    def _card(self, question: Question, *, room: int) -> "Iterator[Text]":
        """The parts of the card, their titles beside them, in at most `room` lines (one a part at least)."""
        from rich.text import Text

        width = max(20, self._console.width - TITLES - 1)
        parts = [
            (title, Text(for_terminal(text)).wrap(self._console, width))
            for title, text in self._parts(question)
            if text.strip()
        ]
        shown = [len(lines) for _, lines in parts]
        while sum(shown) > max(room, len(parts)):
            shown[max(range(len(shown)), key=shown.__getitem__)] -= 1
        for (title, lines), n in zip(parts, shown, strict=True):
            for place, line in enumerate(lines[:n]):
                cut = place == n - 1 and n < len(lines)
                if cut:
                    line.truncate(width - 2, overflow="ellipsis")
                    line.append(" …")
                yield Text(f"{'' if place else title:<{TITLES}}", style="dim").append_text(line)

    def _menu(self, choices: Sequence[Choice]) -> "list[Text]":
        """The choices: with a preview on a line of their own, the others as many on a line as fit."""
        from rich.text import Text

        lines: list[Text] = []
        open_line = False
        for choice in choices:
            told = Text().append(f" {'return' if choice.key == chr(13) else choice.key} ", style="bold")
            told.append(for_terminal(f"{choice.label}{f': {choice.preview}' if choice.preview else ''} "))
            if open_line and not choice.preview and lines[-1].cell_len + told.cell_len < self._console.width:
                lines[-1].append_text(told)
            else:
                lines.append(told)
            open_line = not choice.preview
        return lines

    def _parts(self, question: Question) -> Iterator[tuple[str, str]]:
        if card := question.card:
            yield str(card.kind), card.front
            yield "answer", card.back
            yield "reverse", card.reverse
            yield "formula", card.formula
            yield "unsure", "\n".join(unsure_formulas(card))
            yield "topic", card.placement.topic.title
        elif question.aside:
            yield "set aside", question.aside
        yield "quote", question.annotation.quote
        yield "comment", question.annotation.comment
        yield "or read so", question.annotation.second_reading


TITLES = 12  # columns
