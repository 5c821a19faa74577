"""The commands that look and change nothing: explain, preview, verify, formats."""

import os
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from flashgen.cli.inputs import STDIN, read_course_folder
from flashgen.cli.options import COURSE, exports_argument, format_option, json_option, map_option
from flashgen.cli.runs import build_alone, build_course, build_within, renderer_of, title_of
from flashgen.cli.talk import color_of_stdout, out, say
from flashgen.errors import ExportError


class _OfLines(click.Command):
    """A command whose argument `-:LINE` is a line of standard input and no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, [re.sub(r"\A-(?=:\d+\Z)", STDIN, arg) for arg in args])


@click.command(cls=_OfLines)
@exports_argument
@click.option(
    "--course",
    "folder",
    type=COURSE,
    help="Explain as this course reads it: its topics, overrides and ledger.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an annotation.")
@format_option
@map_option
def explain(
    exports: tuple[str, ...], folder: Path | None, as_json: bool, format_name: str | None, mapping: dict[str, str]
) -> None:
    """Say what became of every annotation, and why.

    EXPORT:LINE shows the annotation at that line only; of an export without lines (JSON), the annotation of that
    number.

    \b
    flashgen explain annotations.json
    flashgen explain seeds/notes.txt:35 --course decks/my-course
    flashgen explain annotations.json --json
    """
    from flashgen.report import explained, to_json, way

    names, lines = _split_lines(exports)
    if folder:
        made, files = build_within(folder, names, format_name=format_name, mapping=mapping)
    else:
        made = build_alone(names, title="annotations", format_name=format_name, mapping=mapping)
        files = frozenset()
    numbers = Counter[str]()
    missing = {name: set(asked) for name, asked in lines.items()}
    standing: dict[str, set[int]] = defaultdict(set)
    for row, outcome in zip(explained(made), made.outcomes, strict=True):
        file = row["origin"]["file"]
        numbers[file] += 1
        here = _addresses(row, number=numbers[file])
        standing[file] |= here
        if (not files or file in files) and (file not in lines or lines[file] & here):
            missing.get(file, set()).difference_update(here)
            out(to_json(row) if as_json else f"{way(outcome)}\n")
    if nowhere := [(name, line) for name, asked in missing.items() for line in sorted(asked)]:
        near = dict.fromkeys(_nearest(name, line, standing[name]) for name, line in nowhere if standing[name])
        told = f"; the nearest: {', '.join(near)}" if near else ""
        raise ExportError(f"{', '.join(f'{name}:{line}' for name, line in nowhere)}: no annotation stands there{told}")


def _nearest(name: str, line: int, standing: Collection[int]) -> str:
    """Where the annotation stands whose record goes on at the line: the last one before it, else the first."""
    return f"{name}:{max((at for at in standing if at < line), default=min(standing))}"


def _split_lines(exports: Sequence[str]) -> tuple[list[str], dict[str, set[int]]]:
    """The exports without `:LINE`, and the lines asked for by export."""
    names: list[str] = []
    lines: dict[str, set[int]] = {}
    for export in exports:
        name, _, line = export.rpartition(":")
        if name and line.isdecimal() and not os.path.exists(export):  # noqa: PTH110  # Path.exists raises for a name too long
            lines.setdefault(name, set()).add(int(line))
            export = "-" if name == STDIN else name
        if export not in names:
            names.append(export)
    return names, lines


def _addresses(row: Mapping[str, Any], *, number: int) -> set[int]:
    """The lines that the annotation stands on; where there are no lines, its `number` in its export."""
    return {row["origin"]["line"] or number, *row["quote_lines"], *row["comment_lines"]}


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="COURSE|EXPORT...")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The page to write; - for standard output."
)
@click.option("--open", "shown", is_flag=True, help="Show the page in the browser.")
@format_option
@map_option
def preview(
    sources: tuple[str, ...], output: Path | None, shown: bool, format_name: str | None, mapping: dict[str, str]
) -> None:
    """Write one page that shows every card as Anki does.

    It works offline, and shows the reasons behind each card and what was set aside.
    The page is COURSE/apkg/preview.html, or EXPORT.preview.html here.

    \b
    flashgen preview decks/my-course --open
    flashgen preview annotations.json -o page.html
    """
    from flashgen.files import write_atomically
    from flashgen.preview import page

    is_course = os.path.exists(Path(sources[0]) / "course.yaml")  # noqa: PTH110  # as above
    folder = Path(sources[0]) if is_course else None
    if folder and len(sources) > 1:
        raise click.UsageError("give one course, or exports")
    if folder:
        course = read_course_folder(folder)
        made, _ = build_course(folder, course, allow_retire=True)
        path = folder / "apkg" / "preview.html"
    else:
        title = title_of(sources)
        made = build_alone(sources, title=title, format_name=format_name, mapping=mapping)
        path = Path(f"{title}.preview.html")
    path = output or path
    html = page(made, renderer_of(folder, made.course))
    if str(path) == "-":
        out(html)
        return
    write_atomically(path, html.encode("utf-8", "replace"))
    say(f"wrote {path}")
    if shown:
        click.launch(str(path))


@click.command()
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE.apkg...", type=click.Path(path_type=Path))
@json_option
def verify(packages: tuple[Path, ...], as_json: bool) -> None:
    """Check packages, of any author, in the real Anki.

    Imports them into a fresh collection and looks at every card; exit 1 when something is wrong.
    Needs Anki's core: pip install 'flashgen[anki]'.

    \b
    flashgen verify decks/my-course/apkg/*.apkg
    """
    from dataclasses import asdict

    from flashgen.report import counted, to_json
    from flashgen.verify import verify

    findings = verify(packages)
    if as_json:
        out(to_json({"packages": [*map(str, packages)], "findings": [asdict(finding) for finding in findings]}))
    else:
        for finding in findings:
            out(str(finding))
    verdict = counted(len(findings), "finding") if findings else "nothing is wrong"
    say(f"{counted(len(packages), 'package')}: {verdict}")
    if findings:
        click.get_current_context().exit(1)


@click.command()
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
    dressed = color_of_stdout()
    for reader in READERS:
        lost = f"\n    lost: {reader.lost}" if reader.lost else ""
        out(f"{dressed(reader.name, 'bold')}  {reader.title}\n    {reader.how}{lost}")
