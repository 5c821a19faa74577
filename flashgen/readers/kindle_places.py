"""The words of Kindle's eleven languages: kinds of records, pages and locations, dates."""

import re
import unicodedata
from collections.abc import Iterable, Set
from datetime import datetime, time
from functools import lru_cache
from typing import NamedTuple

from flashgen.identity import folded
from flashgen.model import Role

KIND_WORDS = (  # tried in this order: a bookmark's or highlight's line never holds the words above its own
    (Role.BOOKMARK, "bookmark lesezeichen marcador signet segnalibro bladwijzer закладка ブックマーク 书签"),
    (Role.HIGHLIGHT, "highlight markierung subrayado surlignement evidenziazione destaque выделенный ハイライト 标注"),
    (Role.HIGHLIGHT, "clip artikel underline circle asterisk"),  # periodicals, pens of firmware 5.19
    (Role.NOTE, "note notiz nota notitie заметка メモ 笔记"),
)

MONTHS = {
    month: number
    for language in (
        "january february march april may june july august september october november december",
        "januar februar marz april mai juni juli august september oktober november dezember",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    )
    for number, month in enumerate(language.split(), 1)
}

PAGE = re.compile(r"page|seite|página|pagina|страниц|ページ|页")
ROMAN = re.compile(rf"(?:{PAGE.pattern})\w? +([ivxlcdm]+)\b")
NUMBERS = re.compile(r"(\d{1,9})(?: ?(?:[-–—]|t/m) ?(\d{1,9}))?")
CLOCK = re.compile(  # `6:10:53`; old firmware also 09时11分28秒, 23h32min06s; never the zone in `GMT+08:00`
    r"(?<![+\-\d])(\d{1,2})(?:[:.]| ?[h时時点])[ ]?(\d\d)(?:(?:[:.]| ?(?:min|'|分))(\d\d))?"
)
MORNING = re.compile(r"上午|午前|\ba\. ?m\.|\bam\b")
AFTERNOON = re.compile(r"下午|午後|\bp\. ?m\.|\bpm\b")
ISO_LIKE = re.compile(r"(\d{4})[年-](\d{1,2})[月-](\d{1,2})")
LIMIT_REACHED = re.compile(r'<[^<>="/\n]{12,}>')  # in the device's language
LIMIT_IN_ENGLISH = "<You have reached the clipping limit for this item>"
LOCATION = 100  # characters that stand in one location at least
NUMBER_OR_WORD = re.compile(r"\d+|[^\W\d_]+")


Span = tuple[str, int, int]
"""A range to compare with others: its unit, where it begins, where it ends."""


class Place(NamedTuple):
    """Where in a book: the page's label and the range of locations; either may be missing."""

    page: str = ""
    start: int | None = None
    end: int | None = None

    @property
    def locator(self) -> str:
        """What tells the place in an identity: the forms of Kindle's exports share the start alone."""
        return self.page if self.start is None else str(self.start)

    @property
    def location(self) -> str:
        """The range as Kindle writes it."""
        return "" if self.start is None else str(self.start) if self.end == self.start else f"{self.start}-{self.end}"

    @property
    def span(self) -> Span | None:
        """The range of locations, else of pages; None where there is neither number."""
        if self.start is not None and self.end is not None:
            return ("location", self.start, self.end)
        numbers = [int(number) for number in re.findall(r"\d{1,9}", self.page)]
        return ("page", numbers[0], numbers[-1]) if numbers else None


def book_key(title: str) -> str:
    """What tells the book in an identity: one of Kindle's exports writes the title in capitals."""
    return folded(title).casefold()


def stands_in(note: Place, highlight: Place, text: str) -> bool:
    """Whether a note is inside a highlight of which only the beginning is told; its text tells how far it goes."""
    if note.start is None or highlight.start is None:
        return note.page == highlight.page
    return highlight.start <= note.start <= highlight.start + len(text) // LOCATION + 1


def limits_in(texts: Iterable[str]) -> frozenset[str]:
    """What stands in place of words that the publisher lets nobody copy, in whatever language: alone in some text."""
    return frozenset([LIMIT_IN_ENGLISH, *(text for text in map(str.strip, texts) if LIMIT_REACHED.fullmatch(text))])


def cut_by(limits: Set[str], text: str) -> tuple[str, str]:
    """The words that were copied, and what stands in place of the rest: "" where they are all there."""
    before, mark, rest = text.rstrip().rpartition("<")
    return (before.rstrip(), mark + rest) if mark + rest in limits else (text, "")


@lru_cache(4096)
def kind_of(words: str) -> Role | None:
    """The kind that a record's second line tells, None where no known word does."""
    words = words.casefold()
    return next((kind for kind, known in KIND_WORDS if any(word in words for word in known.split())), None)


def place_of(words: str) -> Place:
    """The page and the location in `on page 112 | Location 1300-1301` and its sisters in other languages."""
    words = words.casefold()
    groups = list(NUMBERS.finditer(words))
    roman = ROMAN.search(words)
    page = ""
    if roman:
        page = roman[1]
    elif groups and PAGE.search(words):
        page = groups.pop(0)[0]
    if not groups:
        return Place(page)
    first, last = groups[0].groups()
    last = last or first
    if len(last) < len(first):  # old firmware cuts the end: 100-02 means 100 to 102
        last = first[: -len(last)] + last
    return Place(page, int(first), max(int(first), int(last)))


def moment_of(phrase: str) -> datetime | None:
    """The time of the device, without a zone, in `Added on Thursday, August 22, 2024 6:10:53 PM` and its sisters."""
    phrase = phrase.replace("\u202f", " ").replace("\xa0", " ").casefold()
    clock = CLOCK.search(phrase)
    day = day_of(phrase[: clock.start()] if clock else phrase)
    if day is None or clock is None:
        return day
    hour, minute, second = (int(number or 0) for number in clock.groups())
    before, after = phrase[: clock.start()][-3:], phrase[clock.end() :]  # not German's `am Donnerstag`
    if AFTERNOON.search(before) or AFTERNOON.search(after):
        hour = hour + 12 if hour < 12 else hour
    elif MORNING.search(before) or MORNING.search(after):
        hour %= 12
    try:
        return datetime.combine(day, time(hour, minute, second))
    except ValueError:
        return day


@lru_cache(4096)
def day_of(phrase: str) -> datetime | None:
    """The day at midnight, None where no day is told."""
    if numbers := ISO_LIKE.search(phrase):
        return midnight(*numbers.groups())
    plain = "".join(c for c in unicodedata.normalize("NFD", phrase) if not unicodedata.combining(c))
    tokens = NUMBER_OR_WORD.findall(plain)
    at = next((index for index, token in enumerate(tokens) if token in MONTHS), None)
    if at is None:
        return None
    before = [token for token in tokens[:at] if token.isdecimal()]
    after = [token for token in tokens[at + 1 :] if token.isdecimal()]
    day, *years = [*before[-1:], *after, ""]
    year = years[0] if years else ""
    return midnight(f"20{year}" if len(year) == 2 else year, str(MONTHS[tokens[at]]), day)


def midnight(year: str, month: str, day: str) -> datetime | None:
    """The day that three numbers tell, None where they tell none."""
    try:
        return datetime(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None
