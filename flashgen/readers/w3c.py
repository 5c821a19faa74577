"""Web Annotation Data Model (w3.org/TR/annotation-model): annotations, pages, collections, lists, lines of JSON.

Read as plain JSON; no @context and no address is ever resolved.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flashgen.errors import ExportError
from flashgen.markup import from_html
from flashgen.model import Annotation, CommentFormat, Export, Origin, Reason, Role
from flashgen.readers.record import (
    address,
    annotation,
    cleaned,
    from_rows,
    last_part,
    line_of,
    lines_of,
    moment,
    place,
    role_of,
    source_key,
)
from flashgen.readers.rows import Rows
from flashgen.readers.source import Source

FORMAT = "w3c"
DEEPEST = 10  # bodies in bodies, selectors that refine selectors
_TYPES = frozenset(["Annotation", "AnnotationPage", "AnnotationCollection"])
_OF_HYPOTHESIS = re.compile(r"https?://(?:www\.)?hypothes\.is/a/([\w-]{20,22})")


def claims(source: Source) -> bool:
    """Whether the JSON says by type or context that it is Web Annotation or Open Annotation."""
    return any(_is_ours(row) for value in source.json.values for row in _listed(value)[:1])


def read(source: Source) -> Export:
    """The annotations of all pages in the file. Raises ExportError for Open Annotation of 2013 (`hasTarget`)."""
    warnings: list[str] = []
    rows = list(_annotations(source, warnings))
    if any(isinstance(row, dict) and ("hasTarget" in row or "oa:hasTarget" in row) for row in rows[:3]):
        raise ExportError(f"{source.name}: Open Annotation with hasTarget; export as Web Annotation (target, body)")
    return Export(
        name=source.name,
        format=FORMAT,
        annotations=from_rows(source.name, rows, _annotation, format=FORMAT),
        warnings=tuple(warnings),
    )


# ---------------------------------------------------------------- containers


def _listed(value: object) -> "Rows | list[Any]":
    """A list as it is, one value as a list of it, none as an empty one."""
    if isinstance(value, Rows | list):
        return value
    return [] if value is None else [value]


def _types(node: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(line_of(kind).removeprefix("oa:") for kind in _listed(node.get("type", node.get("@type"))))


def _is_ours(node: object) -> bool:
    if not isinstance(node, dict):
        return False
    contexts = " ".join(filter(None, (c for c in _listed(node.get("@context")) if isinstance(c, str))))
    return not _TYPES.isdisjoint(_types(node)) or "ns/anno" in contexts or "ns/oa" in contexts


def _annotations(source: Source, warnings: list[str]) -> Iterator[Any]:
    """The annotations in their containers; says where a container goes on elsewhere."""
    waiting = [node for value in source.json.values for node in _listed(value)]
    for node in waiting:
        if not isinstance(node, dict) or _TYPES.isdisjoint(_types(node) - {"Annotation"}):
            yield node
            continue
        page = node.get("first") if isinstance(node.get("first"), dict) else node
        yield from _listed(page.get("items") if isinstance(page, dict) else None)
        for link in ("first", "next"):
            elsewhere = page.get(link) if isinstance(page, dict) else None
            if isinstance(elsewhere, str):
                warnings.append(f"{source.name}: holds only a part; the rest is at {line_of(elsewhere)} (not fetched)")
            elif link == "next" and isinstance(elsewhere, dict):
                yield from _listed(elsewhere.get("items"))


# ---------------------------------------------------------------- one annotation


def _annotation(origin: Origin, node: Mapping[str, Any]) -> Annotation:
    motives = {line_of(motive).removeprefix("oa:") for motive in _listed(node.get("motivation"))}
    comment, comment_format, tags = _said(node, motives)
    target = next(iter(_listed(node.get("target"))), None)
    selectors = _selectors(target.get("selector") if isinstance(target, dict) else None)
    quoting = selectors.get("TextQuoteSelector", {})
    quote = cleaned(quoting.get("exact"))
    url, title = _source(target)
    replies = "replying" in motives
    iri = line_of(node.get("id", node.get("@id")))
    family, native_id = _own_id(iri) if not iri.startswith("_:") else ("w3c", "")  # a blank node has no name
    page = _page(selectors)
    created = moment(node.get("created", node.get("annotatedAt")))
    return annotation(
        origin=origin,
        format=FORMAT,
        family=family,
        native_id=native_id,
        role=_role(motives, quote, comment, placed=bool(selectors)),
        quote=quote,
        comment=comment,
        comment_format=comment_format,
        dialect="hypothesis" if family == "hyp" else "dollars",
        tags=tags,
        aside=Reason.BOOKMARK if "bookmarking" in motives and not (quote or comment) else None,
        source_key="" if replies else source_key(url, title),
        locator=page,
        title="" if replies else title or last_part(url),
        url="" if replies else url,
        page=page,
        link=iri if iri.startswith(("http:", "https:")) else "",
        annotator=_person(node.get("creator", node.get("annotatedBy"))),
        created=created,
        updated=moment(node.get("modified")),
        thread=(_own_id(url)[1],) if replies else (),
        order=place(
            page=int(page) if page.isdecimal() else 0,
            start=selectors.get("TextPositionSelector", {}).get("start"),
            created=created,
            whole=not selectors,
        ),
        prefix=cleaned(quoting.get("prefix")),
        suffix=cleaned(quoting.get("suffix")),
    )


def _role(motives: set[str], quote: str, comment: str, *, placed: bool) -> Role:
    if "replying" in motives:
        return Role.REPLY
    if "bookmarking" in motives and not (quote or comment):
        return Role.BOOKMARK
    return role_of(quote, comment, placed=placed)


def _own_id(iri: str) -> tuple[str, str]:
    """Family and id; Hypothesis's own annotations keep the identity that its other forms give them."""
    hypothesis = _OF_HYPOTHESIS.fullmatch(iri)
    return ("hyp", hypothesis[1]) if hypothesis else ("w3c", iri)


def _person(creator: object) -> str:
    first = next(iter(_listed(creator)), "")
    if isinstance(first, dict):
        return line_of(first.get("name") or first.get("nickname") or first.get("nick") or first.get("id"))
    return line_of(first).removeprefix("acct:")


def _source(target: object) -> tuple[str, str]:
    """Address and title of what was annotated; the title only where the file has one."""
    if not isinstance(target, dict):
        return address(target), ""
    inner = target.get("source", target.get("id", target.get("@id")))
    if isinstance(inner, dict):
        titled = lines_of(inner.get("title", target.get("title"))) or ("",)
        return address(inner.get("id", inner.get("@id"))), titled[0]
    return address(inner), (lines_of(target.get("title")) or ("",))[0]


def _selectors(selector: object) -> dict[str, Mapping[str, Any]]:
    """The selectors by type, the first of each, with those that refine others."""
    found: dict[str, Mapping[str, Any]] = {}
    level = list(_listed(selector))
    for _ in range(DEEPEST):
        refining: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                found.update({kind: node for kind in _types(node) if kind not in found})
                refining += _listed(node.get("refinedBy"))
        level = refining
    return found


def _page(selectors: Mapping[str, Mapping[str, Any]]) -> str:
    found = re.search(r"\bpage=(\d{1,9})", cleaned(selectors.get("FragmentSelector", {}).get("value")))
    return found[1] if found else ""


# ---------------------------------------------------------------- bodies


def _said(node: Mapping[str, Any], motives: set[str]) -> tuple[str, CommentFormat, tuple[str, ...]]:
    """The comment, how it is written, and the tags."""
    if "body" not in node:
        return cleaned(node.get("bodyValue")), "plain", ()
    comments: list[str] = []
    tags: list[str] = []
    written: CommentFormat = "plain"
    for body in _bodies(node["body"]):
        text = cleaned(next(body[key] for key in _TEXT if key in body))
        purposes = {line_of(purpose).removeprefix("oa:") for purpose in _listed(body.get("purpose", body.get("role")))}
        if "tagging" in (purposes or motives if motives == {"tagging"} else purposes):
            tags.append(line_of(text))
            continue
        form = line_of(body.get("format")).lower()
        if "html" in form:
            text = from_html(text)
        if "html" in form or "markdown" in form:
            written = "markdown"
        if text.strip():
            comments.append(text)
    return "\n\n".join(comments), written, tuple(filter(None, tags))


_TEXT = ("value", "text", "chars", "cnt:chars")  # of today, and of the drafts


def _bodies(body: object) -> list[Mapping[str, Any]]:
    """The bodies with a text, in order; of a Choice the first."""
    level: list[Any] = list(_listed(body))
    for _ in range(DEEPEST):
        opened: list[Any] = []
        for node in level:
            inside = node.get("items", node.get("members", node.get("item"))) if isinstance(node, dict) else None
            if inside is None:
                opened.append(node)
            else:
                chosen = list(_listed(inside))
                opened += chosen[:1] if "Choice" in _types(node) else chosen
        level = opened
    return [node for node in level if isinstance(node, dict) and any(key in node for key in _TEXT)]
