"""Build -> one HTML page that shows every card as Anki does, offline: no network, no inline handler, a strict CSP.

The page's script and style are allowed by their hashes, so nothing that an annotation brings can run.
"""

import base64
import hashlib
import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flashgen.markup import mathml
from flashgen.model import FIELDS, Annotation, Build, Cue, Kind, Note, SetAside
from flashgen.render import Renderer
from flashgen.report import needs_a_look
from flashgen.resources import card_style, card_template, templates_dir

FORMULA = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]", re.DOTALL)
SECTION = re.compile(r"\{\{#(\w+)\}\}(.*?)\{\{/\1\}\}", re.DOTALL)
PLACEHOLDER = re.compile(r"\{\{(?:\w+:)*(\w+)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One card of a note as Anki shows it: HTML."""

    name: str  # Recall or Reverse
    front: str
    back: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One annotation on the page: its cards, or why it has none."""

    guid: str
    origin: str
    kind: str  # "aside" where no card was made
    topic: str  # slug
    looks: tuple[str, ...]  # why a person should look at it
    sides: tuple[Side, ...] = ()
    confidence: float = 0.0
    cues: tuple[Cue, ...] = ()
    evidence: tuple[str, ...] = ()
    reason: str = ""
    quote: str = ""
    comment: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value that the page can be filtered by, and how many sheets have it."""

    value: str
    title: str
    count: int


def page(build: Build, renderer: Renderer) -> str:
    """The whole page as HTML; it needs no other file and no network."""
    sheets = list(_sheets(build))
    titles = {topic.slug: topic.title for topic in build.course.topics}
    for outcome in build.outcomes:
        placement = outcome.placement if isinstance(outcome, SetAside) else outcome.card and outcome.card.placement
        if placement:
            titles.setdefault(placement.topic.slug, placement.topic.title)
    style = card_style() + (templates_dir() / "preview.css").read_text("utf-8")
    script = (templates_dir() / "preview.js").read_text("utf-8")
    return renderer.page(
        "preview.html.j2",
        title=build.course.title or "flashgen",
        sheets=sheets,
        topics=_choices([sheet.topic for sheet in sheets], titles),
        kinds=_choices([sheet.kind for sheet in sheets], {**{kind: kind for kind in Kind}, "aside": "set aside"}),
        looks=_choices([look for sheet in sheets for look in sorted(set(sheet.looks))], {}),
        topic_titles=titles,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        "base-uri 'none'; form-action 'none'",
    )


def _hash(source: str) -> str:
    """What a Content-Security-Policy calls a script or style by (W3C CSP3, hash-source)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()


def _choices(values: list[str], titles: Mapping[str, str]) -> list[Choice]:
    counts = Counter(values)
    order = [*(value for value in titles if value in counts), *sorted(value for value in counts if value not in titles)]
    return [Choice(value=value, title=titles.get(value, value), count=counts[value]) for value in order if value]


def _sheets(build: Build) -> Iterator[Sheet]:
    looks: dict[str, list[str]] = {}
    for note, cause in needs_a_look(build):
        looks.setdefault(note.guid, []).append(cause)
    layouts = {name: card_template(name) for name in ("Recall", "Reverse")}
    for outcome in build.outcomes:
        if isinstance(outcome, SetAside):
            yield _aside(outcome)
        else:
            yield _sheet(outcome, tuple(looks.get(outcome.guid, ())), layouts)
    for note in build.retired:
        yield Sheet(
            guid=note.guid,
            origin=note.uid,
            kind=note.kind,
            topic=note.topic,
            looks=("retired",),
            sides=tuple(_sides(note, layouts)),
            retired=True,
        )


def _sheet(note: Note, looks: tuple[str, ...], layouts: Mapping[str, tuple[str, str]]) -> Sheet:
    assert note.card
    return Sheet(
        guid=note.guid,
        origin=str(note.card.pair.annotation.origin),
        kind=note.kind,
        topic=note.topic,
        looks=looks,
        sides=tuple(_sides(note, layouts)),
        confidence=note.card.verdict.confidence,
        cues=note.card.verdict.cues,
        evidence=note.card.placement.evidence,
    )


def _aside(aside: SetAside) -> Sheet:
    annotation: Annotation = aside.annotation
    return Sheet(
        guid=aside.guid,
        origin=str(annotation.origin),
        kind="aside",
        topic=aside.placement.topic.slug if aside.placement else "",
        looks=(),
        reason=f"{aside.reason.value}{f': {aside.detail}' if aside.detail else ''}",
        quote=annotation.quote,
        comment=annotation.comment,
        confidence=aside.verdict.confidence if aside.verdict else 0.0,
        cues=aside.verdict.cues if aside.verdict else (),
    )


# ---------------------------------------------------------------- as Anki shows it


def _sides(note: Note, layouts: Mapping[str, tuple[str, str]]) -> Iterator[Side]:
    fields = dict(zip(FIELDS, note.fields, strict=True)) | {"Tags": html.escape(" ".join(note.tags))}
    for name, (front_layout, back_layout) in layouts.items():
        if name == "Reverse" and not fields["Reverse"]:
            continue
        front = _filled(front_layout, fields)
        back = _filled(back_layout, fields | {"FrontSide": front})
        yield Side(name=name, front=_typeset(front), back=_typeset(back))


def _filled(layout: str, fields: Mapping[str, str]) -> str:
    """The layout with its fields, as far as Anki's language is used in templates/anki: sections and fields."""
    shown = SECTION.sub(lambda section: section[2] if fields.get(section[1]) else "", layout)
    return PLACEHOLDER.sub(lambda field: fields.get(field[1], ""), shown)


def _typeset(shown: str) -> str:
    """The HTML with its formulas as MathML."""

    def formula(found: re.Match[str]) -> str:
        source = html.unescape(re.sub(r"<br ?/?>", " ", found["inline"] or found["display"] or ""))
        return mathml(source, display=found["display"] is not None)

    return FORMULA.sub(formula, shown)
