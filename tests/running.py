"""The program as a person runs it: in this process where only what it says and writes counts, else in its own."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from flashgen.cli import main

ROOT = Path(__file__).parent.parent
PAUSE = 0.3  # seconds from what a person sees to the key: what comes before the program listens is dropped
PATIENCE = 30  # seconds that a program on a terminal may be silent


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


def on_terminal(*arguments: str | Path, cwd: Path, typed: Iterable[tuple[str, bytes]], **environment: str) -> Ran:
    """A run in a process of its own on a terminal: each text that is waited for, then the keys that are pressed.

    `out` is all that the terminal saw. Only where there are pseudo-terminals.
    """
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cwd)
        environment = {"TERM": "xterm", "COLUMNS": "80", "LINES": "24", **environment}
        os.environ.update({"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **environment})
        os.execv(sys.executable, [sys.executable, "-W", "error", "-m", "flashgen", *map(str, arguments)])
    seen = unread = b""
    for awaited, keys in typed:
        while awaited.encode() not in unread:
            more = _from(terminal)
            assert more, f"never seen: {awaited!r}, but {seen.decode()!r}"
            seen, unread = seen + more, unread + more
        unread = unread.partition(awaited.encode())[2]
        time.sleep(PAUSE)
        os.write(terminal, keys)
    while more := _from(terminal):
        seen += more
    os.close(terminal)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return Ran(code=code, out=seen.decode(errors="replace"), err="")


def _from(terminal: int) -> bytes:
    """What the terminal shows next, nothing once the program has ended or where it is silent for too long."""
    try:
        return os.read(terminal, 1 << 16) if select.select([terminal], [], [], PATIENCE)[0] else b""
    except OSError:  # Linux: the program has closed its side
        return b""
