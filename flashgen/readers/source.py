"""The bytes of one export, decoded once."""

import codecs
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import PurePath
from unicodedata import category

from flashgen.errors import ExportError
from flashgen.model import Override
from flashgen.readers.rows import Json, Table, read_json, read_table

LARGEST = 2**30  # bytes; an annotation export of this size is a mistake or an attack

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WINDOW = 2**20
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)  # no slots: the decoded forms are kept beside the fields
class Source:
    """The bytes of one export, and what they say as text, as JSON and as a table, each decoded when first asked for."""

    name: str
    data: bytes = field(repr=False)
    encoding: str = "utf-8"
    warnings: tuple[str, ...] = ()
    mapping: Mapping[str, str] = field(default_factory=dict)  # --map: our field -> the CSV's column
    pins: Sequence[Override] = ()  # overrides with `pair:` for this file (flat text)

    @cached_property
    def text(self) -> str:
        """The text without byte order mark, NULs and other control characters; line ends are as in the file."""
        text = self.data.decode(self.encoding, "replace").removeprefix("\ufeff")
        return _CONTROL.sub("", text)

    @property
    def stem(self) -> str:
        """The file's name without folder and ending, a title for what has no other; "" for standard input."""
        return "" if self.name == "<stdin>" else PurePath(self.name).stem

    @cached_property
    def start(self) -> str:
        """The first thousand characters after blanks: enough to see what a file is, cheap for a large one."""
        head = self.data[:8192].decode(self.encoding, "replace")
        return _CONTROL.sub("", head).lstrip("\ufeff \t\r\n")[:1000]

    @cached_property
    def json(self) -> Json:
        """The JSON values; none for what does not begin as JSON does."""
        if not self.start.startswith(("{", "[")):
            return Json()
        return read_json(self._utf8())

    @cached_property
    def table(self) -> Table | None:
        """The text as a table, None where it has only one column."""
        return read_table(self.text)

    def _utf8(self) -> bytes:
        if self.encoding == "utf-8":
            return self.data.removeprefix(codecs.BOM_UTF8)
        return self.text.encode("utf-8", "replace")


def decode(
    name: str,
    data: bytes,
    *,
    mapping: Mapping[str, str] | None = None,
    pins: Sequence[Override] = (),
    largest: int = LARGEST,
) -> Source:
    """The bytes as a `Source`, its encoding found. Raises ExportError for what is empty, too large or no text."""
    if len(data) > largest:
        raise ExportError(f"{name}: {len(data):,} bytes are more than the {largest:,} that are read; split the export")
    if not data.strip(b"\x00\t\n\r \xef\xbb\xbf\xff\xfe"):
        raise ExportError(f"{name}: the file is empty; export the annotations again")
    encoding, warnings = _encoding(name, data)
    if _is_binary(data, encoding):
        raise ExportError(f"{name}: binary, no text; flashgen reads what `flashgen formats` lists")
    return Source(name, data, encoding, warnings, mapping or {}, pins)


def _encoding(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, () if encoding != "utf-8" else _utf8_or_else(name, data)[1]
    head = data[:512]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) > 3 and zeros.count(0) > 0.8 * len(zeros):
            return encoding, (f"{name}: no byte order mark; read as {encoding.upper()}",)
    return _utf8_or_else(name, data)


def _is_binary(data: bytes, encoding: str) -> bool:
    """Whether more than one character in twenty at the beginning is a control, unassigned or broken.

    A text has a stray NUL or none; those of private use are no sign, formulas copied from a PDF are full of them.
    """
    head = data[:4096].decode(encoding, "replace").removeprefix("\ufeff")
    strange = sum(c == "\ufffd" or (c not in "\t\n\r\f\x1b\x85" and category(c) in {"Cc", "Cn", "Cs"}) for c in head)
    return strange > max(4, len(head) // 20)


def _utf8_or_else(name: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """UTF-8 where the bytes are, or were before a few were damaged; else Windows-1252."""
    offset = _first_bad_byte(data)
    if offset is None:
        return "utf-8", ()
    if len(data) - offset < 4 or _mostly_utf8(data):
        return "utf-8", (f"{name}: byte {offset} is no UTF-8; what is damaged stands as \ufffd",)
    advice = "if letters look wrong, save it as UTF-8"
    return "cp1252", (f"{name}: byte {offset} is no UTF-8; read as Windows-1252; {advice}",)


def _first_bad_byte(data: bytes) -> int | None:
    """The offset of the first byte that is no UTF-8, found in windows: a whole text can be four times its bytes."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(data)
    for begin in range(0, len(data), _WINDOW):
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(view[begin : begin + _WINDOW], final=begin + _WINDOW >= len(data))
        except UnicodeDecodeError as error:
            return begin - waiting + error.start
    return None


def _mostly_utf8(data: bytes) -> bool:
    """Whether more characters beyond ASCII are UTF-8 than are not."""
    text = data.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    return len(re.findall(r"[^\x00-\x7f\ufffd]", text)) > bad
