"""Builds a course again and again, each time killed one write later: `python killed.py COURSE`.

Prints, for every point, what the course's folder holds once the next run has begun: "old", "new", or what is mixed.
"""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from flashgen import cli, files, pipeline
from flashgen.model import Build

WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "shutil.rmtree"}


def contents(folder: Path) -> dict[str, bytes]:
    """What the folder publishes, by path."""
    published = [folder / "ledger.jsonl", *sorted((folder / "apkg").glob("*"))]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in published if path.exists()}


def dies_at(point: int, folder: Path) -> None:
    """From now on this process ends, as if killed, just before its write number `point` below the folder."""
    seen = 0

    def count(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen
        if event not in WRITES or not str(arguments[0]).startswith(str(folder)):
            return
        if event == "open" and not (isinstance(arguments[1], str) and set(arguments[1]) & set("wxa+")):
            return
        seen += 1
        if seen == point:
            os._exit(9)

    sys.addaudithook(count)


def build(folder: Path) -> None:
    """flashgen build, in this process."""
    cli.main(["build", str(folder), "--term", "2027S"], standalone_mode=False)


def once(made: Callable[..., Build]) -> Callable[..., Build]:
    """A function that makes its first result again and again, whatever it is asked for."""
    results: list[Build] = []

    def same(*arguments: Any, **options: Any) -> Build:
        if not results:
            results.append(made(*arguments, **options))
        return results[0]

    return same


def in_a_child(folder: Path, *, killed_at: int = 0) -> int:
    """The exit code of a build in a process of its own."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        if killed_at:
            dies_at(killed_at, folder)
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        build(folder)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(course: Path) -> None:
    """Every point of a build of the course, one line each."""
    scratch = course.with_name("scratch")
    old = contents(course)
    shutil.copytree(course, scratch)
    pipeline.build = once(pipeline.build)  # it writes nothing, and every child would wait for it
    with suppress(SystemExit):
        cli.main(["build", str(scratch), "--term", "2027S", "--dry-run"], standalone_mode=False)
    assert in_a_child(scratch) == 0
    new = contents(scratch)
    assert old != new
    for point in range(1, 1000):
        shutil.rmtree(scratch)
        shutil.copytree(course, scratch)
        code = in_a_child(scratch, killed_at=point)
        with files.locked(scratch):
            held = contents(scratch)
        mixed = " ".join(sorted(path for path in new if held.get(path) != new[path])) or "nothing"
        sys.stdout.write(f"{point} {'old' if held == old else 'new' if held == new else f'without {mixed}'}\n")
        if code == 0:
            return
    raise AssertionError("no build came to its end")


main(Path(sys.argv[1]).resolve())
