"""What every reader does alike: clean texts, the role, the identity, and what can become no card."""

import re
from typing import Any

from flashgen import identity
from flashgen.model import Annotation, Reason, Role

CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")


def cleaned(text: str) -> str:
    """The text with LF line ends, without control characters, byte order marks and lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.isascii() and text.isprintable() else CONTROL.sub("", text)


def role_of(quote: str, comment: str, *, placed: bool = False) -> Role:
    """The role that the halves tell; `placed`: a comment without a quote stands at a place in the document."""
    if quote.strip():
        return Role.ANNOTATION if comment.strip() else Role.HIGHLIGHT
    return Role.NOTE if placed else Role.PAGE_NOTE


def nothing_in(quote: str, comment: str, tags: tuple[str, ...] = ()) -> Reason | None:
    """Why no card can come of an annotation that has neither quote nor comment; None where it has one."""
    if quote.strip() or comment.strip():
        return None
    return Reason.TAG_ONLY if tags else Reason.EMPTY


def annotation(
    *,
    family: str,
    role: Role,
    quote: str = "",
    comment: str = "",
    native_id: str = "",
    source_key: str = "",
    locator: str = "",
    tags: tuple[str, ...] = (),
    aside: Reason | None = None,
    **rest: Any,  # the other fields of Annotation by their names
) -> Annotation:
    """An annotation with its uid and fingerprint, set aside where it says nothing."""
    return Annotation(
        uid=identity.uid(
            family=family,
            native_id=native_id,
            source=source_key,
            locator=locator,
            quote=quote,
            comment=comment,
            role=role,
        ),
        fingerprint=identity.fingerprint(quote=quote, comment=comment, role=role),
        native_id=native_id,
        role=role,
        quote=quote,
        comment=comment,
        source_key=source_key,
        tags=tags,
        aside=aside or nothing_in(quote, comment, tags),
        **rest,
    )
