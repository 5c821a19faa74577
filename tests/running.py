"""The program as a person runs it: in this process where only what it says and writes counts, else in its own."""

import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from flashgen.cli import main

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a run ended, and what it wrote to stdout and stderr."""

    code: int
    out: str
    err: str


def flashgen(*arguments: str | Path, cwd: Path, **environment: str) -> Ran:
    """A run in this process; a bug keeps its traceback."""
    with chdir(cwd):
        ended = CliRunner().invoke(main, [*map(str, arguments)], env=environment, catch_exceptions=False)
    return Ran(code=ended.exit_code, out=ended.stdout, err=ended.stderr)


def process(*arguments: str | Path, cwd: Path, stdin: bytes = b"", **environment: str) -> Ran:
    """A run in a process of its own, nothing shared, where a warning is an error."""
    ended = subprocess.run(
        [sys.executable, "-W", "error", "-m", "flashgen", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment},
        check=False,
    )
    return Ran(code=ended.returncode, out=ended.stdout.decode(), err=ended.stderr.decode())
