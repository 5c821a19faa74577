"""Pairs of quote and comment as they are once mended, for the tests of what comes after."""

from typing import Any

from flashgen.model import Annotation, Origin, Pair, Role


def pair_of(quote: str, comment: str = "", **annotated: Any) -> Pair:
    """A pair with nothing to mend; `annotated` are further fields of its annotation."""
    annotation = Annotation(
        origin=Origin(export="notes.txt", line=1),
        format="flat",
        uid="flat#1",
        fingerprint="1",
        role=Role.ANNOTATION,
        quote=quote,
        comment=comment,
        **annotated,
    )
    return Pair(annotation=annotation, quote_mended=quote, quote=quote, comment=comment)
