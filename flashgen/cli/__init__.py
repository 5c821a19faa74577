"""The command line: reads files, asks the clock, prints, exits; everything else is a function of the other modules.

    inputs.py      files, folders, standard input and the clock -> Course, Exports, Ledger
    runs.py        these -> Build, with a course or without one
    talk.py        stdout carries the result, stderr the talk
    options.py     what several commands take
    decks.py       convert, init, build, plan
    looking.py     explain, preview, verify, formats
    answering.py   review, relink
    fetching.py    fetch

Exit codes: 0 done; 1 refused or, with --strict, something at fault; 2 wrong input or usage; 130 interrupted.
At run time each command imports only what it needs, so that `flashgen --help` answers at once.
"""

import gc
import os
import sys
from typing import Any

import click

from flashgen.cli.answering import relink, review
from flashgen.cli.decks import build, convert, init, plan
from flashgen.cli.fetching import fetch
from flashgen.cli.looking import explain, formats, preview, verify
from flashgen.cli.talk import open_closed_streams, say
from flashgen.errors import FlashgenError

INTERRUPTED = 130  # as shells tell that a program was ended by Ctrl-C: 128 + SIGINT
EXIT_CODES = """\b
Exit codes: 0 done; 1 refused before harm was done, or --strict found a fault;
2 wrong input or usage (the message says where); 130 interrupted."""


class Commands(click.Group):
    """The group of all commands: the one place where a FlashgenError becomes a message and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a mistake of the input ends in one line on stderr."""
        open_closed_streams()
        try:
            return super().invoke(context)
        except FlashgenError as error:
            say(f"flashgen: {error}", fg="red")
            context.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            say("flashgen: interrupted", fg="red")
            context.exit(INTERRUPTED)
        except BrokenPipeError:  # `flashgen explain … | head` is no mistake
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)

    def list_commands(self, context: click.Context) -> list[str]:
        """The commands in the order in which a person meets them."""
        del context
        return list(self.commands)


@click.group(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}, epilog=EXIT_CODES
)
@click.version_option(package_name="flashgen", message="flashgen %(version)s")
def main() -> None:
    """Turn what you wrote in the margins of what you read into Anki decks.

    \b
    flashgen convert annotations.json      a deck, at once
    flashgen init my-course export.csv     a course to keep: topics, corrections, terms
    flashgen build my-course               its packages, safe to import again and again
    """
    gc.set_threshold(1_000_000)  # frozen values make no cycles: looking for some takes a tenth of the time


for command in (convert, build, plan, verify, review, relink, explain, preview, init, fetch, formats):
    main.add_command(command)
