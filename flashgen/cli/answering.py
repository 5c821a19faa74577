"""The commands that ask a person: review, relink."""

import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

import click

from flashgen.cli.inputs import exports_of, read_course_folder, read_ledger, read_text
from flashgen.cli.options import course_argument
from flashgen.cli.runs import build_course
from flashgen.cli.talk import out, say
from flashgen.errors import FlashgenError

if TYPE_CHECKING:
    from flashgen.model import Identity, Ledger
    from flashgen.review import Answer


@click.command()
@course_argument
def review(folder: Path) -> None:
    """Walk through what needs a look, weakest first.

    One key for each answer; you can leave at any time. Answers go at once to COURSE/overrides.yaml;
    what they change shows in the next build.

    \b
    flashgen review decks/my-course
    """
    from flashgen import ledger, recognise
    from flashgen.files import locked, publish
    from flashgen.overrides import pinned
    from flashgen.review import Terminal, questions, walk

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise FlashgenError(
            "review asks on a terminal; elsewhere edit overrides.yaml (flashgen explain prints the guids)"
        )
    course = read_course_folder(folder)
    path = folder / "overrides.yaml"
    with locked(folder):
        made, published = build_course(folder, course, allow_retire=True)

        def settle(answer: "Answer") -> None:
            nonlocal published
            if answer.note:
                links = recognise.answered(made.identities, published, {answer.key: answer.note})
                published = replace(published, links={**published.links, **links})
                publish(folder, {"ledger.jsonl": ledger.dump(published)})
            else:
                before = read_text(path) if path.exists() else ""
                publish(folder, {path.name: pinned(before, answer.key, answer.pins, file=str(path)).encode()})

        asked = questions(made, published)
        count = walk(asked, Terminal(key=click.getchar, edit=_edited), settle)
    again = f"; build again: flashgen build {folder}" if count else ""
    say(f"{count} of {len(asked)} answered{again}" if asked else "nothing needs a look")


def _edited(text: str) -> str | None:
    """The text as the person leaves it in their editor, or on one line where none is set; None when they break off."""
    try:
        if os.environ.get("VISUAL") or os.environ.get("EDITOR"):
            return click.edit(text)
        return _one_line(" ".join(text.split()))
    except (KeyboardInterrupt, EOFError):
        return None


def _one_line(text: str) -> str | None:
    """The text as the person changes it on the line below the card; None when it stays as it was."""
    if readline := _readline():
        readline.set_startup_hook(lambda: readline.insert_text(text))
    else:
        out(text)
    try:
        written = input("> ")
    finally:
        if readline:
            readline.set_startup_hook(None)
    return written if written != text else None


def _readline() -> "ModuleType | None":
    """What lets a person change a line that stands there; Windows has none."""
    try:
        import readline
    except ImportError:
        return None
    return readline


@click.command()
@course_argument
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="GUID=GUID|new",
    help="Without asking: the annotation with the first guid (as explain prints it) is the published note with the "
    "second one, or new.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the questions as JSON and ask nothing.")
def relink(folder: Path, answers: tuple[str, ...], as_json: bool) -> None:
    """Say which note is which, where flashgen will not guess.

    Until then the notes stay as they are, and the annotations are set aside.

    \b
    flashgen relink decks/my-course
    flashgen relink decks/my-course --answer 3q2pl5n7xkz4mvta=new
    """
    from flashgen import ledger, recognise
    from flashgen.files import locked, publish
    from flashgen.report import to_json

    course = read_course_folder(folder)
    with nullcontext() if as_json else locked(folder):
        published = read_ledger(folder)
        annotations = [annotation for export in exports_of(folder, course) for annotation in export.annotations]
        found = recognise.identify(annotations, published, course_id=course.id)
        if as_json:
            out(to_json(recognise.questions(found, published)))
            return
        given = dict(answer.partition("=")[::2] for answer in answers) or _asked(found, published)
        links = recognise.answered(found, published, given)
        if links:
            changed = replace(published, links={**published.links, **links})
            publish(folder, {"ledger.jsonl": ledger.dump(changed)})
    say(f"{len(links)} answered; build again: flashgen build {folder}" if links else "nothing to relink")


def _asked(found: "Sequence[Identity]", published: "Ledger") -> dict[str, str]:
    """The answers that a person gives to the open questions, one at a time: guid -> guid, or "new"."""
    from flashgen import recognise

    given: dict[str, str] = {}
    questions = recognise.questions(found, published)
    if questions and not sys.stdin.isatty():
        raise FlashgenError(
            "relink asks on a terminal; elsewhere answer with --answer (relink --json lists what is asked)"
        )
    for question in questions:
        out(f"\n{question['origin']}\n  quote    {question['quote']}\n  comment  {question['comment']}")
        for number, candidate in enumerate(question["candidates"], 1):
            out(f"  {number}) {candidate['guid']}  {candidate['subject']}")
            out(f"     quote    {candidate['quote']}\n     comment  {candidate['comment']}")
        choices = [str(number) for number in range(1, len(question["candidates"]) + 1)]
        answer = click.prompt("which? (n: none, it is new; s: later)", type=click.Choice([*choices, "n", "s"]))
        if answer != "s":
            chosen = "new" if answer == "n" else question["candidates"][int(answer) - 1]["guid"]
            given[question["guid"]] = chosen
    return given
