"""Files that are there as they were or as they shall be, whatever happens in between.

One file is written beside its place and moved there. Several files that belong together are staged, then named in a
journal, then moved: a run that is cut off before the journal stands has changed nothing, one that is cut off after it
is completed by the next that takes the folder's lock.

No file is written where a link stands: to replace it would part what a person has linked, and to follow it would let a
stranger's course write anywhere. A folder may be a link, also to another disk.
"""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from flashgen.errors import PackageError, RefusedError

PATIENCE = 30.0
"""Seconds that a run waits for another one on the same folder before it refuses."""

_OWN = ".flashgen"  # ignores itself in git, like a tool's cache
_JOURNAL = "journal.json"
_STAGING = "staging"


def write_atomically(path: Path, content: bytes) -> None:
    """The file holds `content`, or what it held before. Raises PackageError where it cannot be, or is a link."""
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # a move would put a file in its place
            raise PackageError(f"{path}: cannot be written: a device or a pipe, no file")
        _refuse_link(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)
    except OSError as error:
        raise PackageError(f"{path}: cannot be written: {error.strerror}") from None


@contextmanager
def locked(folder: Path, *, patience: float = PATIENCE) -> Iterator[None]:
    """The folder is this run's alone, and what an earlier run began to publish is complete.

    Raises RefusedError when another run has the folder for longer than `patience` seconds.
    """
    from filelock import FileLock, Timeout

    own = folder / _OWN
    try:
        own.mkdir(exist_ok=True)
        if not (own / ".gitignore").exists():
            write_atomically(own / ".gitignore", b"*\n")
    except OSError as error:
        raise PackageError(f"{own}: cannot be written: {error.strerror}") from None
    try:
        alone = FileLock(own / "lock").acquire(timeout=patience)
    except Timeout:
        raise RefusedError(f"{folder}: another flashgen is at work here; try again when it is done") from None
    except OSError as error:
        raise PackageError(f"{own / 'lock'}: cannot be locked: {error.strerror}") from None
    with alone:
        _complete(folder)
        yield


def unfinished(folder: Path) -> bool:
    """Was a run cut off, or is one at work, between the first and the last file that it publishes?"""
    return (folder / _OWN / _JOURNAL).exists()


def publish(folder: Path, files: Mapping[str, bytes]) -> None:
    """All the files (paths within the folder) hold what is given, or, after a crash, all or none once `locked` again.

    Only for a run that has the folder `locked`. Raises PackageError where a file is a link or cannot be written; if
    that happens after the journal stands, the next run completes the rest.
    """
    own, staging = folder / _OWN, folder / _OWN / _STAGING
    moves: dict[str, str] = {}
    for target in sorted(files):
        _refuse_link(folder / target)
    try:
        staging.mkdir()
        for number, (target, content) in enumerate(sorted(files.items())):
            _write(staging / str(number), content)
            moves[str(number)] = target
        _write(staging / _JOURNAL, json.dumps(moves, indent=1).encode())
        (staging / _JOURNAL).replace(own / _JOURNAL)
    except OSError as error:
        shutil.rmtree(staging, ignore_errors=True)
        place = error.filename or own  # a full disk names none
        raise PackageError(f"{place}: cannot be written: {error.strerror}; nothing was changed") from None
    _complete(folder)


def _complete(folder: Path) -> None:
    own, staging = folder / _OWN, folder / _OWN / _STAGING
    if unfinished(folder):
        for name, target in _journal(own / _JOURNAL).items():
            staged, place = staging / name, folder / target
            if not staged.exists():  # moved before the run was cut off
                continue
            try:
                place.parent.mkdir(parents=True, exist_ok=True)
                _move(staged, place)
            except OSError as error:
                raise PackageError(
                    f"{place}: cannot be written: {error.strerror}; mend this and run any command on {folder} again, "
                    "which completes what was begun"
                ) from None
        (own / _JOURNAL).unlink()
    shutil.rmtree(staging, ignore_errors=True)


def _move(staged: Path, place: Path) -> None:
    try:
        staged.replace(place)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _replace(place, staged.read_bytes())  # its folder is on another disk
        staged.unlink()


def _refuse_link(path: Path) -> None:
    if path.is_symlink():
        raise PackageError(f"{path}: a link, so nothing was written; put a file in its place, or link the whole folder")


def _journal(path: Path) -> Mapping[str, str]:
    """What is staged under a name -> where in the folder it belongs. Raises PackageError where nobody wrote this so."""
    try:
        moves = json.loads(path.read_bytes())
        within = all(Path(f"{place}").parts and not {"..", "/"} & {*Path(place).parts} for place in moves.values())
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        within = False
    if not within or any(not name.isdecimal() for name in moves):
        raise PackageError(f"{path}: damaged; delete this file and build again")
    return moves  # type: ignore[no-any-return]  # checked above


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        _write(part, content)
        part.replace(path)
    finally:
        with suppress(OSError):  # moved, or its folder is not there
            part.unlink()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
