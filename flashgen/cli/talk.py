"""What the command line says: the result on stdout, all else on stderr; nothing that a terminal would obey."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashgen.errors import FlashgenError

if TYPE_CHECKING:
    from flashgen.pipeline import Step, Track

BAR = 24  # columns of the progress bar


def say(message: str, *, fg: str | None = None) -> None:
    """Talk to the person: on stderr, coloured on a terminal only and not where NO_COLOR is set, controls taken out."""
    from flashgen.report import for_terminal

    coloured = fg if sys.stderr.isatty() and not os.environ.get("NO_COLOR") else None
    click.secho(for_terminal(message), fg=coloured, err=True)


def warn(warning: str) -> None:
    """Say what the person should know though the command goes on."""
    say(f"warning: {warning}", fg="yellow")


def out(text: str) -> None:
    """Write a result to stdout, as UTF-8 wherever it goes. Raises FlashgenError where the disk is full."""
    from flashgen.report import for_terminal

    try:
        click.echo(for_terminal(text) if sys.stdout.isatty() else text.encode("utf-8", "replace"))
    except BrokenPipeError:
        raise
    except OSError as error:
        raise FlashgenError(f"standard output: cannot be written: {error.strerror}") from None


def open_closed_streams() -> None:
    """Streams that the shell closed (`>&-`) are there, empty: they take what is written and forget it."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115  # for as long as the program runs


def color_of_stdout() -> Callable[[str, str], str]:
    """What dresses a text for stdout: "bold" or a colour's name on a terminal, nothing elsewhere."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return lambda text, _color: text
    return lambda text, color: click.style(text, bold=True) if color == "bold" else click.style(text, fg=color)


# ---------------------------------------------------------------- how far it is: a line on a terminal, else nothing


@contextmanager
def progress_bar() -> Iterator["Track"]:
    """What tracks a stage: a bar for it once the whole run has taken a second."""
    began = time.monotonic()

    def track(stage: str, steps: "Sequence[Step]") -> "Iterator[Step]":
        for done, step in enumerate(steps):
            if done % 64 == 0 and time.monotonic() - began > 1:
                _rewrite(f"{stage:<12} [{'#' * (BAR * done // len(steps)):<{BAR}}] {done} of {len(steps)}")
            yield step

    with _passing_line():
        yield track


@contextmanager
def counter() -> Iterator[Callable[[int, int], None]]:
    """A function that takes how many came and how many there are."""
    with _passing_line():
        yield lambda have, total: _rewrite(f"{have} of {max(have, total)}")


@contextmanager
def _passing_line() -> Iterator[None]:
    """What `_rewrite` shows is gone afterwards, also before the message of an error."""
    try:
        yield
    finally:
        _rewrite(" " * 72)
        _rewrite("")


def _rewrite(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{text}", nl=False, err=True)
