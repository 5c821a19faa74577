"""The commands that make decks and courses: convert, init, build, plan."""

import os
import shlex
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flashgen.cli.inputs import clock_set_back, lost_ledger, read_course_folder, read_text
from flashgen.cli.options import (
    course_argument,
    exports_argument,
    format_option,
    highlights_option,
    json_option,
    map_option,
    strict_option,
    term_option,
)
from flashgen.cli.runs import build_alone, build_course, title_of
from flashgen.cli.talk import color_of_stdout, out, say, warn
from flashgen.errors import CourseError, ExportError, RefusedError

if TYPE_CHECKING:
    from flashgen.model import Build, Highlights, Ledger


@click.command()
@exports_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder of the package [default: here].",
)
@click.option("--title", help="Title of the deck [default: the export's file name].")
@highlights_option
@format_option
@map_option
@json_option
@strict_option
def convert(
    exports: tuple[str, ...],
    output: Path,
    title: str | None,
    highlights: "Highlights",
    format_name: str | None,
    mapping: dict[str, str],
    as_json: bool,
    strict: bool,
) -> None:
    """Make one package of exports, without a course.

    Decks follow the documents that the export names. A course (flashgen init) keeps identities from term to term;
    what convert makes has none, so a course built later makes new notes.

    \b
    flashgen convert annotations.json
    flashgen convert "My Clippings.txt" -o decks --title "Summer reading"
    """
    from flashgen.apkg import package
    from flashgen.files import write_atomically
    from flashgen.names import file_name

    title = title or title_of(exports)
    made = build_alone(exports, title=title, format_name=format_name, mapping=mapping, highlights=highlights)
    if not made.notes:
        _finish(made, as_json=as_json, strict=strict, wrote=None)
        raise RefusedError("no annotation became a card (the reasons stand above); nothing was written")
    path = output / f"{file_name(title)}.apkg"
    write_atomically(path, package(made.decks))
    _finish(made, as_json=as_json, strict=strict, wrote=path)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@exports_argument
@click.option("--title", help="Title of the course [default: from the folder's name].")
@format_option
@map_option
def init(
    folder: Path, exports: tuple[str, ...], title: str | None, format_name: str | None, mapping: dict[str, str]
) -> None:
    """Make a course of exports in one step.

    Writes DIR/course.yaml with topics proposed from the exports, to edit. Nothing is ever overwritten.

    \b
    flashgen init my-course annotations.json
    flashgen build my-course
    """
    from flashgen import kinds
    from flashgen.course import written
    from flashgen.files import write_atomically
    from flashgen.model import Course
    from flashgen.names import slug
    from flashgen.report import counted
    from flashgen.topics.proposing import propose

    path = folder / "course.yaml"
    if path.exists():
        raise CourseError(f"{path}: is there already; edit it, or choose another folder")
    if "-" in exports:
        raise ExportError("-: a course reads its exports again every term; save standard input to a file first")
    made = build_alone(exports, title="", format_name=format_name, mapping=mapping)
    name = folder.resolve().name
    course = Course(
        id=slug(name),
        title=title or _named(name),
        format=format_name or "",
        map=mapping,
        exports=tuple(_listed(exports, folder, [read.name for read in made.exports])),
        topics=propose([outcome.card.pair for outcome in made.notes if outcome.card], marks=kinds.TAGS),
    )
    write_atomically(path, written(course).encode())
    proposed = f"{counted(len(course.topics), 'topic')} proposed from {counted(len(made.outcomes), 'annotation')}"
    say(f"wrote {path}: {proposed}; edit them, then:")
    typed = f"./{folder}" if str(folder).startswith("-") else str(folder)  # no option
    say(f"flashgen build {shlex.quote(typed)}")


def _listed(exports: Sequence[str], folder: Path, read: Sequence[str]) -> list[str]:
    """The exports as course.yaml lists them; instead of the course's own folder the files in it that were read."""
    lasting: list[str] = []
    for export in exports:
        own = folder.exists() and os.path.isdir(export) and folder.samefile(export)  # noqa: PTH112  # as elsewhere
        lasting += [name for name in read if Path(export) in Path(name).parents] if own else [export]
    return list(dict.fromkeys(Path(os.path.relpath(each, folder)).as_posix() for each in lasting))


def _named(folder: str) -> str:
    """What a folder's name says, as a title."""
    spoken = folder.replace("-", " ").replace("_", " ").strip()
    return spoken[:1].upper() + spoken[1:]


@click.command()
@course_argument
@term_option
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would change.")
@click.option("--allow-retire", is_flag=True, help="Go on though more than a fifth of the notes would retire.")
@json_option
@strict_option
def build(folder: Path, term: str, dry_run: bool, allow_retire: bool, as_json: bool, strict: bool) -> None:
    """Make the packages of a course.

    One a topic, and one with all of them, in COURSE/apkg; importing both makes no duplicates.

    \b
    flashgen build decks/my-course
    flashgen build decks/my-course --term 2026F
    """
    from flashgen import ledger
    from flashgen import plan as planning
    from flashgen.apkg import package
    from flashgen.changes import for_students
    from flashgen.files import locked, publish

    course = read_course_folder(folder)
    with nullcontext() if dry_run else locked(folder):
        if lost := lost_ledger(folder):
            raise RefusedError(lost)
        made, published = build_course(folder, course, term=term, allow_retire=allow_retire)
        planned = planning.plan(made, published)
        for warning in filter(None, (*_doubts(made, published, term), planning.overwrite_warning(planned))):
            warn(warning)
        if not dry_run:
            files = {f"apkg/{deck.slug}.apkg": package([deck]) for deck in made.decks}
            files[f"apkg/{course.id}.apkg"] = package(made.decks)
            files["apkg/CHANGES.md"] = for_students(made.ledger, course=course).encode("utf-8", "replace")
            files["ledger.jsonl"] = ledger.dump(made.ledger)
            files |= _overrides_with_texts(folder, made)
            publish(folder, files)
            _name_strays(folder, files)
    if published.entries:
        say(planning.to_text(planned))
    _finish(made, as_json=as_json, strict=strict, wrote=None if dry_run else folder / "apkg")


def _doubts(made: "Build", published: "Ledger", term: str) -> tuple[str, ...]:
    """What is odd about the time, the term and the id of this build; "" for what is not."""
    from flashgen import ledger

    return (
        clock_set_back(made.ledger),
        ledger.turned_back(published, term),
        ledger.other_id(published, made.course),
    )


def _name_strays(folder: Path, files: Mapping[str, bytes]) -> None:
    """Say which packages lie beside those of this build: somebody might import them."""
    strays = sorted(file for file in (folder / "apkg").glob("*.apkg") if f"apkg/{file.name}" not in files)
    if strays:
        warn(f"of a former topic or course id, not of this build: {', '.join(map(str, strays))}; delete them")


def _overrides_with_texts(folder: Path, made: "Build") -> dict[str, bytes]:
    """overrides.yaml with a `was` for each key that has none, by its name; nothing where each has one."""
    from flashgen.overrides import all_pinned
    from flashgen.pins import without_text
    from flashgen.report import counted

    texts = dict(without_text(made))
    if not texts:
        return {}
    path = folder / "overrides.yaml"
    written = all_pinned(read_text(path), {key: {"was": text} for key, text in texts.items()}, file=str(path))
    say(f"{path}: wrote down the text behind {counted(len(texts), 'override')} (was), so that its change is noticed")
    return {path.name: written.encode()}


@click.command()
@course_argument
@term_option
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="OLD.apkg|COLLECTION.anki2",
    help="Import into a throw-away copy of this with the real Anki, and say what becomes of each note.",
)
@json_option
def plan(folder: Path, term: str, against: Path | None, as_json: bool) -> None:
    """Say what a build would change; write nothing.

    \b
    flashgen plan decks/my-course
    flashgen plan decks/my-course --against last-term.apkg
    flashgen plan decks/my-course --against ~/Anki/collection.anki2 --json
    """
    from flashgen import plan as planning
    from flashgen.apkg import package
    from flashgen.ledger import too_many_retire
    from flashgen.report import to_json

    course = read_course_folder(folder)
    made, published = build_course(folder, course, term=term, allow_retire=True)
    planned = planning.plan(made, published)
    for warning in (
        lost_ledger(folder),
        *_doubts(made, published, term),
        planning.overwrite_warning(planned),
        too_many_retire(published, made.ledger),
    ):
        if warning:
            warn(warning)
    text = planning.to_text(planned, color=color_of_stdout())
    shown, lost = dict(planning.to_object(planned)), False
    if against:
        from flashgen.rehearse import rehearsal_object, rehearsal_text, rehearse

        notes = [note for deck in made.decks for note in deck.notes]
        rehearsal = rehearse(against, package(made.decks), notes, published)
        text += f"\n\n{rehearsal_text(rehearsal)}"
        shown["against"], lost = rehearsal_object(rehearsal), bool(rehearsal.lost)
    out(to_json(shown) if as_json else text)
    if lost:
        click.get_current_context().exit(1)


def _finish(made: "Build", *, as_json: bool, strict: bool, wrote: Path | None) -> None:
    """The report, and the exit code that --strict asks for."""
    from flashgen.report import summary, summary_text, to_json

    say(summary_text(made))
    if wrote:
        say(f"wrote {wrote}")
    if as_json:
        out(to_json(summary(made)))
    if strict and summary(made)["faults"]:
        say("flashgen: --strict: annotations were set aside for a fault", fg="red")
        click.get_current_context().exit(1)
