"""What several commands take: arguments and options, each declared once."""

import re
from pathlib import Path
from typing import Any

import click

from flashgen.errors import CourseError


def _mapping(context: click.Context, option: click.Parameter, value: str | None) -> dict[str, str]:
    del context, option
    if not value:
        return {}
    parts = [part.partition("=") for part in value.split(",")]
    if not all(field.strip() and column.strip() for field, _, column in parts):
        raise click.BadParameter("expected FIELD=COLUMN,…, for example quote=Text,comment=Note")
    mapping = {field.strip(): column.strip() for field, _, column in parts}
    if len(mapping) < len(parts):
        raise click.BadParameter("a field stands twice; each takes one column")
    return mapping


def _term(context: click.Context, option: click.Parameter, value: str | None) -> str:
    del context, option
    if value is not None and not re.fullmatch(r"[\w.-]+", value):
        raise click.BadParameter("expected letters, digits, '.', '-' or '_', for example 2026F")
    return value or ""


class _CourseFolder(click.Path):
    """A folder that is there; a file in its place is an export."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if Path(value).is_file():
            raise CourseError(f"{value}: is a file; a course is a folder (of an export: flashgen convert, or init)")
        return super().convert(value, param, ctx)


COURSE = _CourseFolder(path_type=Path, exists=True, file_okay=False)

exports_argument = click.argument("exports", nargs=-1, required=True, metavar="EXPORT...")
course_argument = click.argument("folder", metavar="COURSE", type=COURSE)
format_option = click.option("--format", "format_name", help="Read the exports as this format (see: flashgen formats).")
map_option = click.option(
    "--map",
    "mapping",
    callback=_mapping,
    metavar="FIELD=COLUMN,...",
    help="Read any CSV: which column is the quote, the comment, the title …",
)
highlights_option = click.option(
    "--highlights",
    type=click.Choice(["aside", "cards"]),
    default="aside",
    help="Highlights without a comment: cards, or set aside unless clearly a definition or claim [default: aside].",
)
term_option = click.option(
    "--term",
    callback=_term,
    help="The teaching term, e.g. 2026F: new notes get the tag flashgen::term::2026F [default: the last one].",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON on stdout.")
strict_option = click.option("--strict", is_flag=True, help="Exit 1 when anything was set aside for a fault.")
