"""Everything that flashgen refuses, as one tree.

    FlashgenError            a message for a person, exit code 2; raised as it is for wrong usage only
    ├── ExportError          an export that cannot be read: where, what, and what would be right
    ├── CourseError          course.yaml, overrides.yaml or ledger.jsonl is not as it should be; carries its path
    ├── TemplateError        a Jinja template is broken; names template and line
    ├── PackageError         a package or another file cannot be written, or the real Anki refuses a package
    ├── FetchError           a public annotation API did not answer as it should
    ├── RefusedError         flashgen stops before it does harm; exit code 1
    └── PairError            one pair cannot become a card; the pipeline turns it into a set-aside annotation

Two places end them: `pipeline.build` (PairError) and the command line's group (all others). `review` tries kinds that a
pair may not fit, and `fetch` adds what it has kept.
"""

__all__ = [
    "CourseError",
    "ExportError",
    "FetchError",
    "FlashgenError",
    "PackageError",
    "PairError",
    "RefusedError",
    "TemplateError",
]


class FlashgenError(Exception):
    """A mistake that the user can mend; `str()` is one line that says where, what, and what would be right."""

    exit_code = 2


class ExportError(FlashgenError):
    """An export that cannot be read."""


class CourseError(FlashgenError):
    """A course file that is not as it should be; the message begins with `file: path.to.key`."""


class TemplateError(FlashgenError):
    """A template that does not compile or render; the message names template and line."""


class PackageError(FlashgenError):
    """A package or another file that cannot be written, or a package that the real Anki refuses."""


class FetchError(FlashgenError):
    """An annotation service that did not answer as its documentation says."""


class RefusedError(FlashgenError):
    """flashgen stops before it does harm; nothing was written."""

    exit_code = 1


class PairError(FlashgenError):
    """One pair cannot become a card."""
