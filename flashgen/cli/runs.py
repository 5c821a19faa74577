"""The pipeline as the commands run it: with a course, or with exports alone; the clock and the progress bar go in."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flashgen.cli.inputs import (
    exports_of,
    files_of,
    files_of_course,
    now,
    read_course_folder,
    read_exports,
    read_ledger,
)
from flashgen.cli.talk import progress_bar
from flashgen.errors import CourseError

if TYPE_CHECKING:
    from flashgen.model import Build, Course, Export, Highlights, Ledger
    from flashgen.render import Renderer


def build_course(
    folder: Path, course: "Course", *, term: str = "", allow_retire: bool = False
) -> "tuple[Build, Ledger]":
    """What the course's exports become, and the ledger before it."""
    published = read_ledger(folder)
    exports = exports_of(folder, course)
    return _run(course, exports, published, folder=folder, term=term, allow_retire=allow_retire), published


def build_alone(
    exports: Sequence[str],
    *,
    title: str,
    format_name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    highlights: "Highlights" = "aside",
) -> "Build":
    """What the exports become without a course: nothing was published before, and nothing is kept."""
    from flashgen.identity import CONVERT
    from flashgen.model import Course, Ledger

    read = read_exports(files_of(exports), format_name=format_name, mapping=mapping)
    return _run(Course(id=CONVERT, title=title, exports=tuple(exports), highlights=highlights), read, Ledger())


def build_within(
    folder: Path,
    exports: Sequence[str],
    *,
    format_name: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> "tuple[Build, frozenset[str]]":
    """What the exports become as the course in the folder reads them, and what their files are called there.

    Where the course lists them all, its other exports are read with them: their words are evidence, as in a build.
    """
    course = read_course_folder(folder)
    published = read_ledger(folder)
    asked = list(files_of(exports))
    contents = {found.content for found in asked}
    listed = list(files_of_course(folder, course))
    beside = [found for found in listed if found.content not in contents]
    read = read_exports(
        asked + beside if contents <= {found.content for found in listed} else asked,
        format_name=format_name or course.format or None,
        mapping=mapping or course.map,
        pins=course.overrides,
    )
    made = _run(course, read, published, folder=folder, allow_retire=True)
    return made, frozenset(found.name for found in asked)


def renderer_of(folder: Path | None, course: "Course") -> "Renderer":
    """The course's own templates before flashgen's."""
    from flashgen.render import Renderer

    own = folder / course.templates if folder and course.templates else None
    if own and not own.is_dir():
        raise CourseError(f"{folder}/course.yaml: templates: there is no folder {own}")
    return Renderer(own)


def title_of(exports: Sequence[str]) -> str:
    """What exports are called that nobody has named."""
    return Path(exports[0]).stem if exports[0] != "-" else "annotations"


def _run(
    course: "Course",
    exports: "Sequence[Export]",
    published: "Ledger",
    *,
    folder: Path | None = None,
    term: str = "",
    allow_retire: bool = False,
) -> "Build":
    from flashgen.pipeline import build

    with progress_bar() as track:
        return build(
            course,
            exports,
            published,
            renderer=renderer_of(folder, course),
            now=now(),
            term=term,
            allow_retire=allow_retire,
            track=track,
        )
