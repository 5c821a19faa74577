"""A throw-away collection of the real Anki: packages are imported into it, and its rows are read.

The one module that imports Anki's core, which comes with the extra flashgen[anki]; nothing is imitated.
"""

import re
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashgen.errors import PackageError

if TYPE_CHECKING:
    from anki.cards import Card as Card
    from anki.collection import Collection as Collection

ENDINGS = frozenset({".anki2", ".anki21", ".anki21b"})
"""How the files end in which Anki keeps a collection."""


@contextmanager
def throw_away(source: Path, *, copied: bool = False) -> "Iterator[Collection]":
    """A collection that is gone afterwards: a copy of `source` or, where that is not `copied`, empty.

    Raises PackageError, naming `source`, where Anki cannot open or read it, or is not installed.
    """
    try:
        from anki.collection import Collection
        from anki.errors import AnkiException
    except ImportError:
        raise PackageError("this needs Anki's core, which is not installed: pip install 'flashgen[anki]'") from None
    with tempfile.TemporaryDirectory(prefix="flashgen-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "collection.anki2"
        if copied:
            _copy(source, place)
        try:
            collection = Collection(str(place))
        except AnkiException as error:
            raise PackageError(f"{source}: Anki cannot open it: {_reason(error)}") from None
        try:
            yield collection
        except AnkiException as error:
            advice = " (in Anki: Tools → Check Database)" if copied else ""
            raise PackageError(f"{source}: Anki cannot read it: {_reason(error)}{advice}") from None
        finally:
            with suppress(AnkiException):  # what is damaged cannot be closed well, and is thrown away
                collection.close()


def _copy(source: Path, place: Path) -> None:
    """A student's collection, also while their Anki has it open; Anki would take any other file for an empty one."""
    try:
        for suffix in ("", "-wal"):  # what Anki has not yet folded in stands in the second file
            if (part := Path(f"{source}{suffix}")).exists() or not suffix:
                shutil.copyfile(part, f"{place}{suffix}")
        with closing(sqlite3.connect(place)) as connection:
            connection.execute("select ver from col")
    except OSError as error:
        raise PackageError(f"{source}: cannot be read: {error.strerror}") from None
    except sqlite3.Error as error:
        raise PackageError(f"{source}: no collection that Anki can open: {error}") from None


def _reason(error: Exception) -> str:
    """What Anki's error says, in a person's words; of one of its database the core gives only the inner form."""
    told = str(error)
    if "FileTooNew" in told:
        return "a newer Anki wrote it; pip install -U anki"
    inner = re.search(r'Some\(\\?"(.*?)\\?"\)', told)
    return inner[1] if inner else told


def take_in(collection: "Collection", path: Path, *, with_scheduling: bool = False) -> Any:
    """Import the package with the options of a fresh profile's dialog; Anki's log of what it did.

    Raises PackageError where the file is no package, or Anki refuses it.
    """
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest
    from anki.errors import AnkiException

    if path.is_dir():
        raise PackageError(f"{path}: a folder; give the packages in it: {path}/*.apkg")
    if not path.is_file():
        raise PackageError(f"{path}: no such file")
    if not _is_package(path):
        raise PackageError(f"{path}: no Anki package; expected a file that Anki exported or flashgen built (.apkg)")
    options = ImportAnkiPackageOptions(with_scheduling=with_scheduling)
    try:
        done = collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    except AnkiException as error:
        raise PackageError(f"{path}: Anki refuses it: {_reason(error)}") from None
    collection.models._clear_cache()  # stays stale on the Python side after an import
    return done.log


def _is_package(path: Path) -> bool:
    """Is it a zip file with a collection in it?"""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        return any(Path(name).stem == "collection" for name in archive.namelist())


def note_type(collection: "Collection", number: int) -> Mapping[str, Any]:
    """The note type with this id, which is there."""
    from anki.models import NotetypeId

    found = collection.models.get(NotetypeId(number))
    assert found
    return found


def study(collection: "Collection") -> None:
    """Answer every card once, "good", as a student would."""
    from anki.scheduler.v3 import CardAnswer, Scheduler

    if collection.sched_ver() == 1:  # of Anki 2.0, or made by another program
        collection.upgrade_to_v2_scheduler()
    collection.set_v3_scheduler(True)
    assert isinstance(collection.sched, Scheduler)
    for number in sorted(collection.find_cards("")):
        card = collection.get_card(number)
        card.start_timer()
        states = collection._backend.get_scheduling_states(card.id)
        collection.sched.answer_card(collection.sched.build_answer(card=card, states=states, rating=CardAnswer.GOOD))


def rows(collection: "Collection", query: str) -> list[Sequence[Any]]:
    """What the query finds in the collection's database."""
    assert collection.db  # open
    return collection.db.all(query)
