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
# What a person decided; it wins over everything. The keys: flashgen explain, or README, "Files of a course".
"""


def pinned(text: str, key: str, pins: Mapping[str, Any], *, file: str = "overrides.yaml") -> str:
    """The text of overrides.yaml with the pins under the key, as `all_pinned` writes them."""
    return all_pinned(text, {key: pins}, file=file)


def all_pinned(text: str, decided: Mapping[str, Mapping[str, Any]], *, file: str = "overrides.yaml") -> str:
    """The text of overrides.yaml with the pins under their keys; a None takes a pin out, a key without pins goes too.

    Only the lines of these keys are written anew, all with the ends of lines that the text has. Values are texts,
    numbers, True, lists and mappings of these. Raises CourseError where the text is no YAML mapping.
    """
    if "\r\n" in text:
        return all_pinned(text.replace("\r\n", "\n"), decided, file=file).replace("\n", "\r\n")
    text = text or HEADER
    overrides = _mapping(text, file)
    if overrides.fa.flow_style():  # {key: {…}}, all in one: there are no lines of its own
        for key, pins in decided.items():
            _with(overrides, key, pins, file)
        return _dumped(overrides)
    lines = text.splitlines(keepends=True)
    begins = {str(name): overrides.lc.key(name)[0] for name in overrides}
    for key in sorted(decided.keys() & begins.keys(), key=begins.__getitem__, reverse=True):
        begin = begins[key]
        end = min((line for line in begins.values() if line > begin), default=len(lines))
        while not lines[end - 1].strip() or lines[end - 1].startswith("#"):  # what stands below belongs to what follows
            end -= 1
        block = _mapping("".join(lines[begin:end]), file)
        lines[begin:end] = [_dumped(_with(block, key, decided[key], file))]
    text = "".join(lines)
    for key, pins in decided.items():
        if key not in begins:
            text += "" if text.endswith("\n") else "\n"
            text += _dumped(_with(CommentedMap(), key, pins, file))
    return text


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
