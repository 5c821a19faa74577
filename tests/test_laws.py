"""Laws of the whole pipeline: conservation, and what may not depend on the order of the exports."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from flashgen.model import Build, Course, Kind, Ledger, Note, Topic
from flashgen.pipeline import build
from flashgen.readers import read_export
from flashgen.render import Renderer
from flashgen.report import explained, summary
from tests.seed import built

RENDERER = Renderer(None)
COURSE = Course(
    id="laws",
    title="Laws",
    exports=("a.json",),
    topics=(
        Topic(slug="cells", title="Cells", words=("cell", "mitosis")),
        Topic(slug="law", title="Law", words=("court",)),
    ),
)

QUOTES = (
    "",
    "Mitosis is the division of a nucleus into two nuclei that are alike.",
    "In 12 of 15 cultures the drug halved the rate of division.",
    "mitosis",
    "The court held that silence is no acceptance.",
    "<b>bold</b> & <script>alert(1)</script>",
    "Smith, J. (2020). On cells. Journal of Cells, 12(3), 45–67.",
    r"We set \(x < y\) and $$\frac{a}{b}$$ for all cells.",
)
COMMENTS = (
    "",
    "very true",
    "Q: why two?",
    "Definition: mitosis",
    "So the drug works, mostly.",
    "to read",
    "see $$a<b$$",
    "<i>hm</i>",
)

# without hypothesis' "explain", which traces the whole pipeline for minutes when a law is broken
SHORT = settings(deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink])

rows = st.lists(
    st.builds(
        lambda quote, comment, tags, parent: {"quote": quote, "text": comment, "tags": tags, "parent": parent},
        st.sampled_from(QUOTES) | st.text(max_size=60),
        st.sampled_from(COMMENTS) | st.text(max_size=60),
        st.lists(st.sampled_from(["question", "cells", "a b"]), max_size=2),
        st.none() | st.integers(0, 9),
    ),
    max_size=10,
)


def export(given_rows: Sequence[dict[str, Any]], *, start: int = 0) -> bytes:
    """A Hypothesis search object with the rows; ids count from `start`."""
    found = [
        {
            "id": f"{start + n:022}",
            "created": f"2026-01-01T00:00:{n:02}+00:00",
            "updated": f"2026-01-01T00:00:{n:02}+00:00",
            "user": "acct:a@b",
            "uri": "https://example.org/x",
            "document": {"title": ["X"]},
            "text": row["text"],
            "tags": row["tags"],
            "group": "g",
            "references": [] if row["parent"] is None else [f"{start + row['parent']:022}"],
            "target": [{"selector": [{"type": "TextQuoteSelector", "exact": row["quote"]}] if row["quote"] else []}],
        }
        for n, row in enumerate(given_rows)
    ]
    return json.dumps({"total": len(found), "rows": found}).encode()


def run(*exports: bytes, now: int = 1_800_000_000) -> Build:
    """The build of the exports, named a.json, b.json …"""
    read = [read_export(f"{chr(97 + n)}.json", content) for n, content in enumerate(exports)]
    return build(COURSE, read, Ledger(), renderer=RENDERER, now=now)


@settings(SHORT, max_examples=60)
@given(rows)
def test_every_annotation_ends_in_one_card_or_one_reason(given_rows: list[dict[str, Any]]) -> None:
    made = run(export(given_rows))
    assert len(made.outcomes) == len(given_rows)
    report = summary(made)
    assert report["notes"] + sum(report["set_aside"].values()) == report["annotations"] == len(given_rows)
    assert sum(report["kinds"].values()) == report["notes"] == sum(deck["notes"] for deck in report["decks"])
    ids = [row["id"] for row in explained(made)]
    assert ids == [f"{n:022}" for n in range(len(given_rows))]
    guids = Counter(note.guid for note in made.notes)
    assert not [guid for guid, n in guids.items() if n > 1]


def row(quote: str, text: str) -> dict[str, Any]:
    return {"quote": quote, "text": text, "tags": [], "parent": None}


TIED = [  # the pair in the middle is as near to one topic as to the other
    row("The court held that silence is no acceptance.", ""),
    row("In 12 of 15 cultures the drug halved the rate of division.", "very true"),
    row("", "Definition: mitosis"),
]


@settings(SHORT, max_examples=40)
@given(rows, rows)
@example([row("", "")], TIED)
def test_the_order_of_the_exports_changes_no_guid_no_kind_and_no_text(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    first, second = export(one), export(other, start=500)
    a, b = read_export("a.json", first), read_export("b.json", second)

    def cards(made: Build) -> set[tuple[str, str, tuple[str, ...]]]:
        return {(note.guid, note.kind, note.fields) for note in made.notes}

    forth = build(COURSE, [a, b], Ledger(), renderer=RENDERER, now=1)
    back = build(COURSE, [b, a], Ledger(), renderer=RENDERER, now=1)
    assert cards(forth) == cards(back)


@settings(SHORT, max_examples=60)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_markup_of_a_stranger_reaches_a_field(quote: str, comment: str) -> None:
    hostile = f"{quote}<script>x</script><img src=x onerror=y>"
    made = run(export([{"quote": hostile, "text": f"Q: {comment} <svg onload=z>?", "tags": [], "parent": None}]))
    for note in made.notes:
        for field in note.fields:
            assert "<script" not in field.lower()
            assert "<img" not in field.lower()
            assert "<svg" not in field.lower()
            assert "\x1f" not in field


def test_the_seed_is_conserved() -> None:
    made = built()
    lines = Counter(line for row in explained(made) for line in (*row["quote_lines"], *row["comment_lines"]))
    assert lines == Counter(range(1, 381))
    assert {kind: n > 10 for kind, n in summary(made)["kinds"].items()} == dict.fromkeys(map(str, Kind), True)
    assert all(isinstance(outcome, Note) or outcome.reason for outcome in made.outcomes)
