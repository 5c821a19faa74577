"""overrides.yaml, written: what a person pins goes in, and every comment and the order of the rest stay."""

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from flashgen.errors import CourseError

HEADER = """\
# What a person decided; it wins over everything. The keys: flashgen explain, or README, "Overrides".
"""


def pinned(text: str, key: str, pins: Mapping[str, Any], *, file: str = "overrides.yaml") -> str:
    """The text of overrides.yaml with the pins under the key; a pin that is None is taken out, a key without pins too.

    Only the lines of this key are written anew. Values are texts, numbers, True, lists and mappings of these. Raises
    CourseError where the text is no YAML mapping.
    """
    overrides = _mapping(text or HEADER, file)
    name = next((name for name in overrides if str(name) == key), None)
    if overrides.fa.flow_style():  # {key: {…}}, all in one: there are no lines of its own
        return _dumped(_with(overrides, key, pins, file))
    if name is None:
        text = text or HEADER
        added = _dumped(_with(CommentedMap(), key, pins, file))
        return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{added}"
    lines = text.splitlines(keepends=True)
    begin = overrides.lc.key(name)[0]
    end = min((line for line, _ in map(overrides.lc.key, overrides) if line > begin), default=len(lines))
    block = _mapping("".join(lines[begin:end]), file)
    return "".join((*lines[:begin], _dumped(_with(block, key, pins, file)), *lines[end:]))


def _mapping(text: str, file: str) -> CommentedMap:
    try:
        overrides = _yaml().load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise CourseError(f"{file}{line}: not valid YAML: {error.problem}") from None
    if overrides is None:
        return CommentedMap()
    if not isinstance(overrides, CommentedMap):
        raise CourseError(f"{file}: expected a mapping from guids to what is pinned")
    return overrides


def _with(overrides: CommentedMap, key: str, pins: Mapping[str, Any], file: str) -> CommentedMap:
    """The mapping, changed in place so that its comments stay, with the pins under the key."""
    name = next((name for name in overrides if str(name) == key), _text(key))
    known = overrides.setdefault(name, CommentedMap())
    if not isinstance(known, CommentedMap):
        raise CourseError(f"{file}: {key}: expected a mapping of what is pinned")
    for pin, value in pins.items():
        if value is None:
            known.pop(pin, None)
    known.update(_values(pins, block=not known.fa.flow_style()))
    if not known:
        del overrides[name]
    return overrides


def _values(pins: Mapping[str, Any], *, block: bool) -> dict[str, Any]:
    """The pins that are there, their texts so that every YAML reads them alike."""
    kept = {name: value for name, value in pins.items() if value is not None}
    return {name: _text(value, block=block) if isinstance(value, str) else value for name, value in kept.items()}


def _text(text: str, *, block: bool = False) -> str:
    """A plain word, quoted text, or, where lines may be a block, a block: YAML 1.1 takes a bare `no` for false."""
    if re.fullmatch(r"[a-z][a-z0-9./-]{3,}(?::\d+)?", text):
        return text
    if block and "\n" in text and all(line == line.strip() and line.isprintable() for line in text.split("\n")):
        lines: str = LiteralScalarString(text)
        return lines
    quoted: str = DoubleQuotedScalarString(text)
    return quoted


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 1 << 16  # a person's lines are broken where the person broke them
    yaml.allow_unicode = True
    return yaml


def _dumped(overrides: CommentedMap) -> str:
    stream = io.StringIO()
    if overrides:
        _yaml().dump(overrides, stream)
    return stream.getvalue()
