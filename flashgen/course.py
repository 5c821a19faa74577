"""course.yaml and overrides.yaml -> Course; every error carries the path of the mistake."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NoReturn

import yaml

from flashgen.errors import CourseError
from flashgen.model import Course, Kind, Override, Topic
from flashgen.names import SLUG, deck_name, nearest
from flashgen.readers import READERS
from flashgen.readers.mapped import FIELDS
from flashgen.topics import MISC


@dataclass(frozen=True, slots=True)
class Spot:
    """A value of a YAML file with the path to it: what every message begins with."""

    file: str
    path: str
    value: Any

    def refuse(self, problem: str) -> NoReturn:
        """Raise the CourseError that names this spot."""
        raise CourseError(f"{self.file}: {self.path}: {problem}" if self.path else f"{self.file}: {problem}")

    def mapping(self, known: Sequence[str] = ()) -> dict[str, "Spot"]:
        """The value's entries by key; refused when it is no mapping or has a key that is not `known` (if any are)."""
        if not isinstance(self.value, dict):
            self.refuse(f"expected a mapping, got {describe(self.value)}")
        for key in self.value:
            if known and key not in known:
                self.refuse(f"unknown key {str(key)!r} (known: {', '.join(known)})")
        return {
            str(key): Spot(self.file, f"{self.path}.{key}" if self.path else str(key), value)
            for key, value in self.value.items()
        }

    def sequence(self) -> Iterator["Spot"]:
        """The value's members, each with its index in the path."""
        if not isinstance(self.value, list):
            self.refuse(f"expected a list, got {describe(self.value)}")
        for index, value in enumerate(self.value):
            yield Spot(self.file, f"{self.path}[{index}]", value)

    def text(self) -> str:
        """The value as text; a bare number is text too (`- 3D`, `- 2048` in a list of words)."""
        if isinstance(self.value, str) and self.value.strip():
            if strange := re.search("[\0\ud800-\udfff]", self.value):
                self.refuse(f"holds {strange[0]!r}, which no text does")
            return self.value
        if isinstance(self.value, int | float) and not isinstance(self.value, bool):
            return str(self.value)
        self.refuse(f"expected text, got {describe(self.value)}")

    def flag(self) -> bool:
        """The value as true or false."""
        if not isinstance(self.value, bool):
            self.refuse(f"expected true or false, got {describe(self.value)}")
        return self.value

    def number(self) -> int:
        """The value as a line number from 1."""
        if not isinstance(self.value, int) or isinstance(self.value, bool) or self.value < 1:
            self.refuse(f"expected a line number, got {describe(self.value)}")
        return self.value

    def choice(self, *choices: str) -> str:
        """The value as one of a few words."""
        if self.value not in choices:
            self.refuse(f"expected {' or '.join(choices)}, got {describe(self.value)}")
        return str(self.value)


def describe(value: object) -> str:
    """The value as a person would name it: `nothing`, `a list`, `'wrods'`."""
    match value:
        case None:
            return "nothing"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case _:
            return repr(value)


class _OneOfEach(yaml.SafeLoader):
    """A safe loader that refuses a key given twice: YAML says so, PyYAML keeps the last one silently."""


def _mapping_once(loader: _OneOfEach, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"key {key!r} stands twice", key_node.start_mark)
        seen.add(key)
    return loader.construct_mapping(node, deep=True)


_OneOfEach.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping_once)


_RIGHT = {
    "mapping values are not allowed": "put a text with ': ' in quotes",
    r"found character '\t'": "indent with blanks, not with tabs",
}
"""What would be right where YAML's own words for a mistake say little."""


def parse(text: str, file: str) -> Spot:
    """The YAML document as a Spot; its `value` is None when the file is empty.

    Raises CourseError with the line of a mistake.
    """
    try:
        return Spot(file, "", yaml.load(text, Loader=_OneOfEach))  # noqa: S506  # a SafeLoader of our own
    except yaml.MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        right = "".join(f"; {right}" for sign, right in _RIGHT.items() if sign in str(error.problem))
        raise CourseError(f"{file}{line}: not valid YAML: {error.problem}{right}") from None
    except (yaml.YAMLError, ValueError, RecursionError, TypeError) as error:  # a date like 2026-99-99; `? []: x`
        raise CourseError(f"{file}: not valid YAML: {str(error).splitlines()[0]}") from None


# ---------------------------------------------------------------- course.yaml


def read_course(text: str, *, file: str = "course.yaml", overrides: Sequence[Override] = ()) -> Course:
    """The course that the text of course.yaml describes, with its overrides.

    Raises CourseError (`course.yaml: topics[2]: unknown key 'wrods' (known: slug, title, words)`).
    """
    spot = parse(text, file)
    if spot.value is None:
        spot.refuse("is empty; a course needs at least id, title and exports")
    settings = spot.mapping(tuple(SETTINGS))
    for required in ("id", "title", "exports"):
        if required not in settings:
            spot.refuse(f"{required!r} is missing")
    course = replace(
        Course(id="", title="", exports=()),
        **{key: read(settings[key]) for key, read in SETTINGS.items() if key in settings},
        overrides=tuple(overrides),
    )
    slugs = {MISC.slug, *(topic.slug for topic in course.topics)}
    if course.id in slugs:
        settings["id"].refuse(f"{course.id!r} is a topic's slug too; their packages would be one file")
    for tag, meaning in course.tags.items():
        group, _, slug = meaning.partition("/")
        if group == "topic" and slug not in slugs:
            settings["tags"].mapping()[tag].refuse(f"unknown topic {slug!r}{nearest(slug, sorted(slugs))}")
    return course


def _slug(spot: Spot) -> str:
    slug = spot.text()
    if not SLUG.fullmatch(slug):
        spot.refuse(f"expected small letters, digits and single hyphens, 120 at most, got {slug!r}")
    return slug


def _exports(spot: Spot) -> tuple[str, ...]:
    exports = tuple(member.text() for member in spot.sequence())
    if not exports:
        spot.refuse("expected at least one export")
    return exports


def _topics(spot: Spot) -> tuple[Topic, ...]:
    topics: dict[str, Topic] = {}
    for member in spot.sequence():
        keys = member.mapping(("slug", "title", "words"))
        if "slug" not in keys:
            member.refuse("'slug' is missing")
        slug = _slug(keys["slug"])
        if slug == MISC.slug:
            keys["slug"].refuse(f"{slug!r} is the topic of what fits no other; choose another slug")
        if slug in topics:
            keys["slug"].refuse(f"{slug!r} stands twice")
        title = keys["title"].text() if "title" in keys else slug
        if any(deck_name(title) == deck_name(topic.title) for topic in topics.values()):
            member.refuse(f"the title {title!r} stands twice; decks would be mixed up")
        words = tuple(word.text() for word in keys["words"].sequence()) if "words" in keys else ()
        topics[slug] = Topic(slug=slug, title=title, words=words)
    return tuple(topics.values())


def _tags(spot: Spot) -> Mapping[str, str]:
    meanings = {tag: meaning.text() for tag, meaning in spot.mapping().items()}
    for tag, meaning in meanings.items():
        group, _, name = meaning.partition("/")
        if (group == "kind" and name in set(Kind)) or (group == "topic" and SLUG.fullmatch(name)):
            continue
        spot.mapping()[tag].refuse(f"expected kind/{'|'.join(Kind)} or topic/<slug>, got {meaning!r}")
    return meanings


def _map(spot: Spot) -> Mapping[str, str]:
    return {field: column.text() for field, column in spot.mapping(FIELDS).items()}


def _format(spot: Spot) -> str:
    names = [reader.name for reader in READERS]
    if spot.text() not in names:
        spot.refuse(f"unknown format {spot.value!r}{nearest(spot.text(), names)}")
    return spot.text()


SETTINGS: Mapping[str, Callable[[Spot], Any]] = {
    "id": _slug,
    "title": Spot.text,
    "exports": _exports,
    "topics": _topics,
    "format": _format,
    "map": _map,
    "highlights": lambda spot: spot.choice("cards", "aside"),
    "tags": _tags,
    "templates": Spot.text,
}
"""The keys of course.yaml: a setting is a field of Course and its line here."""


def written(course: Course) -> str:
    """The text of a course.yaml that reads as the course, with what a person needs to edit it."""

    def dumped(key: str, value: object) -> str:
        flow = None if isinstance(value, list) else False  # a topic's words on one line
        return yaml.safe_dump({key: value}, allow_unicode=True, sort_keys=False, width=110, default_flow_style=flow)

    topics = [{"slug": topic.slug, "title": topic.title, "words": list(topic.words)} for topic in course.topics]
    return (
        "# A flashgen course; `flashgen build` makes its packages.\n"
        "# The id names the course for ever: with another one, the tags of all notes change; without ledger.jsonl,\n"
        "# students' cards would come as new.\n"
        + dumped("id", course.id)
        + dumped("title", course.title)
        + dumped("exports", list(course.exports))
        + (dumped("format", course.format) if course.format else "")
        + (dumped("map", dict(course.map)) if course.map else "")
        + "\n# Proposed from the exports, to edit: an annotation goes to the topic whose words it holds.\n"
        + dumped("topics", topics)
    )


# ---------------------------------------------------------------- overrides.yaml


def read_overrides(
    text: str, *, file: str = "overrides.yaml", topics: Sequence[Topic] = ()
) -> tuple[tuple[Override, ...], tuple[str, ...]]:
    """The overrides of a course, in the file's order, and warnings about keys and topics that are not known.

    Raises CourseError where a value is not what its key needs.
    """
    spot = parse(text, file)
    if spot.value is None:
        return (), ()
    overrides, warnings = [], []
    for key, pinned in spot.mapping().items():
        fields: dict[str, Any] = {}
        for name, value in pinned.mapping().items():
            if name not in PINS:
                warnings.append(f"{value.file}: {value.path}: unknown key {name!r}{nearest(name, PINS)}")
                continue
            fields |= PINS[name](value)
        slugs = [*(topic.slug for topic in topics), MISC.slug]
        if fields.get("topic") not in {None, *slugs}:
            unknown = fields.pop("topic")
            warnings.append(f"{pinned.file}: {pinned.path}: unknown topic {unknown!r}{nearest(unknown, slugs)}")
        overrides.append(Override(key=key, **fields))
    return tuple(overrides), tuple(warnings)


def _lines(spot: Spot) -> tuple[int, ...]:
    return tuple(line.number() for line in spot.sequence())


def _pair(spot: Spot) -> dict[str, Any]:
    halves = spot.mapping(("quote", "comment"))
    return {f"{half}_lines": _lines(halves[half]) if half in halves else () for half in ("quote", "comment")}


def _mends(spot: Spot) -> dict[str, Any]:
    return {"mend": tuple((before, after.text()) for before, after in spot.mapping().items())}


def _pinned_text(name: str) -> Callable[[Spot], dict[str, Any]]:
    return lambda spot: {name: spot.value if spot.value == "" else spot.text()}


PINS: Mapping[str, Callable[[Spot], dict[str, Any]]] = {
    "kind": lambda spot: {"kind": Kind(spot.choice(*Kind))},
    "topic": _pinned_text("topic"),
    "subject": _pinned_text("subject"),
    "front": _pinned_text("front"),
    "back": _pinned_text("back"),
    "reverse": _pinned_text("reverse"),
    "formula": _pinned_text("formula"),
    "answer": _pinned_text("answer"),
    "note": _pinned_text("note"),
    "skip": lambda spot: {"skip": spot.flag()},
    "mend": _mends,
    "pair": _pair,
    "was": _pinned_text("was"),
}
"""The keys of one override: what they pin, as fields of Override."""
