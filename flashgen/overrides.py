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

    Values are texts, numbers, True, lists and mappings of these. Raises CourseError where the text is no YAML mapping.
    """
    yaml = _yaml()
    try:
        overrides = yaml.load(text)
    except MarkedYAMLError as error:
        line = f":{error.problem_mark.line + 1}" if error.problem_mark else ""
        raise CourseError(f"{file}{line}: not valid YAML: {error.problem}") from None
    if overrides is None:  # nothing yet, or comments only, which ruamel would lose
        written = _dumped(yaml, {_text(key): _values(pins, block=True)})
        return f"{text or HEADER}{'' if text.endswith(chr(10)) or not text else chr(10)}{written}"
    if not isinstance(overrides, CommentedMap):
        raise CourseError(f"{file}: expected a mapping from guids to what is pinned")
    name = next((name for name in overrides if str(name) == key), _text(key))
    known = overrides.setdefault(name, CommentedMap())
    if not isinstance(known, CommentedMap):
        raise CourseError(f"{file}: {key}: expected a mapping of what is pinned")
    for pin in pins:
        if pins[pin] is None:
            known.pop(pin, None)
    known.update(_values(pins, block=not known.fa.flow_style()))
    if not known:
        del overrides[name]
    return _dumped(yaml, overrides) if overrides else HEADER


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


def _dumped(yaml: YAML, value: Any) -> str:
    stream = io.StringIO()
    yaml.dump(value, stream)
    return stream.getvalue()
