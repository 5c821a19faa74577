"""The seed's course, for the tests that need a whole build."""

from pathlib import Path

from flashgen.course import read_course, read_overrides
from flashgen.model import Build, Course, Export, Ledger
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer

ROOT = Path(__file__).parent.parent
COURSE = ROOT / "decks" / "ai-reading-group"


def seed_course() -> Course:
    """course.yaml and overrides.yaml of the seed."""
    path = COURSE / "overrides.yaml"
    overrides = read_overrides(path.read_text("utf-8"))[0] if path.exists() else ()
    return read_course((COURSE / "course.yaml").read_text("utf-8"), overrides=overrides)


def seed_exports(course: Course) -> list[Export]:
    """What the course's exports hold, its pins applied."""
    pins = [pinned for pinned in course.overrides if pinned.quote_lines is not None]
    return [read_export(name, (COURSE / name).read_bytes(), pins=pins) for name in course.exports]


def built(*, published: Ledger | None = None, now: int = 1_800_000_000) -> Build:
    """The seed's course at a fixed time."""
    course = seed_course()
    return build(
        course, seed_exports(course), published or Ledger(), renderer=Renderer(None), now=now, allow_retire=True
    )
