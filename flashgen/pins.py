"""Which override pins which annotation: by guid, or by file and line while the raw text still stands there."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from flashgen.identity import raw, squeezed
from flashgen.model import Annotation, Build, Override


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
        if line is not None:
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


def without_text(build: Build) -> Iterator[tuple[str, str]]:
    """The keys of overrides that do not say yet what they were made against, each with the text that it pins.

    Left out is what says which lines belong together, since it makes the text, and what pins several texts.
    """
    texts: dict[str, set[str]] = defaultdict(set)
    for identity in build.identities:
        annotation = identity.annotation
        for key in (identity.guid, *line_keys(annotation)):
            texts[key].add(raw(quote=annotation.quote, comment=annotation.comment))
    for override in build.course.overrides:
        found = sorted(texts.get(override.key, ()))
        pairs = override.quote_lines is not None or override.comment_lines is not None
        if override.was is None and not pairs and len(found) == 1 and found[0]:
            yield override.key, found[0]
