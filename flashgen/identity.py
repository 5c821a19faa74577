"""Who an annotation is: uid, fingerprint, guid; never made of anything that mending or classifying makes."""

import hashlib
import re
import unicodedata
from base64 import b32encode
from collections.abc import Sequence
from dataclasses import replace

from flashgen.model import Annotation, Reason

SEPARATOR = "\x1f"

CONVERT = "convert"
"""The course id of builds without a course: the namespace of their guids."""

_NO_LETTERS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """The text in NFC with runs of white space as one space: what counts for identity."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def squeezed(text: str) -> str:
    """The text without case, white space and punctuation: equal for texts that a person calls the same."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFC", text).casefold())


def digest(*parts: str) -> str:
    """20 hex digits of SHA-256 over the folded parts."""
    return hashlib.sha256(SEPARATOR.join(map(folded, parts)).encode("utf-8", "surrogatepass")).hexdigest()[:20]


def fingerprint(*, quote: str, comment: str, role: str) -> str:
    """The annotation by its content alone, whatever form it was exported in.

    The quote decides; the comment counts only where there is no quote, so an edited comment stays the same annotation.
    """
    return digest(quote) if quote.strip() else digest(role, comment)


def comment_print(comment: str) -> str:
    """What tells apart several comments on one quote: the same for comments that a person calls the same."""
    return digest(squeezed(comment))


def words_print(annotation: Annotation) -> str:
    """What duplicates share: quote and comment but for case, white space and punctuation.

    Where there is no quote, the same comment on another source or in answer to another annotation is no duplicate.
    """
    if quote := squeezed(annotation.quote):
        return digest(quote, squeezed(annotation.comment))
    return digest(annotation.role, annotation.source_key, annotation.parent, squeezed(annotation.comment))


def raw(*, quote: str, comment: str) -> str:
    """The text that an override's `was:` holds: quote and comment as exported, white space folded, a line each."""
    return "\n".join(text for text in (folded(quote), folded(comment)) if text)


def uid(
    *, family: str, native_id: str = "", source: str = "", locator: str = "", quote: str, comment: str, role: str
) -> str:
    """`family:native_id` where the program gave an id, else `family#` and a hash of source, place and unmended quote.

    The family is shared by the forms of one program that share their ids: hyp, rw, zot, w3c, pdf, kindle, flat …
    """
    if native_id:
        return f"{family}:{native_id}"
    content = ("", quote) if quote.strip() else (role, comment)
    return f"{family}#{digest(family, source, locator, *content)}"


def guid(namespace: str, uid: str) -> str:
    """16 letters and digits of base32 from course id and uid: never begins with `=`, safe in spreadsheets."""
    hashed = hashlib.sha256(f"{len(namespace)}:{namespace}{SEPARATOR}{uid}".encode("utf-8", "surrogatepass"))
    return b32encode(hashed.digest()).decode("ascii").lower()[:16]


def without_older(annotations: Sequence[Annotation]) -> tuple[Annotation, ...]:
    """The same annotations; of those with one id of their program's only the last updated stays, others are set aside.

    A dump that was paged while people wrote holds a row twice, and exports of several weeks hold it again and again.
    Where there are no such ids, a highlight without a comment gives way to the same one with a comment.
    """
    newest: dict[str, int] = {}
    remarked = {one.uid: one for one in reversed(annotations) if one.quote.strip() and one.comment.strip()}
    kept = list(annotations)

    def age(at: int) -> tuple[str, str, int]:
        moment = annotations[at].updated or annotations[at].created
        return moment.isoformat() if moment else "", annotations[at].origin.export, at

    for at, annotation in enumerate(annotations):
        if annotation.aside in {Reason.UNREADABLE, Reason.DUPLICATE}:
            continue
        if not annotation.native_id:
            if annotation.uid in remarked and not annotation.comment.strip():
                detail = f"the same as {remarked[annotation.uid].called}, which has a comment"
                kept[at] = replace(annotation, aside=Reason.DUPLICATE, aside_detail=detail)
            continue
        before = newest.setdefault(annotation.uid, at)
        if before == at:
            continue
        older, newest[annotation.uid] = sorted((before, at), key=age)
        detail = f"the same as {annotations[newest[annotation.uid]].called}, updated later or at the same time"
        kept[older] = replace(kept[older], aside=Reason.DUPLICATE, aside_detail=detail)
    return tuple(kept)
