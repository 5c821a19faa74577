"""What every reader does alike: clean texts, the role, the identity, and what can become no card."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from flashgen import identity
from flashgen.model import Annotation, Origin, Reason, Role
from flashgen.readers.rows import Broken, Record, Table

CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
HALF = re.compile("[\ud800-\udfff]")
ACTIVE = frozenset(["javascript", "vbscript", "data", "blob"])


# ---------------------------------------------------------------- texts, addresses, times


def cleaned(value: object) -> str:
    """The text with LF line ends, without control characters and byte order marks; "" for what is no text.

    Numbers are written out; a half of a surrogate pair, which no UTF-8 can hold, becomes U+FFFD.
    """
    if not isinstance(value, str):
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
    if value.isprintable():  # which neither a line end nor a control character nor half a pair is
        return value
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return HALF.sub("\ufffd", CONTROL.sub("", value))


def line_of(value: object) -> str:
    """The text on one line: titles, names, labels."""
    return " ".join(cleaned(value).split())


def named(names: Iterable[object]) -> str:
    """Names out of a file, fit for a message: on one line, none that a terminal would obey, 200 characters at most."""
    listed = ", ".join(map(line_of, names))[:200]
    return "".join(character if character.isprintable() else "\ufffd" for character in listed)


def lines_of(values: object) -> tuple[str, ...]:
    """The texts of a list, each on one line, empty ones left out; a single text stands for a list of one."""
    return tuple(filter(None, map(line_of, values if isinstance(values, list | tuple) else (values,))))


@lru_cache(maxsize=1024)
def _address(value: str) -> str:
    found = "".join(cleaned(value).split())
    return "" if found.partition(":")[0].lower() in ACTIVE else found


def address(value: object) -> str:
    """The address without blanks; "" for one that a click would run (`javascript:` and the like)."""
    return _address(value) if isinstance(value, str) else ""


def moment(value: object) -> datetime | None:
    """The point in time of an ISO text or of seconds since 1970; without a zone where the text has none."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        text = value.strip() if isinstance(value, str) else ""
        text = f"{text.removesuffix('UTC').rstrip()}+00:00" if text.endswith("UTC") else text
        return datetime.fromisoformat(text) if text else None
    except (ValueError, OverflowError, OSError):
        return None


@lru_cache(maxsize=1024)
def source_key(url: str, title: str = "") -> str:
    """One key for all spellings of a document's address; its title where there is none."""
    if not url:
        return identity.folded(title)
    bare = re.sub(r"^https?://via\d?\.hypothes\.is/", "", url)
    try:
        parts = urlsplit(bare if ":" in bare else f"//{bare}")
    except ValueError:  # "http://[" and the like
        return url
    if parts.scheme not in ("http", "https", ""):
        return url
    query = "&".join(part for part in parts.query.split("&") if part and not part.startswith("utm_"))
    return f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}{'?' if query else ''}{query}"


def last_part(url: str) -> str:
    """The last part of an address's path: a title for what has none."""
    return url.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]


def number_of(label: str) -> int:
    """The first number in a label, to sort by; 0 where there is none."""
    found = re.search(r"\d{1,9}", label)
    return int(found[0]) if found else 0


def place(
    *, text: object = "", page: object = 0, start: object = 0, created: datetime | None = None, whole: bool = False
) -> tuple[int | float | str, ...]:
    """Where an annotation stands in its document, to sort by: one shape for all readers, so that all compare.

    What is on the whole document stands first; then `text` (a chapter, an epubcfi, its numbers as numbers), `page`
    (an index) and `start` (an offset) decide, and last the time.
    """
    numbered = re.sub(r"\d+", lambda digits: digits[0].zfill(9), cleaned(text)) if text else ""
    return (
        0 if whole else 1,
        numbered,
        _finite(page),
        _finite(start),
        created.isoformat() if created else "",
    )


def _finite(value: object) -> int | float:
    return value if isinstance(value, int | float) and abs(value) < 1e300 else 0  # NaN is not less, and sorts nowhere


# ---------------------------------------------------------------- annotations


def role_of(quote: str, comment: str, *, placed: bool = False) -> Role:
    """The role that the halves tell; `placed`: a comment without a quote stands at a place in the document."""
    if quote.strip():
        return Role.ANNOTATION if comment.strip() else Role.HIGHLIGHT
    return Role.NOTE if placed else Role.PAGE_NOTE


def nothing_in(quote: str, comment: str, tags: tuple[str, ...] = ()) -> Reason | None:
    """Why no card can come of an annotation that has neither quote nor comment; None where it has one."""
    if quote.strip() or comment.strip():
        return None
    return Reason.TAG_ONLY if tags else Reason.EMPTY


def annotation(
    *,
    family: str,
    role: Role,
    quote: str = "",
    comment: str = "",
    native_id: str = "",
    original_id: str = "",
    source_key: str = "",
    locator: str = "",
    tags: tuple[str, ...] = (),
    aside: Reason | None = None,
    **rest: Any,  # the other fields of Annotation by their names
) -> Annotation:
    """An annotation with its uid and fingerprint, set aside where it says nothing.

    `original_id` is the id of the annotation that it is a re-imported copy of, and makes its uid.
    """
    return Annotation(
        uid=identity.uid(
            family=family,
            native_id=original_id or native_id,
            source=source_key,
            locator=locator,
            quote=quote,
            comment=comment,
            role=role,
        ),
        fingerprint=identity.fingerprint(quote=quote, comment=comment, role=role),
        native_id=native_id,
        role=role,
        quote=quote,
        comment=comment,
        source_key=source_key,
        tags=tags,
        aside=aside or nothing_in(quote, comment, tags),
        **rest,
    )


def unreadable(*, origin: Origin, format: str, record: object, detail: str) -> Annotation:  # noqa: A002 - the field's name
    """Stands for a record that cannot be read, so that it is counted; `detail` says which it is and why."""
    raw = identity.digest(origin.export, detail, repr(record)[:1000])
    return Annotation(
        origin=origin,
        format=format,
        uid=f"{format}#unreadable-{raw}",
        fingerprint=raw,
        role=Role.NOTE,
        aside=Reason.UNREADABLE,
        aside_detail=detail,
    )


def from_rows(
    name: str,
    rows: Iterable[object],
    make: Callable[[Origin, Mapping[str, Any]], Annotation | Iterable[Annotation] | None],
    *,
    format: str,  # noqa: A002 - the field's name
) -> tuple[Annotation, ...]:
    """What `make` reads out of each JSON object; what is none stands as unreadable."""
    origin = Origin(export=name)
    found: list[Annotation] = []
    for number, row in enumerate(rows, start=1):
        if isinstance(row, dict):
            made = make(origin, row)
            found += [made] if isinstance(made, Annotation) else made or ()
        else:
            why = row.reason if isinstance(row, Broken) else "it is no JSON object"
            found.append(unreadable(origin=origin, format=format, record=row, detail=f"record {number}: {why}"))
    return tuple(found)


def from_table(
    name: str,
    table: Table | None,
    make: Callable[[Origin, Record], Annotation | Iterable[Annotation] | None],
    *,
    format: str,  # noqa: A002 - the field's name
) -> tuple[Annotation, ...]:
    """What `make` reads out of each row of the table; a row that was cut stands as unreadable."""
    found: list[Annotation] = []
    for record in table.records() if table else ():
        if isinstance(record, Broken):
            where = Origin(export=name, line=record.line)
            found.append(unreadable(origin=where, format=format, record=record, detail=record.reason))
            continue
        made = make(Origin(export=name, line=record.line), record)
        found += [made] if isinstance(made, Annotation) else made or ()
    return tuple(found)
