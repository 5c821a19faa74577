"""The command line: reads files, asks the clock, prints, exits; everything else is a function of the other modules.

stdout carries the result, stderr the talk. Exit codes: 0 done; 1 refused or, with --strict, something at fault;
2 wrong input or usage; 130 interrupted.
"""

import os
import re
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flashgen.errors import CourseError, ExportError, FlashgenError

if TYPE_CHECKING:  # at run time each command loads only what it needs
    from collections.abc import Callable

    from flashgen.model import Build, Course, Export, Identity, Ledger, Override

EXIT_CODES = """\b
Exit codes: 0 done; 1 refused before harm was done, or --strict found a fault;
2 wrong input or usage (the message says where); 130 interrupted."""


class Commands(click.Group):
    """The group of all commands: the one place where a FlashgenError becomes a message and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; a mistake of the input ends in one line on stderr."""
        try:
            return super().invoke(context)
        except FlashgenError as error:
            say(f"flashgen: {error}", fg="red")
            context.exit(error.exit_code)
        except BrokenPipeError:  # `flashgen explain … | head` is no mistake
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            context.exit(0)

    def list_commands(self, context: click.Context) -> list[str]:
        """The commands in the order in which a person meets them."""
        del context
        return list(self.commands)


def say(message: str, *, fg: str | None = None) -> None:
    """Talk to the person: on stderr, coloured on a terminal only and not where NO_COLOR is set, controls taken out."""
    from flashgen.report import for_terminal

    coloured = fg if sys.stderr.isatty() and not os.environ.get("NO_COLOR") else None
    click.secho(for_terminal(message), fg=coloured, err=True)


def out(text: str) -> None:
    """Write a result to stdout, as UTF-8 wherever it goes."""
    from flashgen.report import for_terminal

    shown = for_terminal(text) if sys.stdout.isatty() else text
    click.echo(shown.encode("utf-8", "replace") if not sys.stdout.isatty() else shown)


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


# ---------------------------------------------------------------- what every command reads


def now() -> int:
    """Seconds since 1970: the clock, or SOURCE_DATE_EPOCH where it is set (reproducible-builds.org)."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not given:
        return int(time.time())
    if not re.fullmatch(r"\d{1,11}", given):
        raise FlashgenError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, got {given!r}")
    return int(given)


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises ExportError with the reason in a person's words."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise ExportError(f"{path}: no such file") from None
    except OSError as error:
        raise ExportError(f"{path}: cannot be read: {error.strerror}") from None


def files_of(names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of every export: files, all files below a folder, `-` for standard input."""
    for name in names:
        path = Path(name)
        if name == "-":
            yield "<stdin>", sys.stdin.buffer.read()
        elif path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.is_file() and not _hidden(file, path))
            if not inside:
                raise ExportError(f"{name}: the folder holds no files; give an export or a folder of exports")
            for file in inside:
                yield file.as_posix(), read_bytes(file)
        else:
            yield name, read_bytes(path)


def color_of_stdout() -> "Callable[[str, str], str]":
    """What dresses a text for stdout: "bold" or a colour's name on a terminal, nothing elsewhere."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return lambda text, _color: text
    return lambda text, color: click.style(text, bold=True) if color == "bold" else click.style(text, fg=color)


def _hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def read_exports(
    named: Iterator[tuple[str, bytes]],
    *,
    format: str | None = None,  # noqa: A002  # the option's name
    mapping: dict[str, str] | None = None,
    course: "Course | None" = None,
) -> "list[Export]":
    """The exports as read; pins of `overrides.yaml` steer the reading of flat text."""
    from flashgen.readers import read_export

    pins = [pinned for pinned in course.overrides if pinned.quote_lines is not None] if course else []
    return [
        read_export(name, content, format=format, mapping=mapping or {}, pins=_pins_of(name, pins))
        for name, content in named
    ]


def _pins_of(name: str, pins: "Sequence[Override]") -> "list[Override]":
    """The pins of this export's lines: those that name it, and those under a guid, which name no export."""
    return [pin for pin in pins if pin.key.rpartition(":")[0] in {"", name, Path(name).name}]


def read_course_folder(folder: Path) -> "tuple[Course, list[str]]":
    """The course in the folder with its overrides, and the warnings about them."""
    from dataclasses import replace

    from flashgen.course import read_course, read_overrides

    course = read_course(
        _read_text(folder / "course.yaml", "a course is made by: flashgen init"), file=str(folder / "course.yaml")
    )
    path = folder / "overrides.yaml"
    if not path.exists():
        return course, []
    overrides, warnings = read_overrides(_read_text(path), file=str(path), topics=course.topics)
    return replace(course, overrides=overrides), list(warnings)


def read_ledger(folder: Path) -> "Ledger":
    """The course's ledger, once what an earlier run began to publish is complete."""
    from flashgen import ledger
    from flashgen.files import locked, unfinished

    if unfinished(folder):
        with locked(folder):
            pass
    return ledger.read(folder / "ledger.jsonl")


def _read_text(path: Path, advice: str = "") -> str:
    try:
        return path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise CourseError(f"{path}: no such file{f'; {advice}' if advice else ''}") from None
    except UnicodeDecodeError as error:
        raise CourseError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from None
    except OSError as error:
        raise CourseError(f"{path}: cannot be read: {error.strerror}") from None


def exports_of(folder: Path, course: "Course") -> Iterator[tuple[str, bytes]]:
    """Name and bytes of the course's exports; a name is as course.yaml lists it."""
    for name in course.exports:
        path = folder / name
        if path.is_dir():
            for found, content in files_of([str(path)]):
                yield Path(os.path.relpath(found, folder)).as_posix(), content
        else:
            yield name, read_bytes(path)


def run_pipeline(
    course: "Course",
    exports: "Sequence[Export]",
    published: "Ledger",
    *,
    folder: Path | None = None,
    term: str = "",
    allow_retire: bool = False,
) -> "Build":
    """pipeline.build with the clock and a progress bar on a terminal."""
    from flashgen.pipeline import build
    from flashgen.render import Renderer

    templates = folder / course.templates if folder and course.templates else None
    with progress_bar() as progress:
        return build(
            course,
            exports,
            published,
            renderer=Renderer(templates),
            now=now(),
            term=term,
            allow_retire=allow_retire,
            progress=progress,
        )


STAGES = ("identifying", "mending", "classifying", "composing", "rendering")


@contextmanager
def progress_bar() -> "Iterator[Any]":
    """A function that takes the stage begun: a bar on a terminal once a second has passed, else nothing."""
    if not sys.stderr.isatty():
        yield lambda _stage: None
        return
    began, done = time.monotonic(), 0

    def show(stage: str) -> None:
        nonlocal done
        done += 1
        if time.monotonic() - began > 1:
            click.echo(f"\r[{'#' * done:<{len(STAGES)}}] {stage:<12}", nl=False, err=True)

    yield show
    click.echo("\r" + " " * 24 + "\r", nl=False, err=True)


def finish(build: "Build", *, as_json: bool, strict: bool, wrote: Path | None = None) -> None:
    """The report, and the exit code that --strict asks for."""
    from flashgen.report import summary, summary_text, to_json

    say(summary_text(build))
    if wrote:
        say(f"wrote {wrote}")
    if as_json:
        out(to_json(summary(build)))
    if strict and summary(build)["faults"]:
        say("flashgen: --strict: annotations were set aside for a fault", fg="red")
        click.get_current_context().exit(1)


exports_argument = click.argument("exports", nargs=-1, required=True, metavar="EXPORT...")
course_argument = click.argument(
    "folder", metavar="COURSE", type=click.Path(path_type=Path, exists=True, file_okay=False)
)
format_option = click.option("--format", help="Read the exports as this format (see: flashgen formats).")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
strict_option = click.option("--strict", is_flag=True, help="Exit 1 when anything was set aside for a fault.")


def _mapping(context: click.Context, option: click.Parameter, value: str | None) -> dict[str, str]:
    del context, option
    if not value:
        return {}
    parts = [part.partition("=") for part in value.split(",")]
    if not all(field.strip() and column.strip() for field, _, column in parts):
        raise click.BadParameter("expected FIELD=COLUMN,…, for example quote=Text,comment=Note")
    return {field.strip(): column.strip() for field, _, column in parts}


def _term(context: click.Context, option: click.Parameter, value: str | None) -> str:
    del context, option
    if value is not None and not re.fullmatch(r"[\w.-]+", value):
        raise click.BadParameter("expected letters, digits, '.', '-' or '_', for example 2026F")
    return value or ""


term_option = click.option(
    "--term",
    callback=_term,
    help="The teaching term, e.g. 2026F: new notes get the tag flashgen::term::2026F [default: the last one].",
)
map_option = click.option(
    "--map",
    "mapping",
    callback=_mapping,
    metavar="FIELD=COLUMN,...",
    help="Read any CSV: which column is the quote, the comment, the title …",
)


# ---------------------------------------------------------------- the commands


@main.command()
@exports_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    help="Folder of the package [default: here].",
)
@click.option("--title", help="Title of the deck [default: the export's file name].")
@format_option
@map_option
@json_option
@strict_option
def convert(
    exports: tuple[str, ...],
    output: Path,
    title: str | None,
    format: str | None,  # noqa: A002
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
    from flashgen.model import Course, Ledger
    from flashgen.names import file_name
    from flashgen.pipeline import CONVERT

    title = title or (Path(exports[0]).stem if exports[0] != "-" else "annotations")
    read = read_exports(files_of(exports), format=format, mapping=mapping)
    course = Course(id=CONVERT, title=title, exports=exports)
    build = run_pipeline(course, read, Ledger())
    path = output / f"{file_name(title)}.apkg"
    write_atomically(path, package(build.decks))
    finish(build, as_json=as_json, strict=strict, wrote=path)


@main.command()
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
    from flashgen.apkg import package
    from flashgen.files import locked, publish
    from flashgen.plan import for_students, overwrite_warning, plan, to_text

    course, warnings = read_course_folder(folder)
    with nullcontext() if dry_run else locked(folder):
        published = read_ledger(folder)
        exports = read_exports(exports_of(folder, course), course=course)
        made = run_pipeline(course, exports, published, folder=folder, term=term, allow_retire=allow_retire)
        planned = plan(made, published)
        if warning := overwrite_warning(planned):
            say(f"warning: {warning}", fg="yellow")
        if not dry_run:
            files = {f"apkg/{deck.slug}.apkg": package([deck]) for deck in made.decks}
            files[f"apkg/{course.id}.apkg"] = package(made.decks)
            files["apkg/CHANGES.md"] = for_students(made.ledger, course=course).encode("utf-8", "replace")
            files["ledger.jsonl"] = ledger.dump(made.ledger)
            publish(folder, files)
    for warning in warnings:
        say(f"warning: {warning}", fg="yellow")
    if published.entries:
        say(to_text(planned))
    finish(made, as_json=as_json, strict=strict, wrote=None if dry_run else folder / "apkg")


@main.command("plan")
@course_argument
@term_option
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="OLD.apkg|COLLECTION.anki2",
    help="Import into a throw-away copy of this with the real Anki, and say what becomes of each note.",
)
@json_option
def plan_command(folder: Path, term: str, against: Path | None, as_json: bool) -> None:
    """Say what a build would change; write nothing.

    \b
    flashgen plan decks/my-course
    flashgen plan decks/my-course --against last-term.apkg
    flashgen plan decks/my-course --against ~/Anki/collection.anki2 --json
    """
    from flashgen.apkg import package
    from flashgen.ledger import too_many_retire
    from flashgen.plan import overwrite_warning, plan, to_object, to_text
    from flashgen.report import to_json

    course, warnings = read_course_folder(folder)
    published = read_ledger(folder)
    exports = read_exports(exports_of(folder, course), course=course)
    made = run_pipeline(course, exports, published, folder=folder, term=term, allow_retire=True)
    planned = plan(made, published)
    for warning in (*warnings, overwrite_warning(planned), too_many_retire(published, made.ledger)):
        if warning:
            say(f"warning: {warning}", fg="yellow")
    text, shown, lost = to_text(planned, color=color_of_stdout()), dict(to_object(planned)), False
    if against:
        from flashgen.verify import rehearsal_object, rehearsal_text, rehearse

        notes = [note for deck in made.decks for note in deck.notes]
        rehearsal = rehearse(against, package(made.decks), notes, published)
        text += f"\n\n{rehearsal_text(rehearsal)}"
        shown["against"], lost = rehearsal_object(rehearsal), bool(rehearsal.lost)
    out(to_json(shown) if as_json else text)
    if lost:
        click.get_current_context().exit(1)


@main.command("verify")
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE.apkg...", type=click.Path(path_type=Path))
@json_option
def verify_command(packages: tuple[Path, ...], as_json: bool) -> None:
    """Check packages, of any author, in the real Anki.

    Imports them into a fresh collection and looks at every card; exit 1 when something is wrong.
    Needs Anki's core: pip install 'flashgen[anki]'.

    \b
    flashgen verify decks/my-course/apkg/*.apkg
    """
    from flashgen.report import to_json
    from flashgen.verify import verify

    findings = verify(packages)
    if as_json:
        out(to_json([{"package": f.package, "guid": f.guid, "card": f.card, "problem": f.problem} for f in findings]))
    else:
        for finding in findings:
            out(str(finding))
    count = f"{len(packages)} package{'s' if len(packages) != 1 else ''}"
    say(f"{count}: {len(findings)} findings" if findings else f"{count}: nothing is wrong")
    if findings:
        click.get_current_context().exit(1)


@main.command()
@course_argument
def review(folder: Path) -> None:
    """Walk through what needs a look, weakest first.

    One key for each answer; you can leave at any time. Answers go at once to COURSE/overrides.yaml;
    what they change shows in the next build.

    \b
    flashgen review decks/my-course
    """
    from dataclasses import replace

    from flashgen import ledger, recognise
    from flashgen.files import locked, publish
    from flashgen.overrides import pinned
    from flashgen.review import Answer, Terminal, questions, walk

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise FlashgenError(
            "review asks on a terminal; elsewhere edit overrides.yaml (flashgen explain prints the guids)"
        )
    course, _ = read_course_folder(folder)
    path = folder / "overrides.yaml"
    with locked(folder):
        published = read_ledger(folder)
        exports = read_exports(exports_of(folder, course), course=course)
        made = run_pipeline(course, exports, published, folder=folder, allow_retire=True)

        def settle(answer: Answer) -> None:
            nonlocal published
            if answer.note:
                links = recognise.answered(made.identities, published, {answer.key: answer.note})
                published = replace(published, links={**published.links, **links})
                publish(folder, {"ledger.jsonl": ledger.dump(published)})
            else:
                before = _read_text(path) if path.exists() else ""
                publish(folder, {path.name: pinned(before, answer.key, answer.pins, file=str(path)).encode()})

        asked = questions(made, published)
        count = walk(asked, Terminal(key=click.getchar, edit=click.edit), settle)
    say(f"{count} of {len(asked)} answered; build again: flashgen build {folder}" if asked else "nothing needs a look")


@main.command()
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
    from dataclasses import replace

    from flashgen import ledger, recognise
    from flashgen.files import locked, publish
    from flashgen.report import to_json

    course, _ = read_course_folder(folder)
    with nullcontext() if as_json else locked(folder):
        published = read_ledger(folder)
        exports = read_exports(exports_of(folder, course), course=course)
        annotations = [annotation for export in exports for annotation in export.annotations]
        found = recognise.identify(annotations, published, course_id=course.id)
        if as_json:
            out(to_json(recognise.questions(found, published)))
            return
        given = dict(answer.partition("=")[::2] for answer in answers)
        links = recognise.answered(found, published, given) if given else _asked(found, published)
        if links:
            changed = replace(published, links={**published.links, **links})
            publish(folder, {"ledger.jsonl": ledger.dump(changed)})
    say(f"{len(links)} answered; build again: flashgen build {folder}" if links else "nothing to relink")


def _asked(found: "Sequence[Identity]", published: "Ledger") -> dict[str, str]:
    """The answers that a person gives to the open questions, one at a time."""
    from flashgen import recognise

    given: dict[str, str] = {}
    for question in recognise.questions(found, published):
        out(f"\n{question['origin']}\n  quote    {question['quote']}\n  comment  {question['comment']}")
        for number, candidate in enumerate(question["candidates"], 1):
            out(f"  {number}) {candidate['guid']}  {candidate['subject']}")
            out(f"     quote    {candidate['quote']}\n     comment  {candidate['comment']}")
        choices = [str(number) for number in range(1, len(question["candidates"]) + 1)]
        answer = click.prompt("which? (n: none, it is new; s: later)", type=click.Choice([*choices, "n", "s"]))
        if answer != "s":
            chosen = "new" if answer == "n" else question["candidates"][int(answer) - 1]["guid"]
            given[question["guid"]] = chosen
    return recognise.answered(found, published, given)


@main.command()
@exports_argument
@click.option(
    "--course",
    "folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Explain as this course reads it: its topics, overrides and ledger.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an annotation.")
@format_option
@map_option
def explain(
    exports: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
    format: str | None,  # noqa: A002
    mapping: dict[str, str],
) -> None:
    """Say what became of every annotation, and why.

    EXPORT:LINE shows the annotation at that line only.

    \b
    flashgen explain annotations.json
    flashgen explain seeds/notes.txt:35 --course decks/my-course
    flashgen explain annotations.json --json
    """
    from flashgen.model import Course, Ledger
    from flashgen.pipeline import CONVERT
    from flashgen.report import explained, to_json, way

    names, lines = _split_lines(exports)
    course, published = Course(id=CONVERT, title="annotations", exports=exports), Ledger()
    if folder:
        course, _ = read_course_folder(folder)
        published = read_ledger(folder)
    read = read_exports(files_of(names), format=format, mapping=mapping, course=course if folder else None)
    made = run_pipeline(course, read, published, folder=folder, allow_retire=True)
    chosen = [row for row in zip(explained(made), made.outcomes, strict=True) if _chosen(row[0], lines)]
    if lines and not chosen:
        raise ExportError(f"{', '.join(exports)}: no annotation stands there")
    for row, outcome in chosen:
        out(to_json(row) if as_json else f"{way(outcome)}\n")


def _split_lines(exports: Sequence[str]) -> tuple[list[str], dict[str, set[int]]]:
    """The exports without `:LINE`, and the lines asked for by export."""
    names: list[str] = []
    lines: dict[str, set[int]] = {}
    for export in exports:
        name, _, line = export.rpartition(":")
        if name and line.isdecimal() and not Path(export).exists():
            lines.setdefault(name, set()).add(int(line))
            export = name
        if export not in names:
            names.append(export)
    return names, lines


def _chosen(row: dict[str, Any], lines: dict[str, set[int]]) -> bool:
    asked = lines.get(row["origin"]["file"])
    here = {row["origin"]["line"], *row["quote_lines"], *row["comment_lines"]}
    return not lines or bool(asked and asked & here)


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="COURSE|EXPORT...")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The page to write.")
@click.option("--open", "shown", is_flag=True, help="Show the page in the browser.")
@format_option
@map_option
def preview(
    sources: tuple[str, ...],
    output: Path | None,
    shown: bool,
    format: str | None,  # noqa: A002
    mapping: dict[str, str],
) -> None:
    """Write one page that shows every card as Anki does.

    It works offline, and shows the reasons behind each card and what was set aside.
    The page is COURSE/apkg/preview.html, or EXPORT.preview.html here.

    \b
    flashgen preview decks/my-course --open
    flashgen preview annotations.json -o page.html
    """
    from flashgen.files import write_atomically
    from flashgen.model import Course, Ledger
    from flashgen.pipeline import CONVERT
    from flashgen.preview import page
    from flashgen.render import Renderer

    folder = Path(sources[0]) if (Path(sources[0]) / "course.yaml").exists() else None
    if folder and len(sources) > 1:
        raise click.UsageError("give one course, or exports")
    if folder:
        course, _ = read_course_folder(folder)
        exports = read_exports(exports_of(folder, course), course=course)
        published, path = read_ledger(folder), folder / "apkg" / "preview.html"
    else:
        name = Path(sources[0]).stem if sources[0] != "-" else "annotations"
        course, published = Course(id=CONVERT, title=name, exports=sources), Ledger()
        exports = read_exports(files_of(sources), format=format, mapping=mapping)
        path = Path(f"{name}.preview.html")
    made = run_pipeline(course, exports, published, folder=folder, allow_retire=True)
    templates = folder / course.templates if folder and course.templates else None
    path = output or path
    write_atomically(path, page(made, Renderer(templates)).encode("utf-8", "replace"))
    say(f"wrote {path}")
    if shown:
        click.launch(str(path))


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@exports_argument
@click.option("--title", help="Title of the course [default: from the folder's name].")
@format_option
@map_option
def init(
    folder: Path,
    exports: tuple[str, ...],
    title: str | None,
    format: str | None,  # noqa: A002
    mapping: dict[str, str],
) -> None:
    """Make a course of exports in one step.

    Writes DIR/course.yaml with topics proposed from the exports, to edit. Nothing is ever overwritten.

    \b
    flashgen init my-course annotations.json
    flashgen build my-course
    """
    from flashgen import topics
    from flashgen.course import written
    from flashgen.files import write_atomically
    from flashgen.model import Course, Ledger
    from flashgen.names import slug
    from flashgen.pipeline import CONVERT

    path = folder / "course.yaml"
    if path.exists():
        raise CourseError(f"{path}: is there already; edit it, or choose another folder")
    if "-" in exports:
        raise ExportError("-: a course reads its exports again every term; save standard input to a file first")
    read = read_exports(files_of(exports), format=format, mapping=mapping)
    made = run_pipeline(Course(id=CONVERT, title="", exports=exports), read, Ledger())
    name = folder.resolve().name
    course = Course(
        id=slug(name),
        title=title or name.replace("-", " ").replace("_", " ").strip().capitalize(),
        exports=tuple(Path(os.path.relpath(export, folder)).as_posix() for export in exports),
        topics=topics.propose([outcome.card.pair for outcome in made.notes if outcome.card]),
    )
    write_atomically(path, written(course).encode())
    say(f"wrote {path}: {len(course.topics)} topics proposed from {len(made.outcomes)} annotations; edit them, then:")
    say(f"flashgen build {folder}")


@main.group(cls=Commands)
def fetch() -> None:
    """Get annotations from a public service.

    \b
    flashgen fetch hypothesis --group ABCdef12
    """


@fetch.command()
@click.option("--group", default="", metavar="ID", help="Annotations of this group; a public one is in its address.")
@click.option("--user", default="", metavar="NAME", help="Annotations by this user.")
@click.option("--url", default="", help="Annotations on this page.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--api", metavar="URL", help="Another server that speaks Hypothesis.")
def hypothesis(group: str, user: str, url: str, output: Path | None, api: str | None) -> None:
    """Write the annotations of a group, by a user or on a page to a file, as the API gives them.

    What only members may read needs a developer key in HYPOTHESIS_TOKEN. When the connection breaks off, what came
    is kept, and the same command goes on after it.

    \b
    flashgen fetch hypothesis --group ABCdef12 -o annotations.json
    flashgen fetch hypothesis --user iris --url https://example.org/paper
    """
    from flashgen.fetch import API, fetch_hypothesis, search
    from flashgen.names import file_name

    query = search(group=group, user=user, url=url)
    path = output or Path(f"hypothesis-{file_name(group or user or url)}.json")
    with counter() as progress:
        found = fetch_hypothesis(
            query,
            path,
            token=os.environ.get("HYPOTHESIS_TOKEN", ""),
            clock=time.monotonic,
            sleep=time.sleep,
            progress=progress,
            api=api or API,
        )
    say(f"wrote {path}: {found} annotations")


@contextmanager
def counter() -> "Iterator[Any]":
    """A function that takes how many came and how many there are: a line on a terminal, else nothing."""
    if not sys.stderr.isatty():
        yield lambda _have, _total: None
        return
    yield lambda have, total: click.echo(f"\r{have} of {max(have, total)}", nl=False, err=True)
    click.echo("\r" + " " * 24 + "\r", nl=False, err=True)


@main.command()
@json_option
def formats(as_json: bool) -> None:
    """List what is read, and how to get each export.

    \b
    flashgen formats
    """
    from flashgen.readers import READERS
    from flashgen.report import to_json

    if as_json:
        told = [{"format": each.name, "title": each.title, "how": each.how, "lost": each.lost} for each in READERS]
        out(to_json(told))
        return
    for reader in READERS:
        lost = f"\n    lost: {reader.lost}" if reader.lost else ""
        out(f"{click.style(reader.name, bold=True)}  {reader.title}\n    {reader.how}{lost}")
