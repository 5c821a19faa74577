"""Rows of the Hypothesis API, and what they become in a course."""

import json
from typing import Any

from flashgen.model import FIELDS, Build, Course, Ledger, Note, SetAside
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer

COURSE = Course(id="tides", title="Tides", exports=("0.json",))


def row(name: str, text: str = "", quote: str = "", *, to: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """A row of the Hypothesis API."""
    selector = [{"type": "TextQuoteSelector", "exact": quote}] if quote else []
    uri = "https://example.org/tides"
    created = more.pop("created", "2024-02-03T10:11:12.131415+00:00")
    row = {"id": name, "created": created, "updated": created, "user": "acct:iris@hypothes.is", "uri": uri}
    target = [{"source": uri, "selector": selector}]
    return row | {"text": text, "tags": [], "target": target, "references": list(to)} | more


def made(*exports: list[dict[str, Any]], before: Build | None = None, course: Course = COURSE) -> Build:
    """What the exports become, published before or not."""
    read = [read_export(f"{number}.json", json.dumps(rows).encode()) for number, rows in enumerate(exports)]
    published = before.ledger if before else Ledger()
    return build(course, read, published, renderer=Renderer(None), now=1_760_000_000)


def outcome(built: Build, name: str) -> Note | SetAside:
    """What became of the annotation of that id."""
    ids = [identity.annotation.native_id for identity in built.identities]
    return built.outcomes[ids.index(name)]


def note(built: Build, name: str) -> Note:
    """The note of the annotation of that id."""
    found = outcome(built, name)
    assert isinstance(found, Note)
    return found


def comment(built: Build, name: str) -> str:
    """The comment field of its note."""
    return note(built, name).fields[FIELDS.index("Comment")]
