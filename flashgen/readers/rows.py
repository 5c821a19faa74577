"""JSON and tables of strangers, read as far as they go: whole records, and where and why reading stopped."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, pairwise
from typing import Any, overload

# ---------------------------------------------------------------- JSON

ROW_LISTS = frozenset(
    ["annotations", "rows", "replies", "results", "highlights", "entries", "documents", "items", "first", "successful"]
)
"""Keys under which programs keep their records; a file that was cut is closed after the last whole one."""

_LONE_SURROGATE = re.compile(
    rb"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<lone>\\u[dD][89a-fA-F][0-9a-fA-F]{2})"
)
_CONTROLS = bytes(0x20 if byte < 0x20 and byte not in b"\t\n\r" else byte for byte in range(256))
_BLANK = re.compile(r"[\s\ufeff\x1e]*")
_BETWEEN_VALUES = re.compile(r"[\s\ufeff\x1e,]*")  # pages pasted one after another, with or without a comma
_WORDS = ("true", "false", "null", "NaN", "-Infinity")  # what else may stand half at a file's end
_LONGEST_INTEGER = 300  # digits; longer ones are no number that an export means, and slow to read


@dataclass(frozen=True, slots=True)
class Broken:
    """Stands for a record that cannot be read; `line` is where it begins, None where lines say nothing."""

    reason: str
    line: int | None = None


class Rows(Sequence[Any]):
    """A list whose records are decoded when asked for, so that only one of them is in memory at a time.

    What is given is JSON in bytes, or an object or list that was decoded already.
    """

    def __init__(self, raws: Sequence[Any]) -> None:
        self._raws = raws

    def __len__(self) -> int:
        return len(self._raws)

    @overload
    def __getitem__(self, index: int) -> Any: ...
    @overload
    def __getitem__(self, index: slice) -> "Rows": ...
    def __getitem__(self, index: int | slice) -> Any:
        return Rows(self._raws[index]) if isinstance(index, slice) else _value(self._raws[index])

    def __iter__(self) -> Iterator[Any]:
        for raw in self._raws:
            yield _value(raw)


@dataclass(frozen=True, slots=True)
class Json:
    """The values of a file, in its order; `fault` says where and why reading stopped, "" where all was read."""

    values: tuple[Any, ...] = ()
    fault: str = ""


def read_json(utf8: bytes) -> Json:
    """The JSON values in the bytes: one, or several one after another; an outermost list, and `ROW_LISTS`, are `Rows`.

    What is whole before a fault is kept. Lone surrogates become U+FFFD, control characters in strings blanks.
    """
    for mend in (bytes, _without_lone_surrogates):
        try:
            return Json((_outline(mend(utf8)),))
        except (ValueError, RecursionError):
            continue
    return _Salvage(utf8.decode("utf-8", "replace")).read()


def _outline(utf8: bytes) -> Any:
    """The outermost value, lists of records as `Rows`. Raises ValueError or RecursionError where it is no JSON."""
    from msgspec import Raw  # loaded when needed: most runs read no JSON, and starting should be quick
    from msgspec.json import decode

    if utf8.lstrip()[:1] == b"[":
        return Rows(decode(utf8, type=list[Raw]))
    members = decode(utf8, type=dict[str, Raw])
    return {
        key: Rows(decode(raw, type=list[Raw])) if key in ROW_LISTS and memoryview(raw)[0] == ord("[") else _value(raw)
        for key, raw in members.items()
    }


@cache
def _decoder() -> Callable[[Any], Any]:
    from msgspec.json import Decoder

    return Decoder().decode


def _value(raw: Any) -> Any:
    """The value of one piece of JSON, or `Broken`."""
    if isinstance(raw, dict | list | Rows):
        return raw
    try:
        return _decoder()(raw)
    except (ValueError, RecursionError):
        pass
    try:
        return _DECODER.decode(bytes(raw).decode("utf-8", "replace"))
    except ValueError as error:
        return Broken(str(error))
    except RecursionError:
        return Broken("it is nested too deeply")


def _without_lone_surrogates(utf8: bytes) -> bytes:
    """The JSON with `\\ud83d` and the like as `\\ufffd`: half an emoji, where a program cut a text by UTF-16 units."""
    mended = _LONE_SURROGATE.sub(lambda match: rb"\ufffd" if match["lone"] else match[0], utf8)
    return mended.translate(_CONTROLS)


def _integer(digits: str) -> int | float:
    return int(digits) if len(digits) < _LONGEST_INTEGER else float(digits)


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)


class _Cut(Exception):  # noqa: N818 - a signal within this module, no error of the program
    """Reading cannot go on; `at` is the offset, `rest` what was whole until there (None: nothing worth keeping)."""

    def __init__(self, at: int, why: str, rest: Any = None) -> None:
        super().__init__(why)
        self.at, self.why, self.rest = at, why, rest


class _Salvage:
    """Reads JSON that is broken somewhere: the outer objects and lists of records here, the rest by `json`."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self) -> Json:
        values: list[Any] = []
        at = self._skip(0, _BETWEEN_VALUES)
        while at < len(self.text):
            if self.text[at] not in "{[":
                return Json(tuple(values), self._fault(at, "something that is no JSON begins"))
            try:
                value, at = self._walk(at)
            except _Cut as cut:
                kept = [] if cut.rest is None else [cut.rest]
                return Json((*values, *kept), self._fault(cut.at, cut.why))
            except RecursionError:
                return Json(tuple(values), self._fault(at, "the JSON is nested too deeply"))
            values.append(value)
            at = self._skip(at, _BETWEEN_VALUES)
        return Json(tuple(values))

    def _walk(self, at: int) -> tuple[Any, int]:
        match self.text[at : at + 1]:
            case "[":
                return self._list(at + 1)
            case "{":
                return self._object(at + 1)
            case _:
                return self._gulp(at)

    def _list(self, at: int) -> tuple[Rows, int]:
        elements: list[Any] = []
        at = self._skip(at)
        if self.text[at : at + 1] == "]":
            return Rows(elements), at + 1
        while True:
            try:
                element, at = self._element(at)
            except _Cut as cut:
                elements += [] if cut.rest is None else [cut.rest]
                raise _Cut(cut.at, cut.why, Rows(elements) if elements else None) from None
            elements.append(element)
            at, end = self._comma(at, "]", Rows(elements))
            if end:
                return Rows(elements), at

    def _element(self, at: int) -> tuple[Any, int]:
        """The JSON of an element that is whole, to be decoded later: text is smaller; else what can be saved of it."""
        try:
            _, end = self._gulp(at)
        except _Cut:
            return self._walk(at)
        return self.text[at:end].encode("utf-8", "replace"), end

    def _object(self, at: int) -> tuple[dict[str, Any], int]:
        members: dict[str, Any] = {}
        holds_rows = False
        at = self._skip(at)
        if self.text[at : at + 1] == "}":
            return members, at + 1
        while True:
            try:
                key, at = self._key(at)
                members[key], at = self._walk(at) if key in ROW_LISTS else self._gulp(at)
                holds_rows = holds_rows or (key in ROW_LISTS and bool(members[key]))
                at, end = self._comma(at, "}")
            except _Cut as cut:
                if cut.rest is not None:
                    members[key] = cut.rest
                raise _Cut(cut.at, cut.why, members if holds_rows or cut.rest is not None else None) from None
            if end:
                return members, at

    def _key(self, at: int) -> tuple[str, int]:
        if self.text[at : at + 1] != '"':
            raise self._stop(at, 'a name in "…" was expected')
        key, at = self._gulp(at)
        at = self._skip(at)
        if self.text[at : at + 1] != ":":
            raise self._stop(at, "':' was expected")
        return key, self._skip(at + 1)

    def _comma(self, at: int, closing: str, kept: Any = None) -> tuple[int, bool]:
        """After the comma at `at`, or after the closing bracket and True."""
        at = self._skip(at)
        match self.text[at : at + 1]:
            case ",":
                return self._skip(at + 1), False
            case mark if mark == closing:
                return at + 1, True
            case _:
                raise self._stop(at, f"',' or '{closing}' was expected", kept)

    def _gulp(self, at: int) -> tuple[Any, int]:
        try:
            return _DECODER.raw_decode(self.text, at)
        except RecursionError:
            raise _Cut(at, "the JSON is nested too deeply") from None
        except json.JSONDecodeError as error:
            at = len(self.text) if self._is_cut(error) else error.pos
            raise self._stop(at, error.msg[0].lower() + error.msg[1:]) from None

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        """Whether the value is unfinished at the file's end; the error tells where it begins."""
        rest = self.text[error.pos : error.pos + 10]
        return error.msg.startswith("Unterminated") or rest[:1] == "\\" or any(word.startswith(rest) for word in _WORDS)

    def _skip(self, at: int, blank: re.Pattern[str] = _BLANK) -> int:
        found = blank.match(self.text, at)
        return found.end() if found else at

    def _stop(self, at: int, why: str, rest: Any = None) -> _Cut:
        return _Cut(at, "the file ends in the middle" if at >= len(self.text) else why, rest or None)

    def _fault(self, at: int, why: str) -> str:
        line = self.text.count("\n", 0, at) + 1
        column = at - (self.text.rfind("\n", 0, at) + 1) + 1
        return f"line {line}, column {column}: {why}"


# ---------------------------------------------------------------- tables

_END = "\x00end of the table"
_ABOVE = re.compile(r"(?:[ \t]*(?:sep=.[ \t]*)?(?:\r\n?|\n))*", re.IGNORECASE)  # `sep=;` tells Excel what parts cells


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table and the line on which it begins, from 1; `record["Tags"]` is "" where there is no such cell.

    Capitals and small letters in a column's name are the same.
    """

    line: int
    values: tuple[str, ...]
    places: Mapping[str, int]

    def __getitem__(self, column: str) -> str:
        at = self.places.get(column.casefold(), len(self.values))
        return self.values[at] if at < len(self.values) else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV or TSV whose first row is read; `records` reads the rest. `above` counts the lines before the first row."""

    text: str = field(repr=False)
    above: int
    delimiter: str
    columns: tuple[str, ...]

    def has(self, *columns: str) -> bool:
        """Whether the first row names all these columns, in whatever case and order and among whatever others."""
        return set(map(str.casefold, columns)) <= set(map(str.casefold, self.columns))

    def records(self) -> Iterator[Record | Broken]:
        """The rows that are not empty and not the first (again, where files were put together); `Broken` for one that
        the file's end or a stray `"` cut.
        """
        places = {column.casefold(): at for at, column in reversed(list(enumerate(self.columns)))}  # of two, the first
        rows = chain(_cells(self.text, self.delimiter), [([_END], 0)])
        begins = self.above + 1
        names: list[str] = []
        for (cells, end), (after, _) in pairwise(rows):
            line, begins = begins, self.above + end + 1
            names = names or cells
            again = cells[1:] == names[1:] and cells[0].lstrip("\ufeff") == names[0]
            if cells == [_END] or not any(map(str.strip, cells)) or again:
                continue
            if cells[-1].endswith(_END):
                yield Broken("a quotation mark opens here and never closes; what follows is not read", line)
            elif len(cells) < len(self.columns) and after == [_END] and not self.text.endswith(("\n", "\r")):
                yield Broken(f"the file ends here, after {len(cells)} of {len(self.columns)} cells", line)
            else:
                yield Record(line, tuple(cells), places)


def read_table(text: str) -> Table | None:
    """The text as a table, split by the mark that gives its first row the most cells; None where it has one cell."""
    above = _ABOVE.match(text)
    begin = above.end() if above else 0
    lines = len(text[:begin].splitlines())
    text = text[begin:]
    splits = [(_first_row(text, delimiter), delimiter) for delimiter in (",", "\t", ";")]
    cells, delimiter = max(splits, key=lambda split: len(split[0]))
    columns = tuple(" ".join(cell.split()).strip("\ufeff") for cell in cells)
    return Table(text, lines, delimiter, columns) if len(columns) > 1 else None


def _first_row(text: str, delimiter: str) -> list[str]:
    """The cells of the first row; none where a quotation mark in it never closes."""
    cells, _ = next(_cells(text[:100_000], delimiter))
    return [] if cells and cells[-1].endswith(_END) else cells


def _cells(text: str, delimiter: str) -> Iterator[tuple[list[str], int]]:
    """The rows of the text as `csv` cuts them, each with the line on which it ends; last a row that is only `_END`."""
    csv.field_size_limit(2**31 - 1)  # csv's own limit of 131,072 characters is less than a pasted article
    lines = io.StringIO(text if text.endswith(("\n", "\r")) else text + "\n", newline="")
    rows = csv.reader(chain(lines, (_END,)), delimiter=delimiter)
    for row in rows:
        yield row, rows.line_num
