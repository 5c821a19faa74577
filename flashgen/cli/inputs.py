"""What the commands read: files, folders, standard input and the clock -> Course, Exports, Ledger."""

import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flashgen.cli.talk import warn
from flashgen.errors import CourseError, ExportError, FlashgenError

if TYPE_CHECKING:
    from flashgen.model import Course, Export, Ledger, Override


def now() -> int:
    """Seconds since 1970: the clock, or SOURCE_DATE_EPOCH where it is set (reproducible-builds.org).

    Raises FlashgenError where that is no time or has not come yet: an import would replace what students write until
    then, and Anki 2.1.54 refuses notes of the future.
    """
    given, clock = os.environ.get("SOURCE_DATE_EPOCH", ""), int(time.time())
    if not given:
        return clock
    if not re.fullmatch(r"\d{1,11}", given):
        raise FlashgenError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, got {given!r}")
    if int(given) > clock:
        raise FlashgenError(f"SOURCE_DATE_EPOCH: {given} lies in the future; the clock says {clock}")
    return int(given)


def clock_set_back(ledger: "Ledger") -> str:
    """What is odd where the ledger's last change lies more than a day in the future; "" where it does not."""
    if ledger.last_change <= time.time() + 86_400:
        return ""
    return (
        f"the ledger's last change, {datetime.fromtimestamp(ledger.last_change, UTC):%Y-%m-%d}, lies in the future: is "
        "the clock right? An import replaces what students write on changed notes until then"
    )


# ---------------------------------------------------------------- exports


_NOTES = (".txt", ".md")
"""How a file in a folder is called that may hold somebody's notes, line by line; code and settings do not."""

_WRITTEN = ("course.yaml", "overrides.yaml", "ledger.jsonl", "apkg")
"""What is no export in the folder of a course: its own files, and the folder of its packages."""

STDIN = "<stdin>"
"""What standard input is called where an annotation of it is named."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file's bytes; `named` by the person, or come upon in a folder."""

    name: str
    content: bytes
    named: bool = True


def files_of(names: Sequence[str]) -> Iterator[Found]:
    """Every export: files, all files below a folder, `-` for standard input."""
    if names.count("-") > 1:
        raise ExportError("-: standard input can be read once only; give it once")
    for name in names:
        path = Path(name)
        if not name:
            raise ExportError("'': no file has this name; give an export, a folder or - for standard input")
        if name == "-":
            yield Found(STDIN, sys.stdin.buffer.read())
        elif os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for a name too long
            if (path / "course.yaml").exists():
                raise ExportError(
                    f"{name}: a course, not an export; flashgen build {name} makes its packages, "
                    f"flashgen explain EXPORT --course {name} explains them"
                )
            inside = _without_courses(sorted(f for f in path.rglob("*") if f.is_file() and not _hidden(f, path)))
            if not inside:
                raise ExportError(f"{name}: the folder holds no files; give an export or a folder of exports")
            for file in inside:
                yield Found(file.as_posix(), _read_bytes(file), named=False)
        else:
            yield Found(name, _read_bytes(path))


def _without_courses(files: Sequence[Path]) -> list[Path]:
    """The files but for those that flashgen writes into the folder of a course."""
    written = {file.parent / name for file in files if file.name == "course.yaml" for name in _WRITTEN}
    return [file for file in files if written.isdisjoint((file, *file.parents))]


def exports_of(folder: Path, course: "Course") -> "list[Export]":
    """The course's exports as read, each named as course.yaml lists it; its overrides steer the reading."""
    return read_exports(
        files_of_course(folder, course),
        format_name=course.format or None,
        mapping=course.map,
        pins=course.overrides,
    )


def read_exports(
    named: Iterable[Found],
    *,
    format_name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    pins: "Sequence[Override]" = (),
) -> "list[Export]":
    """The exports as read; the `pins` that tell which lines belong together steer the reading of flat text."""
    from flashgen.readers import read_export

    of_lines = [pin for pin in pins if pin.quote_lines is not None]
    exports, refused = [], []
    read: dict[str, str] = {}
    for found in named:
        if first := read.get(os.path.abspath(found.name)):  # noqa: PTH100  # Path has no way to take out ".."
            warn(f"left out: {found.name}: the same file as {first}")
            continue
        read[os.path.abspath(found.name)] = found.name  # noqa: PTH100
        try:
            export = read_export(
                found.name,
                found.content,
                format=format_name,
                mapping=mapping,
                pins=_pins_of(found.name, of_lines),
            )
            if not (found.named or format_name) and export.format == "flat" and not found.name.lower().endswith(_NOTES):
                raise ExportError(
                    f"{found.name}: text of no program that flashgen knows; give it by its name to read it"
                )
            exports.append(export)
        except ExportError as error:
            if found.named:
                raise
            refused.append(error)  # a folder may hold other things, too
    if refused and not exports:
        raise refused[0]
    for other in refused:
        warn(f"left out: {other}")
    for export in exports:
        for warning in export.warnings:
            warn(warning)
    return exports


def files_of_course(folder: Path, course: "Course") -> Iterator[Found]:
    """The files of the course's exports, each named as course.yaml lists it; an error says where that is."""
    for name in course.exports:
        try:
            yield from _files_listed(folder, name)
        except ExportError as error:
            raise ExportError(f"{folder / 'course.yaml'}: exports: {error}") from None


def _files_listed(folder: Path, name: str) -> Iterator[Found]:
    path = folder / name
    if not os.path.isdir(path):  # noqa: PTH112  # Path.is_dir raises for a name too long
        yield Found(name, _read_bytes(path))
    elif (path / "course.yaml").exists():
        raise ExportError(f"{name} is the folder of a course; list the exports in it by their names")
    else:
        for found in files_of([str(path)]):
            yield replace(found, name=Path(os.path.relpath(found.name, folder)).as_posix())


def _pins_of(name: str, pins: "Sequence[Override]") -> "list[Override]":
    """The pins of this export's lines: those that name it, and those under a guid, which name no export."""
    return [pin for pin in pins if pin.key.rpartition(":")[0] in {"", name, Path(name).name}]


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _read_bytes(path: Path) -> bytes:
    """The file's bytes; raises ExportError with the reason in a person's words."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ExportError(f"{path}: no such file") from None
    except OSError as error:
        raise ExportError(f"{_short(path)}: cannot be read: {error.strerror}") from None
    except ValueError as error:  # a NUL in the name
        raise ExportError(f"{_short(path)}: no file can have this name: {error}") from None


def _short(path: Path) -> str:
    return f"{str(path)[:200]}…" if len(str(path)) > 200 else str(path)


# ---------------------------------------------------------------- a course's folder


def read_course_folder(folder: Path) -> "Course":
    """The course in the folder with its overrides; what is odd in them is said."""
    from flashgen.course import read_course, read_overrides

    course = read_course(
        read_text(folder / "course.yaml", "a course is made by: flashgen init"), file=str(folder / "course.yaml")
    )
    path = folder / "overrides.yaml"
    if not path.exists():
        return course
    overrides, warnings = read_overrides(read_text(path), file=str(path), topics=course.topics)
    for warning in warnings:
        warn(warning)
    return replace(course, overrides=overrides)


def read_ledger(folder: Path) -> "Ledger":
    """The course's ledger, once what an earlier run began to publish is complete."""
    from flashgen import ledger
    from flashgen.files import locked, unfinished

    if unfinished(folder):
        with locked(folder):
            pass
    return ledger.read(folder / "ledger.jsonl")


def lost_ledger(folder: Path) -> str:
    """What to do about packages whose ledger is gone, "" where it is there or nothing was published yet."""
    from flashgen.files import unfinished

    published = any((folder / "apkg").glob("*.apkg"))
    if not published or (folder / "ledger.jsonl").exists() or unfinished(folder):
        return ""
    return (
        f"{folder}/ledger.jsonl: no such file, but packages were published from this course: without it every note "
        "counts as new, and an import would overwrite students' own edits; restore it from version control, or "
        f"move {folder}/apkg away to begin anew"
    )


def read_text(path: Path, advice: str = "") -> str:
    """The text of a course's file; raises CourseError with the reason in a person's words."""
    try:
        return path.read_bytes().decode("utf-8-sig")  # its ends of lines as they are
    except FileNotFoundError:
        raise CourseError(f"{path}: no such file{f'; {advice}' if advice else ''}") from None
    except UnicodeDecodeError as error:
        raise CourseError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from None
