"""What a student must never see: the faults of a card as Anki renders it, for any author's card."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from flashgen import tex
from flashgen.names import shortened

_BREAK = "\x00"
"""Stands in `Page.text` where a tag parts the text: no formula may reach across it (`<br>` is a line break)."""

EMPTY_FRONT = "the front is empty"

_LEAST_WORDS = 3
"""An answer of fewer words may stand in its question by right: "Translate: the cat"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a side of a card shows and loads."""

    text: str
    prose: str  # the text without code, in which nothing is typeset
    marked: tuple[str, ...] = ()  # what a cloze, a gap or a mark singles out
    pictures: int = 0
    active: tuple[str, ...] = ()  # what runs: scripts, event handlers, javascript: addresses
    remote: tuple[str, ...] = ()  # addresses that are loaded from elsewhere

    @property
    def words(self) -> str:
        """The text as a reader says it: without tags, in one line."""
        return _said(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """A card as Anki renders it; `answers` are the fields that only the back shows, first the one that answers."""

    question: Page
    answer: Page
    answers: tuple[str, ...] = ()


def page(html: str, css: str = "") -> Page:
    """What the HTML, dressed with the style sheet, shows and loads.

    What a frame holds is loaded and run, but not read as part of the text.
    """
    reader = _read(html)
    active, remote, frames = reader.active, [*reader.remote, *_loaded_by_style(css)], reader.frames
    while frames:
        inner = _read(frames.pop())
        active += inner.active
        remote += inner.remote
        frames += inner.frames
    return Page(
        text="".join(reader.text),
        prose="".join(reader.prose),
        marked=tuple(_said("".join(mark)) for mark in reader.marks),
        pictures=reader.pictures,
        active=tuple(active),
        remote=tuple(remote),
    )


def faults(card: Sides) -> Iterator[str]:
    """What is wrong with the card, a sentence each; nothing for a good card."""
    seen: set[str] = set()
    for check in CHECKS:
        for fault in check(card):
            if fault not in seen:
                seen.add(fault)
                yield fault


# ---------------------------------------------------------------- the checks


def _empty_front(card: Sides) -> Iterator[str]:
    if not card.question.words and not card.question.pictures:
        yield EMPTY_FRONT


def _answer_in_question(card: Sides) -> Iterator[str]:
    for answer in _answers(card):
        if _is_in(answer, card.question.words) and not _is_offered(answer, card.question.words):
            yield f"the answer stands in the question: {_shortened(answer)}"


def _answers(card: Sides) -> Iterator[str]:
    """What the back singles out and the front does not; where nothing is, the field that answers."""
    if card.answer.marked:
        yield from (mark for mark in card.answer.marked if mark not in card.question.marked)
    elif card.answers and len(_plain_words(answer := page(card.answers[0]).words).split()) >= _LEAST_WORDS:
        yield answer


def _is_in(answer: str, question: str) -> bool:
    words = _plain_words(answer)
    return bool(words) and f" {words} " in f" {_plain_words(question)} "


def _is_offered(answer: str, question: str) -> bool:
    """Is it one of the alternatives that a question puts: "Is it A or B?", "Which is longer, A, B or C?"?"""
    words = _plain_words(answer)
    for sentence in re.split(r"(?<=[.?!;])\s+", question):
        parts = re.split(r"\bor\b", sentence, flags=re.IGNORECASE) if sentence.endswith("?") else [sentence]
        before = [item for part in parts[:-1] for item in (part, *part.split(","))]
        if any(f" {_plain_words(item)}".endswith(f" {words}") for item in before):
            return True
        if any(f"{_plain_words(part)} ".startswith(f"{words} ") for part in parts[1:]):
            return True
    return False


def _formulas(card: Sides) -> Iterator[str]:
    for side in (card.question, card.answer):
        for formula, problem in formula_problems(side.prose):
            yield f"a formula does not parse: {problem}: {_shortened(formula)}"


def _dollars(card: Sides) -> Iterator[str]:
    for side in (card.question, card.answer):
        if found := re.search(rf"\$\$[^${_BREAK}]{{0,40}}(?:\$\$)?", side.prose):
            yield f"$$ is no formula in Anki; write \\[…\\]: {_shortened(found[0])}"


def _visible_delimiters(card: Sides) -> Iterator[str]:
    """Halves of formulas that show as they stand, because their writer broke the delimiter by an invisible character.

    A whole formula between two such is shown on purpose.
    """
    for side in (card.question, card.answer):
        marks = [mark for mark in _BROKEN.finditer(side.prose) if not _is_escaped(side.prose, mark.start())]
        while marks:
            mark = marks.pop(0)
            closes = bool(marks) and marks[0]["sign"] == _CLOSERS.get(mark["sign"])
            if closes and _BREAK not in side.prose[mark.end() : marks[0].start()]:
                marks.pop(0)
                continue
            lacks = "is not closed" if mark["sign"] in _CLOSERS else "closes nothing"
            found = _around(side.prose, mark.start())
            yield f"\\{mark['sign']} {lacks} and shows as it stands: {_shortened(_INVISIBLE.sub('', found))}"


_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]+")
_BROKEN = re.compile(rf"\\{_INVISIBLE.pattern}(?P<sign>[()\[\]])")
_CLOSERS = {"(": ")", "[": "]"}


def _active(card: Sides) -> Iterator[str]:
    for side in (card.question, card.answer):
        yield from (f"runs a program: {_shortened(active)}" for active in side.active)


def _remote(card: Sides) -> Iterator[str]:
    for side in (card.question, card.answer):
        yield from (f"loads from elsewhere: {_shortened(address)}" for address in side.remote)


CHECKS: tuple[Callable[[Sides], Iterator[str]], ...] = (
    _empty_front,
    _answer_in_question,
    _formulas,
    _visible_delimiters,
    _dollars,
    _active,
    _remote,
)


def formula_problems(text: str) -> Iterator[tuple[str, str]]:
    """Every formula of a page's text that Anki's MathJax would not typeset, with the reason."""
    place = 0
    for mark in re.finditer(r"\\(?P<shape>[(\[])|\\[)\]]", text):
        if mark.start() < place or _is_escaped(text, mark.start()):
            continue
        if not mark["shape"]:
            yield _around(text, mark.start()), f"{mark[0]} closes nothing"
            continue
        closing = "\\" + _CLOSERS[mark["shape"]]
        end = text.find(closing, mark.end())
        if end < 0:
            yield _around(text, mark.start()), f"{mark[0]} is not closed"
            return
        place = end + len(closing)
        formula = text[mark.end() : end]
        if _BREAK in formula:
            yield formula.replace(_BREAK, "…"), "a tag stands in it"
        elif problem := tex.problem(formula):
            yield formula, problem


def _is_escaped(text: str, place: int) -> bool:
    """Does an odd number of backslashes stand before this one, so that it is a line break with a bracket after it?"""
    before = text[:place]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _around(text: str, place: int) -> str:
    before, behind = text[max(0, place - 20) : place], text[place : place + 20]
    return before.rpartition(_BREAK)[2] + behind.partition(_BREAK)[0]


# ---------------------------------------------------------------- reading HTML


_TRANSPARENT = frozenset({"br", "wbr"})
_SILENT = frozenset({"script", "style", "template", "title"})
_CODE = frozenset({"code", "pre", "textarea"})
"""In which MathJax typesets nothing (its `skipHtmlTags`, as far as a card shows them)."""
_LOADING = {  # element -> attributes that load without being asked
    "img": ("src", "srcset"),
    "audio": ("src",),
    "video": ("src", "poster"),
    "source": ("src", "srcset"),
    "track": ("src",),
    "embed": ("src",),
    "iframe": ("src",),
    "frame": ("src",),
    "input": ("src",),
    "script": ("src",),
    "link": ("href",),
    "object": ("data",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
    "body": ("background",),
    "table": ("background",),
    "td": ("background",),
}
_MARKS = re.compile(r"\b(?:cloze|gap)\b(?!-)")
_ELSEWHERE = re.compile(r"(?:https?|ftp|wss?):|//", re.IGNORECASE)
_PROGRAM = re.compile(r"(?:javascript|vbscript):|data:\s*(?:text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(slots=True)
class _Open:
    tag: str
    mark: list[str] | None


class _Reader(HTMLParser):
    """Collects what `Page` holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.prose: list[str] = []
        self.marks: list[list[str]] = []
        self.pictures = 0
        self.active: list[str] = []
        self.remote: list[str] = []
        self.frames: list[str] = []
        self._open: list[_Open] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins: what it runs and loads, and whether it marks what it holds."""
        given = {name: value or "" for name, value in attrs}
        self._say("\n" if tag in _TRANSPARENT else _BREAK)
        self.pictures += tag in {"img", "svg", "canvas", "audio", "video", "object", "input"}
        self._look_at(tag, given)
        marks = tag == "mark" or bool(_MARKS.search(given.get("class", "")) and "cloze-inactive" not in given["class"])
        if tag not in _VOID:
            mark: list[str] | None = [] if marks else None
            if mark is not None:
                self.marks.append(mark)
            self._open.append(_Open(tag, mark))

    def handle_endtag(self, tag: str) -> None:
        """An element ends, with all that were left open in it."""
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass
        if tag not in _TRANSPARENT:
            self._say(_BREAK)

    def handle_data(self, data: str) -> None:
        """Text, or the program or style sheet that an element holds."""
        if any(element.tag == "style" for element in self._open):
            self.remote += _loaded_by_style(data)
        elif not any(element.tag in _SILENT for element in self._open):
            self._say(data)
            for element in self._open:
                if element.mark is not None:
                    element.mark.append(data)

    def _say(self, text: str) -> None:
        self.text.append(text)
        if not any(element.tag in _CODE for element in self._open):
            self.prose.append(text)

    def _look_at(self, tag: str, given: dict[str, str]) -> None:
        if tag == "script":
            self.active.append(f"<script {given.get('src', '')}".strip() + ">")
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.active.append("<meta http-equiv=refresh>")
        for name, value in given.items():
            if name.startswith("on"):
                self.active.append(f"{name}={value}")
            if _PROGRAM.match(_address(value)):
                self.active.append(f"{name}={value}")
        if tag == "iframe" and "srcdoc" in given:
            self.frames.append(given["srcdoc"])
        for name in _LOADING.get(tag, ()):
            places = given.get(name, "").split(",") if name == "srcset" else [given.get(name, "")]
            self.remote += [place.strip() for place in places if _is_elsewhere(place)]
        self.remote += _loaded_by_style(given.get("style", ""))


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def _address(written: str) -> str:
    """The address as a browser takes it: without tabs and line ends in it, blanks and control characters around it.

    Source: WHATWG URL Standard, basic URL parser, steps 1 to 3.
    """
    return re.sub(r"[\t\n\r]", "", re.sub(r"^[\x00-\x20]+|[\x00-\x20]+$", "", written))


def _is_elsewhere(written: str) -> bool:
    return bool(_ELSEWHERE.match(_address(written)))


def _loaded_by_style(css: str) -> list[str]:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    found = re.findall(r"(?:@import\s*(?:url\()?|url\()\s*[\"']?([^\"')\s;]+)", css, re.IGNORECASE)
    return [address for address in found if _is_elsewhere(address)]


def _said(text: str) -> str:
    return " ".join(text.replace(_BREAK, " ").split())


def _plain_words(text: str) -> str:
    """The words alone, so that a comma or a capital hides no answer."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))


def _shortened(text: str) -> str:
    return shortened(_said(text), 60)
