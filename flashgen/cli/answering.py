"""The commands that ask a person: review, relink."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

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
    from flashgen import recognise
    from flashgen.files import locked, publish
    from flashgen.overrides import pinned
    from flashgen.review import Terminal, questions, walk

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise FlashgenError(
            "review asks on a terminal; elsewhere edit overrides.yaml (flashgen explain --course prints the guids)"
        )
    course = read_course_folder(folder)
    path = folder / "overrides.yaml"
    with locked(folder):
        made, published = build_course(folder, course, allow_retire=True)

        def settle(answer: "Answer") -> None:
            nonlocal published
            if answer.note:
                annotations = [known.annotation for known in made.identities]
                found = recognise.identify(annotations, published, course_id=course.id)
                published = _linked(folder, found, published, {answer.key: answer.note})
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
    help="Without asking: the annotation with the first guid (as explain --course prints it) is the published "
    "note with the second one, or new.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the questions as JSON and ask nothing.")
def relink(folder: Path, answers: tuple[str, ...], as_json: bool) -> None:
    """Say which note is which, where flashgen will not guess.

    Until then the notes stay as they are, and the annotations are set aside.

    \b
    flashgen relink decks/my-course
    flashgen relink decks/my-course --answer 3q2pl5n7xkz4mvta=new
    """
    from flashgen import recognise
    from flashgen.files import locked
    from flashgen.report import to_json

    course = read_course_folder(folder)
    with nullcontext() if as_json else locked(folder):
        published = read_ledger(folder)
        annotations = [annotation for export in exports_of(folder, course) for annotation in export.annotations]

        def identified() -> "Sequence[Identity]":
            return recognise.identify(annotations, published, course_id=course.id)

        def asked() -> "Sequence[Mapping[str, Any]]":
            return recognise.questions(identified(), published)

        def settle(given: Mapping[str, str]) -> None:
            nonlocal published
            published = _linked(folder, identified(), published, given)

        if as_json:
            out(to_json(asked()))
            return
        if answers:
            given = _given(answers)
            settle(given)
            count = len(given)
        else:
            count = _ask(asked, settle)
        left = len(asked())
    if not count and not left:
        say("nothing to relink")
        return
    still = f", {left} still open" if left else ""
    again = f"; build again: flashgen build {folder}" if count else ""
    say(f"{count} answered{still}{again}")


def _given(answers: Sequence[str]) -> dict[str, str]:
    """The answers of the command line: guid of an annotation -> guid of a note, or "new"."""
    given: dict[str, str] = {}
    for answer in answers:
        asked, _, note = answer.partition("=")
        if not (asked and note):
            raise FlashgenError(f"--answer: expected GUID=GUID or GUID=new, got {answer!r}")
        if given.setdefault(asked, note) != note:
            raise FlashgenError(f"--answer: {asked} is answered twice: {given[asked]} and {note}")
    return given


def _linked(folder: Path, found: "Sequence[Identity]", published: "Ledger", given: Mapping[str, str]) -> "Ledger":
    """The ledger with the answers in it (guid of an annotation -> guid of a note, or "new"), written."""
    from flashgen import ledger, recognise
    from flashgen.files import publish

    links = recognise.answered(found, published, given)
    linked = replace(published, links={**published.links, **links})
    publish(folder, {"ledger.jsonl": ledger.dump(linked)})
    return linked


def _ask(asked: "Callable[[], Sequence[Mapping[str, Any]]]", settle: Callable[[Mapping[str, str]], None]) -> int:
    """Ask one question after another; each answer is settled at once, so that leaving loses none. How many there are.

    What is asked comes anew each time: an answer may settle other questions, too.
    """
    later: set[str] = set()
    count = 0
    while left := [question for question in asked() if question["guid"] not in later]:
        if not sys.stdin.isatty():
            raise FlashgenError(
                "relink asks on a terminal; elsewhere answer with --answer (relink --json lists what is asked)"
            )
        question = left[0]
        answer = _asked(question)
        if answer == "s":
            later.add(question["guid"])
            continue
        settle({question["guid"]: "new" if answer == "n" else question["candidates"][int(answer) - 1]["guid"]})
        count += 1
    return count


def _asked(question: Mapping[str, Any]) -> str:
    """What a person answers: a candidate's number, n for none of them, s for later."""
    out(f"\n{question['origin']}\n  quote    {question['quote']}\n  comment  {question['comment']}")
    for number, candidate in enumerate(question["candidates"], 1):
        out(f"  {number}) {candidate['guid']}  {candidate['subject']}")
        out(f"     quote    {candidate['quote']}\n     comment  {candidate['comment']}")
    choices = [*(str(number) for number in range(1, len(question["candidates"]) + 1)), "n", "s"]
    return str(click.prompt("which? (n: none, it is new; s: later)", type=click.Choice(choices)))
