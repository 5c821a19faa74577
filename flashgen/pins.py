"""Which override pins which annotation: by guid, or by file and line while the raw text still stands there."""

from collections.abc import Iterator, Mapping

from flashgen.identity import squeezed
from flashgen.model import Annotation, Override


def override_of(annotation: Annotation, guid: str, by_key: Mapping[str, Override]) -> Override | None:
    """The override that applies to the annotation, or None."""
    if guid in by_key:
        return by_key[guid]
    at_line = (by_key[key] for key in line_keys(annotation) if key in by_key)
    return next((pinned for pinned in at_line if still_stands(pinned, annotation)), None)


def line_keys(annotation: Annotation) -> Iterator[str]:
    """The `file:line` keys that mean the annotation: any of its lines, the file with or without its folder."""
    file = annotation.origin.export
    name = file.replace("\\", "/").rpartition("/")[2]
    for line in (annotation.origin.line, *annotation.quote_lines, *annotation.comment_lines):
        yield from (f"{file}:{line}", f"{name}:{line}")


def still_stands(pinned: Override, annotation: Annotation) -> bool:
    """Is the raw text that the override was made against still the annotation's (its quote, its comment, or both)?"""
    if pinned.was is None:
        return True
    quote, comment = squeezed(annotation.quote), squeezed(annotation.comment)
    return squeezed(pinned.was) in {quote, comment, quote + comment}


def is_decided(annotation: Annotation, guid: str, by_key: Mapping[str, Override]) -> bool:
    """Has a person said what the card is to be, of the text as it stands? To mend a text or to pair lines says less."""
    pinned = override_of(annotation, guid, by_key)
    if pinned is None or not still_stands(pinned, annotation):
        return False
    said = (pinned.kind, pinned.subject, pinned.front, pinned.back, pinned.reverse, pinned.formula, pinned.answer)
    return pinned.skip or any(text is not None for text in said)
