"""A build that is cut off, and two builds at once: the old ledger and packages or the new ones, never a mix."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terms import PASSAGES, export

ROOT = Path(__file__).parent.parent
COURSE = """\
id: cells
title: Cells
exports: [../export.json]
topics:
  - {slug: mitosis, title: Mitosis, words: [mitosis, spindle]}
  - {slug: membranes, title: Membranes, words: [membrane, lipid]}
"""


def begun(*arguments: str | Path, cwd: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *map(str, arguments)],
        cwd=cwd,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), "SOURCE_DATE_EPOCH": "1770000000"},
    )


def ended(running: "subprocess.Popen[bytes]") -> bytes:
    """What a program wrote to stdout, once it has ended well."""
    out, err = running.communicate(timeout=300)
    assert running.returncode == 0, err.decode()
    return out


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course whose export has grown and changed since its first build."""
    folder = tmp_path / "cells"
    folder.mkdir()
    (folder / "course.yaml").write_text(COURSE, "utf-8")
    (tmp_path / "export.json").write_bytes(export({name: PASSAGES[name] for name in ("mitosis", "raft", "blebs")}))
    ended(begun("-m", "flashgen", "build", "cells", "--term", "2026F", cwd=tmp_path))
    quote, comment = PASSAGES["raft"]
    changed = {"mitosis": PASSAGES["mitosis"], "raft": (quote, f"{comment}, again"), "blebs": PASSAGES["blebs"]}
    (tmp_path / "export.json").write_bytes(export({**changed, "drug": PASSAGES["drug"]}))
    return folder


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_build_killed_between_any_two_writes_leaves_the_old_or_the_new(course: Path) -> None:
    out = ended(begun(ROOT / "tests" / "killed.py", course, cwd=course.parent))
    states = [line.partition(" ")[2] for line in out.decode().splitlines()]
    assert set(states) == {"old", "new"}
    assert states == sorted(states, reverse=True), "once it is the new one, it stays the new one"
    assert states.count("old") > 5
    assert states.count("new") > 5


def test_of_two_builds_at_once_the_second_waits(course: Path) -> None:
    both = [begun("-m", "flashgen", "build", "cells", "--term", "2027S", cwd=course.parent) for _ in range(2)]
    for running in both:
        ended(running)
    held = published(course)
    ended(begun("-m", "flashgen", "build", "cells", "--term", "2027S", cwd=course.parent))
    assert published(course) == held


def published(course: Path) -> dict[str, bytes]:
    """What the course publishes, by the file's name."""
    return {path.name: path.read_bytes() for path in (course / "ledger.jsonl", *(course / "apkg").iterdir())}
