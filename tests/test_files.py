"""flashgen.files: one file whole or not at all, several files all or none, one run at a time."""

import multiprocessing
import os
import stat
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from flashgen import files
from flashgen.errors import PackageError, RefusedError


def test_a_written_file_leaves_nothing_beside_it(tmp_path: Path) -> None:
    files.write_atomically(tmp_path / "new" / "deck.apkg", b"one")
    files.write_atomically(tmp_path / "new" / "deck.apkg", b"two")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["deck.apkg"]
    assert (tmp_path / "new" / "deck.apkg").read_bytes() == b"two"


def test_a_file_that_cannot_be_written_is_named_and_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "deck.apkg").mkdir()
    with pytest.raises(PackageError, match=r"deck\.apkg: cannot be written: "):
        files.write_atomically(tmp_path / "deck.apkg", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["deck.apkg"]


def test_a_file_has_the_rights_that_the_person_gives_to_new_files(tmp_path: Path) -> None:
    (tmp_path / "plain").write_bytes(b"")
    files.write_atomically(tmp_path / "deck.apkg", b"")
    assert stat.S_IMODE((tmp_path / "deck.apkg").stat().st_mode) == stat.S_IMODE((tmp_path / "plain").stat().st_mode)


def test_a_pipe_or_a_device_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(PackageError, match="a device or a pipe, no file"):
        files.write_atomically(tmp_path / "pipe", b"new")
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_files_that_belong_together_are_published_together(tmp_path: Path) -> None:
    with files.locked(tmp_path):
        files.publish(tmp_path, {"ledger.jsonl": b"1", "apkg/a.apkg": b"2"})
        assert not files.unfinished(tmp_path)
    assert (tmp_path / "ledger.jsonl").read_bytes() == b"1"
    assert (tmp_path / "apkg" / "a.apkg").read_bytes() == b"2"
    assert (tmp_path / ".flashgen" / ".gitignore").read_bytes() == b"*\n"


def test_a_publication_that_cannot_be_completed_is_completed_by_the_next_run(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with files.locked(tmp_path), pytest.raises(PackageError, match="completes what was begun"):
        files.publish(tmp_path, {"a": b"new", "b": b"new"})
    assert files.unfinished(tmp_path)
    (tmp_path / "b").rmdir()
    with files.locked(tmp_path):
        assert (tmp_path / "b").read_bytes() == b"new"
    assert not files.unfinished(tmp_path)


def _hold(folder: Path, held: "multiprocessing.synchronize.Event", done: "multiprocessing.synchronize.Event") -> None:
    with files.locked(folder):
        held.set()
        done.wait(20)


def test_a_second_run_waits_and_then_refuses(tmp_path: Path) -> None:
    processes = multiprocessing.get_context("spawn")
    held, done = processes.Event(), processes.Event()
    first = processes.Process(target=_hold, args=(tmp_path, held, done))
    first.start()
    try:
        assert held.wait(20)
        with pytest.raises(RefusedError, match="another flashgen is at work"), files.locked(tmp_path, patience=0.1):
            pass
    finally:
        done.set()
        first.join(20)
    with files.locked(tmp_path, patience=0.1):
        pass


@pytest.mark.parametrize(
    "journal", ["", "[]", "null", '{"0": 5}', '{"0": "../../outside"}', '{"../x": "y"}', "[" * 9999]
)
def test_a_journal_that_flashgen_did_not_write_moves_nothing(tmp_path: Path, journal: str) -> None:
    course = tmp_path / "decks" / "course"
    (course / ".flashgen" / "staging").mkdir(parents=True)
    (course / ".flashgen" / "staging" / "0").write_text("staged")
    (course / ".flashgen" / "journal.json").write_text(journal)
    with pytest.raises(PackageError, match=r"journal\.json: damaged"), files.locked(course):
        pass
    assert not (tmp_path / "outside").exists()


def test_a_folder_in_place_of_the_lock_is_named(tmp_path: Path) -> None:
    (tmp_path / ".flashgen" / "lock").mkdir(parents=True)
    with pytest.raises(PackageError, match="cannot be locked"), files.locked(tmp_path):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="needs links")
def test_nothing_is_written_where_a_link_stands(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"mine")
    (tmp_path / "ledger.jsonl").symlink_to("elsewhere")
    with files.locked(tmp_path), pytest.raises(PackageError, match=r"ledger\.jsonl: a link, so nothing was written"):
        files.publish(tmp_path, {"a": b"1", "ledger.jsonl": b"2"})
    with pytest.raises(PackageError, match="a link"):
        files.write_atomically(tmp_path / "ledger.jsonl", b"2")
    assert (tmp_path / "elsewhere").read_bytes() == b"mine"
    assert (tmp_path / "ledger.jsonl").is_symlink()
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs another disk")
def test_a_folder_may_be_a_link_to_another_disk(tmp_path: Path) -> None:
    with TemporaryDirectory(dir="/dev/shm") as elsewhere:
        (tmp_path / "apkg").symlink_to(elsewhere)
        with files.locked(tmp_path):
            files.publish(tmp_path, {"apkg/a.apkg": b"1", "ledger.jsonl": b"2"})
        assert (Path(elsewhere) / "a.apkg").read_bytes() == b"1"
        assert sorted(path.name for path in Path(elsewhere).iterdir()) == ["a.apkg"]
    assert (tmp_path / "ledger.jsonl").read_bytes() == b"2"
    assert not files.unfinished(tmp_path)
